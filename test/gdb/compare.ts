// SPDX-License-Identifier: Apache-2.0
/** Finds what two views of a stop disagree about. */

import { isGuess, isUnmarkedTrap, mayDiffer, mayVariableDiffer, sameFile } from './exclusions';
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
  for (let level = 0; level < count; level++) {
    const [one, other] = [ours.frames[level], gdbs.frames[level]];
    if (one === undefined || other === undefined) {
      return [...differences, ...lackingFrame(ours, gdbs, level)];
    }
    const where = `frame ${level} (${other.function ?? one.function}, ${other.pc})`;
    if (isGuess(gdbs, level)) {
      return differences;
    }
    differences.push(...compareText(one.pc, other.pc, `${where}: pc`));
    if (one.foreign || one.pc !== other.pc || isUnmarkedTrap(ours.frames[level - 1], gdbs.frames[level - 1])) {
      // What lies further out has another beginning.
      return differences;
    }
    differences.push(...(isUnmarkedTrap(one, other) ? [] : compareFrames(one, gdbs, level, where)));
  }
  return differences;
}

function lackingFrame(ours: SeenStop, gdbs: SeenStop, level: number): Difference[] {
  const [one, other] = [ours.frames[level], gdbs.frames[level]];
  if (isGuess(gdbs, level)) {
    return [];
  }
  const name = (frame: SeenFrame | undefined) => (frame ? `${frame.function} at ${frame.pc}` : 'no frame');
  return [{ where: `frame ${level}`, ours: name(one), gdbs: other ? name(other) : `no frame: ${gdbs.end}` }];
}

function compareText(ours: string, gdbs: string, where: string): Difference[] {
  return ours === gdbs ? [] : [{ where, ours, gdbs }];
}

function compareFrames(ours: SeenFrame, gdbsStop: SeenStop, level: number, where: string): Difference[] {
  const gdbs = gdbsStop.frames[level]!;
  const allowed = (variable: SeenVariable, one: Tree, other: Tree) =>
    mayDiffer(one, other) || mayVariableDiffer(variable, one, gdbsStop, level);
  return [
    ...compareText(String(ours.function), String(gdbs.function), `${where}: function`),
    ...(sameFile(ours, gdbs) ? [] : compareText(String(ours.file), String(gdbs.file), `${where}: file`)),
    ...compareText(String(ours.line), String(gdbs.line), `${where}: line`),
    ...compareText(String(ours.inlined), String(gdbs.inlined), `${where}: inlined`),
    ...compareTrees(ours.registers, gdbs.registers, () => false, `${where}: register `),
    ...compareVariables(ours.parameters, gdbs.parameters, allowed, `${where}: parameter`),
    ...compareVariables(byName(ours.blocks), byName(gdbs.blocks), allowed, `${where}: local`),
  ];
}

/** gdb keeps the variables of a lexical block in no order. Of those with one name the innermost stays first. */
function byName(blocks: SeenFrame['blocks']): SeenVariable[] {
  return blocks.flat().sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}

function compareVariables(
  ours: readonly SeenVariable[],
  gdbs: readonly SeenVariable[],
  allowed: (variable: SeenVariable, ours: Tree, gdbs: Tree) => boolean,
  where: string,
): Difference[] {
  const names = (variables: readonly SeenVariable[]) => variables.map(({ name }) => name).join(' ');
  if (names(ours) !== names(gdbs)) {
    return [{ where: `${where}s`, ours: names(ours), gdbs: names(gdbs) }];
  }
  return ours.flatMap((one, index) => {
    const other = gdbs[index]!;
    const place = `${where} ${one.name} (${one.type})`;
    const leaf = (mine: Tree, its: Tree) => allowed(one, mine, its);
    const values = compareTrees(one.value, other.value, leaf, `${place}: `);
    return [...compareText(one.type, other.type, `${place}: type`), ...values];
  });
}

function compareTrees(
  ours: Tree,
  gdbs: Tree,
  allowed: (ours: Tree, gdbs: Tree) => boolean,
  where: string,
): Difference[] {
  if (ours === gdbs || allowed(ours, gdbs)) {
    return [];
  }
  if (typeof ours === 'string' || typeof gdbs === 'string' || Array.isArray(ours) !== Array.isArray(gdbs)) {
    return [{ where, ours: JSON.stringify(ours), gdbs: JSON.stringify(gdbs) }];
  }
  const [one, other] = [new Map(Object.entries(ours)), new Map(Object.entries(gdbs))];
  const keys = [...new Set([...one.keys(), ...other.keys()])];
  return keys.flatMap((key) =>
    compareTrees(one.get(key) ?? '(absent)', other.get(key) ?? '(absent)', allowed, `${where}.${key}`),
  );
}
