// SPDX-License-Identifier: Apache-2.0
/** Finds what two views of a stop disagree about. */

import { mayDiffer, sameFile, sameFunction } from './exclusions';
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
      return [
        ...differences,
        { where: `frame ${index}`, ours: name(one), gdbs: name(other) + (other ? '' : ` (${gdbs.end})`) },
      ];
    }
    const where = `frame ${index} (${other.function}, ${other.pc})`;
    if (one.foreign === true) {
      return [
        ...differences,
        ...(one.pc === other.pc ? [] : [{ where: `${where}: pc`, ours: one.pc, gdbs: other.pc }]),
      ];
    }
    const found = compareFrames(one, other, where);
    differences.push(...found);
    if (one.pc !== other.pc) {
      // What lies further out has another beginning.
      return differences;
    }
  }
  return differences;
}

function compareFrames(ours: SeenFrame, gdbs: SeenFrame, where: string): Difference[] {
  const heads: readonly (readonly [keyof SeenFrame, boolean])[] = [
    ['pc', ours.pc === gdbs.pc],
    ['function', sameFunction(ours, gdbs)],
    ['file', sameFile(ours, gdbs)],
    ['line', ours.line === gdbs.line],
    ['inlined', ours.inlined === gdbs.inlined],
  ];
  return [
    ...heads
      .filter(([, same]) => !same)
      .map(([key]) => ({ where: `${where}: ${key}`, ours: String(ours[key]), gdbs: String(gdbs[key]) })),
    ...compareTrees(ours.registers, gdbs.registers, `${where}: register `),
    ...compareVariables(ours.parameters, gdbs.parameters, `${where}: parameter`),
    ...compareVariables(byName(ours.blocks), byName(gdbs.blocks), `${where}: local`),
  ];
}

/** gdb keeps the variables of a lexical block in no order. Of those with one name the innermost stays first. */
function byName(blocks: SeenFrame['blocks']): SeenVariable[] {
  return blocks.flat().sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}

function compareVariables(ours: readonly SeenVariable[], gdbs: readonly SeenVariable[], where: string): Difference[] {
  const names = (variables: readonly SeenVariable[]) => variables.map(({ name }) => name).join(' ');
  if (names(ours) !== names(gdbs)) {
    return [{ where: `${where}s`, ours: names(ours), gdbs: names(gdbs) }];
  }
  return ours.flatMap((one, index) => {
    const other = gdbs[index]!;
    const types =
      one.type === other.type ? [] : [{ where: `${where} ${one.name}: type`, ours: one.type, gdbs: other.type }];
    return [...types, ...compareTrees(one.value, other.value, `${where} ${one.name} (${one.type}): `)];
  });
}

function compareTrees(ours: Tree, gdbs: Tree, where: string): Difference[] {
  if (typeof ours === 'string' || typeof gdbs === 'string' || Array.isArray(ours) !== Array.isArray(gdbs)) {
    return ours === gdbs || mayDiffer(ours, gdbs)
      ? []
      : [{ where, ours: JSON.stringify(ours), gdbs: JSON.stringify(gdbs) }];
  }
  const [one, other] = [new Map(Object.entries(ours)), new Map(Object.entries(gdbs))];
  const keys = [...new Set([...one.keys(), ...other.keys()])];
  return keys.flatMap((key) => compareTrees(one.get(key) ?? '!absent', other.get(key) ?? '!absent', `${where}.${key}`));
}
