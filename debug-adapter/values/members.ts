// SPDX-License-Identifier: Apache-2.0
/** Parts of structs, unions and arrays, wherever those are. */

import { type ArrayType, type Member, type StructType, sizeOf, stripTypedefs, type Type } from '../symbols';
import type { Value } from './value';

const MAX_NESTING = 16;
/** Members of a struct that are looked at. */
export const MAX_MEMBERS = 10_000;

/** A member, with those that lead to it when it is inside anonymous structs and unions; outermost first. */
export type MemberPath = readonly Member[];

/** A member by its name, those of anonymous structs and unions included (C11 6.7.2.1). */
export function findMember(type: StructType, name: string): MemberPath | undefined {
  return search(type, name, MAX_NESTING);
}

function search(type: StructType, name: string, depth: number): MemberPath | undefined {
  const members = type.members().slice(0, MAX_MEMBERS);
  const direct = members.find((member) => member.name === name);
  if (direct || depth === 0) {
    return direct && [direct];
  }
  for (const member of members) {
    const inner = member.name === undefined ? stripTypedefs(member.type()) : undefined;
    const path = inner && isStruct(inner) ? search(inner, name, depth - 1) : undefined;
    if (path) {
      return [member, ...path];
    }
  }
  return undefined;
}

export function isStruct(type: Type): type is StructType {
  return type.kind === 'struct' || type.kind === 'union';
}

/** Names that can follow a dot, those of anonymous members included. */
export function memberNames(type: StructType): string[] {
  const names: string[] = [];
  gather(type, names, MAX_NESTING);
  return names;
}

function gather(type: StructType, names: string[], depth: number): void {
  for (const member of type.members()) {
    if (names.length >= MAX_MEMBERS) {
      return;
    }
    const inner = member.name === undefined ? stripTypedefs(member.type()) : undefined;
    if (member.name !== undefined) {
      names.push(member.name);
    } else if (inner && isStruct(inner) && depth > 0) {
      gather(inner, names, depth - 1);
    }
  }
}

export function memberOf(outer: Value, member: Member): Value {
  const type = member.type();
  const bits = member.bitSize ?? sizeOf(type) * 8;
  const offset = member.offset * 8 + (member.bitOffset ?? 0);
  return part(outer, type, offset, bits, member.bitSize !== undefined);
}

export function memberAt(outer: Value, path: MemberPath): Value {
  return path.reduce(memberOf, outer);
}

/** Elements of an array; 0 for `[]`. */
export function elementCount({ count }: ArrayType): number {
  return count !== undefined && Number.isSafeInteger(count) && count > 0 ? count : 0;
}

/** @param index of the element; outside of the array it is what would be there */
export function elementOf(array: Value, element: Type, index: number): Value {
  const size = sizeOf(element);
  return part(array, element, index * size * 8, size * 8, false);
}

/** @param offset in bits */
function part(outer: Value, type: Type, offset: number, bits: number, isBitField: boolean): Value {
  const { location } = outer;
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(bits)) {
    return { type, location: { kind: 'unavailable', reason: 'the debug information gives it a place that cannot be' } };
  }
  if (location.kind !== 'memory') {
    return { type, location, slice: { offset: (outer.slice?.offset ?? 0) + offset, size: bits } };
  }
  const byte = Math.floor(offset / 8);
  const place = { kind: 'memory', address: BigInt.asUintN(64, location.address + BigInt(byte)) } as const;
  return isBitField
    ? { type, location: place, slice: { offset: offset - byte * 8, size: bits } }
    : { type, location: place };
}
