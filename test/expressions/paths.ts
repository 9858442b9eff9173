// SPDX-License-Identifier: Apache-2.0
/** Random expressions that walk through a program's data: members, elements, pointers. */

import { type EvaluationContext, evaluate, parseExpression } from '../../debug-adapter/expressions';
import { stripTypedefs, type Type } from '../../debug-adapter/symbols';
import { isBitField, isStruct, memberNames, readScalar, type Value } from '../../debug-adapter/values';
import type { SeededRandom } from '../support/random';

const STEPS = 6;

/** An expression with a number, a pointer or a size for its value, beginning with one of the names. */
export async function randomPath(
  names: readonly string[],
  context: EvaluationContext,
  random: SeededRandom,
): Promise<string> {
  let path = random.pick(names);
  for (let step = random.below(STEPS); step >= 0; step--) {
    const value = await evaluate(parseExpression(path), context);
    const next = await continued(path, value, context, random);
    if (next === undefined) {
      break;
    }
    path = next;
  }
  const value = await evaluate(parseExpression(path), context);
  // gdb takes unsigned bit fields for unsigned int, where C has int.
  return isBitField(value) ? `${path} + 1` : finished(path, stripTypedefs(value.type), random);
}

async function continued(
  path: string,
  { type, location }: Value,
  context: EvaluationContext,
  random: SeededRandom,
): Promise<string | undefined> {
  const plain = stripTypedefs(type);
  if (isStruct(plain) && plain.members().length > 0) {
    return `${path}.${random.pick(memberNames(plain))}`;
  }
  if (plain.kind === 'array' && plain.count) {
    return `${path}[${random.below(plain.count)}]`;
  }
  const target = plain.kind === 'pointer' ? stripTypedefs(plain.target()) : undefined;
  if (!target || location.kind !== 'memory' || (await readScalar({ type, location }, context)) === 0n) {
    return undefined;
  }
  if (isStruct(target) && target.members().length > 0) {
    return `${path}->${random.pick(memberNames(target))}`;
  }
  return target.kind === 'base' || target.kind === 'pointer' ? `*${path}` : undefined;
}

function finished(path: string, plain: Type, random: SeededRandom): string {
  if (isStruct(plain) || plain.kind === 'array' || plain.kind === 'function') {
    return random.chance(50) ? `sizeof(${path})` : `&${path}`;
  }
  const target = plain.kind === 'pointer' ? stripTypedefs(plain.target()) : undefined;
  // Of a struct that is only declared, gdb takes the size for 0.
  if (target && isStruct(target) && !target.incomplete) {
    return random.pick([path, `${path} + 3`, `(char *)${path} - 1`, `${path} == 0`, `sizeof(*${path})`]);
  }
  if (plain.kind === 'pointer') {
    return path;
  }
  return random.pick([
    path,
    path,
    `${path} + 1`,
    `-${path} / 3`,
    `~${path} >> 2`,
    `${path} & 0xff`,
    `!${path}`,
    `(unsigned char)${path}`,
  ]);
}
