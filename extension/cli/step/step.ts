// SPDX-License-Identifier: Apache-2.0
/** `bao-debug step`: the life of one REMIO request, stage by stage. */

import { deviceTypeName, queueName, registerName } from '../../../debug-adapter/awareness/virtio';
import { bootSystem } from '../../../debug-adapter/system';
import type { Machine, RequestView } from '../../../emulator';
import { CodeMap } from '../code';
import type { Environment } from '../environment';
import type { Options } from '../options';
import { type PreparedSystem, prepare } from '../prepare';
import { hex } from '../terminal';
import { CallStacks } from './call-stacks';
import {
  DEFAULT_CHOICES,
  EventCursor,
  type FoundRequest,
  findRequest,
  type Wanted,
  wantedRequest,
} from './find-request';
import { follow } from './follow';
import { RequestHistory } from './history';
import { Pauses } from './pause';
import { Renderer } from './render';
import type { Stage } from './stage';
import { readQueue } from './virtqueue';

/** Entries of each ring that are shown. */
const LATEST = 4;

interface Attempt {
  readonly machine: Machine;
  readonly cursor: EventCursor;
  readonly history: RequestHistory;
  readonly found: FoundRequest;
}

/** Returns the exit code. @throws UsageError, SystemError */
export async function step(options: Options, environment: Environment): Promise<number> {
  const choices = options.request === undefined ? DEFAULT_CHOICES : [wantedRequest(options.request)];
  const prepared = await prepare(options, environment, { trapEvents: false });
  if (prepared === undefined) {
    return 1;
  }
  const attempt = search(prepared, choices, options, environment);
  if (attempt === undefined) {
    const wanted =
      options.request === undefined ? 'no REMIO request was made' : `no request '${options.request}' was made`;
    environment.errors.line(`bao-debug: ${wanted}; bao-debug trace shows what happened`);
    return 1;
  }
  const answered = await new Walk(prepared, attempt, options, environment).walk();
  return answered && !prepared.refused ? 0 : 1;
}

/** Runs to the first request that fits the first choice; when there is none, a new run looks for the next choice. */
function search(
  prepared: PreparedSystem,
  choices: readonly Wanted[],
  options: Options,
  environment: Environment,
): Attempt | undefined {
  for (const [index, wanted] of choices.entries()) {
    const machine = index === 0 ? prepared.machine : bootSystem(prepared.system, options, { trapEvents: false });
    const cursor = new EventCursor(machine);
    const history = new RequestHistory(prepared.system.config);
    const lines = [...(options.input ?? [])];
    const type = (needsInput: readonly number[]): boolean => {
      const vm = options.vm ?? needsInput[0];
      const line = vm === undefined || !needsInput.includes(vm) ? undefined : lines.shift();
      return line !== undefined && machine.sendConsole(vm!, line) > 0;
    };
    const interrupted = (): boolean => environment.interruption.happened;
    const found = findRequest({ machine, cursor, history, wanted, budget: options.instructions, type, interrupted });
    if (found !== undefined) {
      return { machine, cursor, history, found };
    }
    if (interrupted()) {
      return undefined;
    }
  }
  return undefined;
}

class Walk {
  private readonly renderer: Renderer;
  private readonly code: CodeMap;
  private number = 0;
  private stopped = false;

  constructor(
    prepared: PreparedSystem,
    private readonly attempt: Attempt,
    private readonly options: Options,
    private readonly environment: Environment,
  ) {
    this.renderer = new Renderer(environment.style, attempt.machine.vms);
    this.code = new CodeMap(prepared.system);
  }

  async walk(): Promise<boolean> {
    const { machine, cursor, history, found } = this.attempt;
    const { output, interruption } = this.environment;
    const pauses = this.pauses();
    if (!this.options.json) {
      output.line(this.heading());
    }
    const stacks = new CallStacks(machine, this.code);
    const options = { machine, code: this.code, stacks, cursor, history, found, interruption };
    const answered = await follow(options, async (stage) => {
      if (!this.stopped) {
        this.show(stage);
        await output.flushed();
        const isLast = stage.id === 'resumed' || stage.id === 'stuck';
        this.stopped = pauses !== undefined && !isLast && !(await pauses.wait());
      }
    });
    pauses?.close();
    if (!this.stopped) {
      this.showMemory();
    }
    // Who interrupts has seen enough.
    return answered || interruption.happened;
  }

