// SPDX-License-Identifier: Apache-2.0
/**
 * Comparing with a text that stands in the expression, or with one behind a `$`, compares the characters: C would
 * compare addresses, and such texts have none.
 */

import { stripTypedefs, type Type } from '../../symbols';
import { readBytes, type Value } from '../../values';
import type { BinarySyntax } from '../syntax';
import { type Bound, computed, described, guarded } from './bound';
import { targetOf } from './conversions';
import { fail, quote, type Scope } from './scope';

/** Whether one of the two has to be compared as a text. */
export function areTexts(left: Bound, right: Bound): boolean {
  return [left, right].some(({ syntax }) => syntax.kind === 'string') || comparedFacts(left, right) !== undefined;
}

/** Whether two texts are equal, at least one of them a fact and none in the program's memory; undefined for others. */
function comparedFacts(left: Bound, right: Bound): boolean | undefined {
  const [one, other] = [textOf(left), textOf(right)];
  return one === undefined || other === undefined ? undefined : one === other;
}

function textOf({ syntax, convenience }: Bound): string | undefined {
  if (syntax.kind === 'string') {
    return Buffer.from(syntax.bytes.subarray(0, -1)).toString('utf8');
  }
  return convenience?.kind === 'text'
    ? convenience.text
    : convenience?.kind === 'one-of'
      ? convenience.name
      : undefined;
}

export function bindTextComparison(
  syntax: BinarySyntax,
  operator: '==' | '!=',
  left: Bound,
  right: Bound,
  scope: Scope,
): Bound {
  const isEqual = comparedFacts(left, right);
  if (isEqual !== undefined) {
    return computed(syntax, scope.types.int, async () => (isEqual === (operator === '==') ? 1n : 0n));
  }
  const [literal, subject] = left.syntax.kind === 'string' ? [left.syntax, right] : [right.syntax, left];
  const element = subject.plain.kind === 'array' ? subject.plain.element() : targetOf(subject.plain);
  const plain = element && stripTypedefs(element);
  if (literal.kind !== 'string' || plain?.kind !== 'base' || plain.size !== 1) {
    const what = `${quote(scope, subject.syntax)} is ${described(subject)}`;
    fail(subject.syntax, `a text can only be compared with a text; ${what}`);
  }
  return computed(syntax, scope.types.int, async () => {
    const equal = await startsWith(subject, literal.bytes, scope, plain);
    return equal === (operator === '==') ? 1n : 0n;
  });
}

/** Whether the text is there, its zero byte included (a full array needs none). */
async function startsWith(subject: Bound, wanted: Uint8Array, scope: Scope, element: Type): Promise<boolean> {
  const { plain } = subject;
  const room = plain.kind === 'array' ? (plain.count ?? wanted.length) : wanted.length;
  if (room < wanted.length - 1) {
    return false;
  }
  const length = Math.min(room, wanted.length);
  const bytes = await startOf(subject, length, scope, element);
  const isSame = bytes.every((byte, index) => byte === wanted[index]);
  // A shorter text may stand right before what is not mapped.
  if (isSame && bytes.length < length) {
    fail(subject.syntax, `${quote(scope, subject.syntax)}: what it points to cannot be read`);
  }
  return isSame;
}

async function startOf(subject: Bound, length: number, scope: Scope, element: Type): Promise<Uint8Array> {
  const start: Value =
    subject.plain.kind === 'array'
      ? await subject.place!()
      : { type: element, location: { kind: 'memory', address: BigInt(await subject.scalar()) } };
  const { location } = start;
  if (location.kind === 'memory') {
    return scope.context.read(location.address, length);
  }
  const text = { ...start, slice: { offset: start.slice?.offset ?? 0, size: length * 8 } };
  return guarded(subject.syntax, scope, () => readBytes(text, scope.context));
}
