// SPDX-License-Identifier: Apache-2.0
/** Finds what two views of a stop disagree about. */

import type { SeenFrame, SeenStop, SeenVariable, Tree } from './tree';

export interface Difference {
  /** `frame 2 (do_trap): local regs: .epc`. */
  readonly where: string;
  readonly ours: string;
  readonly gdbs: string;
}

export function compareStops(ours: SeenStop, gdbs: SeenStop): Difference[] {
  const count = Math.max(ours.frames.length, gdbs.frames.length);
  const differences: Difference[] = [];
  for (let index = 0; index < count; index++) {
    const [one, other] = [ours.frames[index], gdbs.frames[index]];
    if (one === undefined || other === undefined) {
      const name = (frame: SeenFrame | undefined) => frame?.function ?? (frame === undefined ? 'no frame' : frame.pc);
      return [...differences, { where: `frame ${index}`, ours: name(one), gdbs: name(other) + (other ? '' : ` (${gdbs.end})`) }];
    }
    const found = compareFrames(one, other, `frame ${index} (${other.function}, ${other.pc})`);
    differences.push(...found);
    if (one.pc !== other.pc) {
      // What lies further out has another beginning.
      return differences;
    }
  }
  return differences;
}

function compareFrames(ours: SeenFrame, gdbs: SeenFrame, where: string): Difference[] {
  const heads: (keyof SeenFrame)[] = ['pc', 'function', 'file', 'line', 'inlined'];
  return [
    ...heads
      .filter((key) => normalised(ours[key]) !== normalised(gdbs[key]))
      .map((key) => ({ where: `${where}: ${key}`, ours: String(ours[key]), gdbs: String(gdbs[key]) })),
    ...compareVariables(ours.parameters, gdbs.parameters, `${where}: parameter`),
    ...compareVariables(ours.blocks.flat(), gdbs.blocks.flat(), `${where}: local`),
  ];
}

/** gdb puts `./` before names that are relative to the folder of the compilation. */
function normalised(head: unknown): string {
  return String(head).replace(/^\.\//, '');
}

function compareVariables(ours: readonly SeenVariable[], gdbs: readonly SeenVariable[], where: string): Difference[] {
  const names = (variables: readonly SeenVariable[]) => variables.map(({ name }) => name).join(' ');
  if (names(ours) !== names(gdbs)) {
    return [{ where: `${where}s`, ours: names(ours), gdbs: names(gdbs) }];
  }
  return ours.flatMap((one, index) => {
    const other = gdbs[index]!;
    const types = one.type === other.type ? [] : [{ where: `${where} ${one.name}: type`, ours: one.type, gdbs: other.type }];
    return [...types, ...compareTrees(one.value, other.value, `${where} ${one.name} (${one.type}): `)];
  });
}

function compareTrees(ours: Tree, gdbs: Tree, where: string): Difference[] {
  if (typeof ours === 'string' || typeof gdbs === 'string' || Array.isArray(ours) !== Array.isArray(gdbs)) {
    return ours === gdbs ? [] : [{ where, ours: JSON.stringify(ours), gdbs: JSON.stringify(gdbs) }];
  }
  const [one, other] = [new Map(Object.entries(ours)), new Map(Object.entries(gdbs))];
  const keys = [...new Set([...one.keys(), ...other.keys()])];
  return keys.flatMap((key) => compareTrees(one.get(key) ?? '!absent', other.get(key) ?? '!absent', `${where}.${key}`));
}
