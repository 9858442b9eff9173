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

/** Whether the two have to be compared as texts. */
export function areTexts(left: Bound, right: Bound): boolean {
  const isText = ({ syntax, convenience }: Bound): boolean => syntax.kind === 'string' || convenience?.kind === 'text';
  const hasName = ({ convenience }: Bound): boolean => convenience?.kind === 'one-of';
  return isText(left) || isText(right) || (hasName(left) && hasName(right));
}

/** A text that is in no program's memory, with its zero byte. */
function ownText({ syntax, convenience }: Bound): Uint8Array | undefined {
  if (syntax.kind === 'string') {
    return syntax.bytes;
  }
  const fact = convenience?.kind === 'text' ? convenience.text : convenience?.kind === 'one-of' && convenience.name;
  return typeof fact === 'string' ? Buffer.from(`${fact}\0`, 'utf8') : undefined;
}

export function bindTextComparison(
  syntax: BinarySyntax,
  operator: '==' | '!=',
  left: Bound,
  right: Bound,
  scope: Scope,
): Bound {
  const [one, other] = [ownText(left), ownText(right)];
  const wanted = one ?? other ?? new Uint8Array();
  if (one !== undefined && other !== undefined) {
    const result = (Buffer.compare(one, other) === 0) === (operator === '==') ? 1n : 0n;
    return computed(syntax, scope.types.int, async () => result);
  }
  const subject = one === undefined ? left : right;
  const element = elementOfText(subject, scope);
  return computed(syntax, scope.types.int, async () => {
    const equal = await startsWith(subject, wanted, scope, element);
    return equal === (operator === '==') ? 1n : 0n;
  });
}

/** The bytes that a text in the program's memory consists of. @throws ExpressionError when it is none */
function elementOfText(subject: Bound, scope: Scope): Type {
  const { plain, convenience } = subject;
  if (convenience?.kind === 'missing') {
    fail(subject.syntax, `${quote(scope, subject.syntax)}: ${convenience.reason}`);
  }
  const element = plain.kind === 'array' ? plain.element() : targetOf(plain);
  const byte = element && stripTypedefs(element);
  if (byte?.kind !== 'base' || byte.size !== 1) {
    const what = `${quote(scope, subject.syntax)} is ${described(subject)}`;
    fail(subject.syntax, `a text can only be compared with a text; ${what}`);
  }
  return byte;
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
