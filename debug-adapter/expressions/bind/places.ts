// SPDX-License-Identifier: Apache-2.0
/** What leads from one place to another: members, elements, `*`, `&`, `@`. */

import { sizeOf, stripTypedefs, type Type, typeName } from '../../symbols';
import { arrayOf, elementOf, findMember, isStruct, memberAt, memberNames, pointerTo, type Value } from '../../values';
import type { BinarySyntax, MemberSyntax, Syntax } from '../syntax';
import { addressOf, type Bound, computed, decayed, described, placed } from './bound';
import { isInteger } from './conversions';
import { bindItem, bindPart } from './facts';
import { nearest } from './nearest';
import { fail, quote, type Scope } from './scope';

/** Elements of the largest array that `@` makes. */
const MAX_ELEMENTS = 1 << 24;

/** `*pointer`. @throws ExpressionError for what cannot be followed */
export function bindDereference(syntax: Syntax, operand: Bound, scope: Scope): Bound {
  const pointer = decayed(operand, scope);
  const { plain } = pointer;
  if (plain.kind !== 'pointer') {
    fail(syntax, `${quote(scope, operand.syntax)} is no pointer, but ${described(operand)}`);
  }
  return placedAt(syntax, plain.target(), pointer, scope);
}

/** What is at the address that a number or pointer gives. */
export function placedAt(syntax: Syntax, type: Type, address: Bound, scope: Scope): Bound {
  const place = async (): Promise<Value> => {
    const value = BigInt.asUintN(scope.context.pointerSize * 8, BigInt(await address.scalar()));
    return { type, location: { kind: 'memory', address: value } };
  };
  if (stripTypedefs(type).kind === 'void') {
    fail(syntax, `what ${quote(scope, address.syntax)} points to has no type; cast it, e.g. to (char *)`);
  }
  return placed(syntax, type, place, scope);
}

/** `&place` */
export function bindAddress(syntax: Syntax, operand: Bound, scope: Scope): Bound {
  const { place } = operand;
  if (!place) {
    fail(syntax, `${quote(scope, operand.syntax)} has no address: it is a value without a place`);
  }
  if (operand.bits !== undefined) {
    fail(syntax, `${quote(scope, operand.syntax)} has no address: it is a bit field`);
  }
  const type = pointerTo(operand.type, scope.context.pointerSize);
  return computed(syntax, type, async () => addressOf((await place()).location, operand.syntax, scope));
}

/** `struct.member` and `pointer->member`; each is understood for the other. */
export function bindMember(syntax: MemberSyntax, object: Bound, scope: Scope): Bound | Promise<Bound> {
  if (object.convenience !== undefined) {
    return bindPart(syntax, object, object.convenience, scope);
  }
  const isPointer = object.plain.kind === 'pointer' || object.plain.kind === 'array';
  const outer = isPointer ? bindDereference(object.syntax, object, scope) : object;
  const { plain, place } = outer;
  if (!isStruct(plain) || !place) {
    fail(syntax, `${quote(scope, object.syntax)} has no members: it is ${described(object)}`);
  }
  const path = findMember(plain, syntax.name);
  if (!path) {
    fail(syntax.nameSpan, noMember(syntax.name, object, outer, scope));
  }
  const member = path[path.length - 1]!;
  return placed(syntax, member.type(), async () => memberAt(await place(), path), scope, member.bitSize);
}

function noMember(name: string, object: Bound, outer: Bound, scope: Scope): string {
  const { plain } = outer;
  if (!isStruct(plain) || plain.incomplete) {
    return `the members of what is ${described(outer)} are not known in this program`;
  }
  const part = quote(scope, object.syntax);
  const what = outer === object ? `${part} is ${described(outer)}` : `${part} points to '${typeName(outer.type)}'`;
  return `${what}, which has no member '${name}'${nearest(name, memberNames(plain))}`;
}

/** `array[index]` and `pointer[index]` */
export function bindIndex(syntax: Syntax, one: Bound, other: Bound, scope: Scope): Bound | Promise<Bound> {
  if (one.convenience?.kind === 'list') {
    return bindItem(syntax, one, one.convenience, other, scope);
  }
  const [object, index] = isInteger(one.plain) && !isInteger(other.plain) ? [other, one] : [one, other];
  if (!isInteger(index.plain)) {
    fail(index.syntax, `an index has to be an integer; ${quote(scope, index.syntax)} is ${described(index)}`);
  }
  const { plain } = object;
  const element = plain.kind === 'array' ? plain.element() : plain.kind === 'pointer' ? plain.target() : undefined;
  if (!element) {
    fail(object.syntax, `${quote(scope, object.syntax)} has no elements: it is ${described(object)}`);
  }
  if (sizeOf(element) === 0) {
    fail(object.syntax, `how large the elements of ${quote(scope, object.syntax)} are, is not known in this program`);
  }
  return placed(syntax, element, () => elementPlace(object, element, index, scope), scope);
}

async function elementPlace(object: Bound, element: Type, index: Bound, scope: Scope): Promise<Value> {
  const { plain, place } = object;
  const number = BigInt(await index.scalar());
  const array = plain.kind === 'array' && place ? await place() : undefined;
  if (array && array.location.kind !== 'memory') {
    const count = plain.kind === 'array' ? (plain.count ?? 0) : 0;
    return number >= 0n && number < count
      ? elementOf(array, element, Number(number))
      : fail(index.syntax, `the array has ${count} elements and is not in memory: there is no element ${number}`);
  }
  const start = array?.location.kind === 'memory' ? array.location.address : BigInt(await object.scalar());
  const address = BigInt.asUintN(scope.context.pointerSize * 8, start + number * BigInt(sizeOf(element)));
  return { type: element, location: { kind: 'memory', address } };
}

/** `place@count`. The count is needed for the type, so that it is evaluated at once. */
export async function bindArray(
  syntax: BinarySyntax | Syntax,
  first: Bound,
  count: Bound,
  scope: Scope,
): Promise<Bound> {
  const { place } = first;
  if (!place || first.bits !== undefined) {
    fail(first.syntax, `${quote(scope, first.syntax)} is no place in memory that an array could begin at`);
  }
  if (!isInteger(count.plain)) {
    fail(
      count.syntax,
      `the count of elements has to be an integer; ${quote(scope, count.syntax)} is ${described(count)}`,
    );
  }
  const number = BigInt(await count.scalar());
  if (number < 1n || number > MAX_ELEMENTS) {
    fail(count.syntax, `an array can have 1 to ${MAX_ELEMENTS} elements, not ${number}`);
  }
  const type = arrayOf(first.type, Number(number));
  const start = async (): Promise<Value> => {
    const { location } = await place();
    return { type, location: { kind: 'memory', address: addressOf(location, first.syntax, scope) } };
  };
  return placed(syntax, type, start, scope);
}
