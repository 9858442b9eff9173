// SPDX-License-Identifier: Apache-2.0
/** What our debugger says at a stop. */

import type { Frame, Stacks } from '../../debug-adapter/stack';
import type { LocationContext, Symbols, Variable } from '../../debug-adapter/symbols';
import { typeName, type ValueAccess } from '../../debug-adapter/values';
import { FOLLOWED_FRAMES, FRAMES, type SeenFrame, type SeenStop, type SeenVariable } from './tree';
import { Budget, treeOf } from './value-tree';

/** Registers that a call preserves, by the names that gdb gives them, with their DWARF numbers (RISC-V ELF psABI). */
const PRESERVED: readonly (readonly [string, number])[] = [
  ['sp', 2],
  ['gp', 3],
  ['tp', 4],
  ['fp', 8],
  ['s1', 9],
  ...Array.from({ length: 10 }, (_, index) => [`s${index + 2}`, index + 18] as const),
];

/** @param symbols of the program that gdb is given */
export async function ourView(stacks: Stacks, hart: number, symbols: Symbols): Promise<SeenStop> {
  const frames = await stacks.backTrace(hart, FRAMES);
  const seen: SeenFrame[] = [];
  for (const [index, frame] of frames.entries()) {
    const shown = await describe(stacks, frame, index < FOLLOWED_FRAMES);
    seen.push({ ...shown, foreign: frame.symbols !== symbols });
  }
  return { frames: seen, end: '' };
}

async function describe(stacks: Stacks, frame: Frame, follow: boolean): Promise<SeenFrame> {
  const variables = frame.symbols?.variablesAt(frame.codeAddress)[frame.level];
  const parameters = await all(variables?.parameters ?? [], stacks, frame, follow);
  const blocks: SeenVariable[][] = [];
  for (const block of variables?.blocks ?? []) {
    blocks.push(await all(block, stacks, frame, follow));
  }
  return {
    function: frame.function ?? null,
    file: frame.place?.file ?? null,
    line: frame.place?.line ?? 0,
    inlined: frame.inlined,
    pc: `0x${frame.pc.toString(16)}`,
    registers: await registers(frame),
    parameters,
    blocks,
  };
}

async function registers(frame: Frame): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [name, number] of PRESERVED) {
    const value = await frame.context.register(number);
    values[name] = value === undefined ? '!lost' : `0x${value.toString(16)}`;
  }
  return values;
}

async function all(
  variables: readonly Variable[],
  stacks: Stacks,
  frame: Frame,
  follow: boolean,
): Promise<SeenVariable[]> {
  const seen: SeenVariable[] = [];
  for (const variable of variables) {
    const uses = new Uses(frame.context);
    const location = await variable.locate(uses);
    const access = uses.watch(stacks.evaluationContext(frame));
    const value = await treeOf({ type: variable.type, location }, { access, budget: new Budget(), follow });
    const { fromCaller, lost } = uses;
    seen.push({ name: variable.name, type: typeName(variable.type), value, fromCaller, lost });
  }
  return seen;
}

/** Notes what a variable's place depends on. */
class Uses implements LocationContext {
  fromCaller = false;
  lost = false;

  constructor(private readonly context: LocationContext) {}

  get pc(): bigint {
    return this.context.pc;
  }

  async register(number: number): Promise<bigint | undefined> {
    return this.note(number, await this.context.register(number));
  }

  cfa(): Promise<bigint | undefined> {
    return this.context.cfa();
  }

  read(address: bigint, length: number): Promise<Uint8Array | undefined> {
    return this.context.read(address, length);
  }

  caller(): Promise<LocationContext | undefined> {
    this.fromCaller = true;
    return this.context.caller();
  }

  watch(access: ValueAccess): ValueAccess {
    return {
      pointerSize: access.pointerSize,
      readRegister: async (number) => this.note(number, await access.readRegister(number)),
      writeRegister: (number, value) => access.writeRegister(number, value),
      read: (address, length) => access.read(address, length),
      write: (address, bytes) => access.write(address, bytes),
      symbolAt: (address) => access.symbolAt(address),
    };
  }

  private note(number: number, value: bigint | undefined): bigint | undefined {
    const isPreserved = PRESERVED.some(([, preserved]) => preserved === number);
    this.lost ||= value === undefined && !isPreserved;
    return value;
  }
}