  private pauses(): Pauses | undefined {
    const { isTerminal, output, style, interruption } = this.environment;
    const wanted = this.options.pause && !this.options.json && isTerminal && process.stdin.isTTY === true;
    return wanted ? new Pauses(output, style, interruption) : undefined;
  }

  private heading(): string {
    const { style } = this.environment;
    const { found, history, machine } = this.attempt;
    const { serial, bindKey, operation } = found.request;
    const device = machine.baoState().devices.find((each) => each.bindKey === bindKey);
    const ends =
      device === undefined
        ? ''
        : `${style.vm(device.frontend.vm, this.renderer.vmName(device.frontend.vm))} -> ${style.vm(undefined, 'Bao')} -> ${style.vm(device.backend.vm, this.renderer.vmName(device.backend.vm))} and back`;
    const kind = history.device(bindKey);
    const what = kind?.isVirtio && kind.deviceId !== undefined ? ` to the virtio ${deviceTypeName(kind.deviceId)}` : '';
    const problems = this.code.problems.map((problem) => `${style.apply('yellow', 'note')}: ${problem}\n`).join('');
    const title = style.bold(`The life of REMIO request #${serial}`);
    return `\n${problems}${title}: a ${operation === 'WRITE' ? 'store' : 'load'}${what}\n${ends}\n`;
  }

  private show(stage: Stage): void {
    this.number++;
    const { output } = this.environment;
    output.line(this.options.json ? stageJson(this.number, stage) : this.renderer.stage(this.number, stage));
  }

  private showMemory(): void {
    const { machine, found } = this.attempt;
    const { requests } = machine.baoState();
    const queues = this.queues();
    if (this.options.json) {
      this.environment.output.line(
        json({ requests, queues: queues.map(({ title, content }) => ({ title, ...content })) }),
      );
      return;
    }
    const register = (request: RequestView): string => this.registerOf(request);
    this.environment.output.line(this.renderer.pool(requests, found.request.serial, register));
    for (const { title, content } of queues) {
      this.environment.output.line(this.renderer.queue(title, content));
    }
  }

  private registerOf(request: RequestView): string {
    const offset = this.attempt.history.offset(request);
    return this.attempt.history.device(request.bindKey)?.isVirtio ? registerName(offset) : hex(offset);
  }

  /** Which shared memory an address of a virtual machine lies in, and who else sees it. */
  private sharedText(vm: number | undefined, address: bigint): string {
    const shared = this.attempt.machine
      .baoState()
      .sharedMemories.find(({ mappings }) =>
        mappings.some((each) => each.vm === vm && address >= each.gpa && address < each.gpa + each.size),
      );
    if (shared === undefined) {
      return '';
    }
    const viewers = shared.mappings.map((each) => `${this.renderer.vmName(each.vm)} at ${hex(each.gpa)}`);
    return ` in shared memory ${shared.id}, seen by ${viewers.join(' and ')}`;
  }

  private queues() {
    const { machine, history, found } = this.attempt;
    const device = history.device(found.request.bindKey);
    const ready = [...(device?.queues.values() ?? [])].filter((queue) => queue.ready);
    return ready.flatMap((setup) => {
      const content = device === undefined ? undefined : readQueue(machine, device.vm, setup, LATEST);
      const name = queueName(device?.deviceId, setup.index);
      const title = `Virtqueue ${setup.index}${name === '' ? '' : ` (${name})`}${this.sharedText(device?.vm, setup.descriptors)}`;
      return content === undefined ? [] : [{ title, content }];
    });
  }
}

function stageJson(number: number, stage: Stage): string {
  const { facts, frames, ...place } = stage;
  return json({ stage: number, ...place, frames, facts: Object.fromEntries(facts) });
}

const COUNTERS = new Set(['instructions', 'time', 'serial']);

function json(value: object): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (inner instanceof Uint8Array) {
      return Buffer.from(inner).toString('hex');
    }
    if (typeof inner !== 'bigint') {
      return inner;
    }
    return COUNTERS.has(key) ? Number(inner) : `0x${inner.toString(16)}`;
  });
}
