// SPDX-License-Identifier: Apache-2.0
/** Tells a stage with its place in the source and the name of the client that has the request. */

import { readDeviceModels } from '../../awareness/drivers';
import type { Stage } from '../../awareness/requests';
import { ProgramMemory, StructureError } from '../../awareness/structures';
import { vcpuThreadId } from '../../awareness/threads';
import type { Programs } from '../../programs';
import type { StageState } from '../../protocol';
import type { Frame, Stacks } from '../../stack';
import type { CodeLocation } from '../../symbols';
import type { RemioDevice, Target } from '../../target';
import type { ClientSources } from '../client-sources';
import { hex, known } from '../system-state';
import { helperLevels } from './helper-levels';
import { STAGE_NAMES, stageText } from './words';

/** One level of the calls at an instruction, innermost first. */
type Level = Partial<Pick<Frame, 'function' | 'place'>>;

const DEVICE_LIST = 'bao_dm_list';

/** What stages are told by. */
export interface TellerSurroundings {
  readonly target: Target;
  readonly programs: Programs;
  readonly stacks: Stacks;
  readonly sources: ClientSources;
}

/** Levels of calls in which the line is looked for that a stage is about. */
const MAX_LEVELS = 8;
const INSTRUCTION_BYTES = 4n;

export class StageTeller {
  private readonly target: Target;
  private readonly programs: Programs;
  private readonly stacks: Stacks;
  private readonly sources: ClientSources;

  constructor({ target, programs, stacks, sources }: TellerSurroundings) {
    this.target = target;
    this.programs = programs;
    this.stacks = stacks;
    this.sources = sources;
  }

  /** For a machine that stands at the stage, or that has run past it since. */
  async tell(stage: Stage, before: Stage | undefined, device: RemioDevice | undefined): Promise<StageState> {
    const { id, instructions, time, since, vm, hart, pc } = stage;
    const client = await this.clientName(stage, device);
    const duration = since === undefined || before === undefined ? undefined : { since, ticks: time - before.time };
    return {
      ...{ stage: STAGE_NAMES[id], text: stageText(id, client) },
      ...{ instructions: `${instructions}`, time: `${time}` },
      ...known('duration', duration && { instructions: `${duration.since}`, ticks: `${duration.ticks}` }),
      ...known('vm', vm),
      ...known('hart', hart),
      ...known('threadId', hart === undefined ? undefined : vcpuThreadId(hart)),
      ...known('pc', pc === undefined ? undefined : hex(pc)),
      ...(pc === undefined || hart === undefined ? {} : this.placeOf(await this.levelsAt(stage, hart, pc))),
      ...known('client', client),
    };
  }

  /** What a code address is in a virtual machine, also when it is some other thread's turn by now. */
  private async codeAt(vm: number | undefined, hart: number, pc: bigint): Promise<CodeLocation | undefined> {
    const found = this.programs
      .ofVm(vm ?? -1)
      .flatMap(({ symbols }) => symbols.lookup(pc) ?? [])
      .filter(({ frames }) => frames.length > 0);
    if (found.length <= 1) {
      return found[0];
    }
    const program = await this.programs.at(await this.target.currentSpace(hart), pc);
    return program?.symbols.lookup(pc);
  }

  /** All calls where the vCPU still stands at the stage, those at the instruction else. */
  private async levelsAt(stage: Stage, hart: number, pc: bigint): Promise<readonly Level[]> {
    const here = (await this.codeAt(stage.vm, hart, pc))?.frames ?? [];
    const [innermost, ...others] = await this.stacks.backTrace(hart, MAX_LEVELS);
    // It may stand behind the instruction already, in the same call.
    return innermost !== undefined && (await this.standsAt(stage, innermost))
      ? [...here, ...others.filter(({ context }) => context !== innermost.context)]
      : here;
  }

  private async standsAt({ id, instructions, pc = 0n }: Stage, { pc: now }: Frame): Promise<boolean> {
    const position = await this.target.position();
    // The instruction that caused it may have been counted since. A vCPU that waits for an answer stays where it is.
    const isNow = position.instructions <= instructions + 1n;
    return isNow || (id === 'trapped' && now >= pc && now <= pc + INSTRUCTION_BYTES);
  }

  private placeOf(levels: readonly Level[]): Pick<StageState, 'function' | 'place'> {
    const frame = levels[helperLevels(levels)];
    const place = frame?.place;
    const shown = place === undefined || place.line === 0 ? undefined : this.sources.place(place);
    const path = shown?.source.sourceReference === undefined ? shown?.source.path : undefined;
    return {
      ...known('function', frame?.function),
      ...(shown === undefined || path === undefined ? {} : { place: { path, line: shown.line } }),
    };
  }

  /** The one whose address the stage has, or the one of the device model's user space. */
  private async clientName({ id, client, hart }: Stage, device: RemioDevice | undefined): Promise<string | undefined> {
    if ((client === undefined && id !== 'attached') || hart === undefined || device === undefined) {
      return undefined;
    }
    const program = this.programs
      .ofVm(device.backend.vm)
      .find(({ symbols }) => symbols.symbolNamed(DEVICE_LIST) !== undefined);
    const kernel = program && new ProgramMemory(program.symbols, this.target, await this.target.currentSpace(hart));
    const name = client === undefined ? await controlClient(kernel, device) : await nameOfClient(kernel, client);
    return name ?? (client === undefined ? undefined : `at ${hex(client)}`);
  }
}

/** One that is being made is not in the device model's list yet. */
async function nameOfClient(kernel: ProgramMemory | undefined, address: bigint): Promise<string | undefined> {
  try {
    return await kernel?.at('struct bao_io_client', address).text('name');
  } catch (error) {
    if (error instanceof StructureError) {
      return undefined;
    }
    throw error;
  }
}

async function controlClient(kernel: ProgramMemory | undefined, { backend }: RemioDevice): Promise<string | undefined> {
  const models = kernel && (await readDeviceModels(kernel));
  const model = models?.models.find(({ id }) => id === backend.index);
  return model?.clients.find(({ isControl }) => isControl)?.name;
}
