// SPDX-License-Identifier: Apache-2.0
/** Where members are in their structures, looked up once: walkers ask for the same few of the same few types again. */

import { type PointerType, sizeOf, stripTypedefs, type Type } from '../../symbols';
import { findMember, isStruct, memberAt, typeName } from '../../values';
import { StructureError } from './structure-error';

export interface MemberPlace {
  readonly type: Type;
  /** Bytes from the start of the structure, and of the member. */
  readonly offset: number;
  readonly size: number;
  readonly isSigned: boolean;
  /** The type without typedefs, of members that are pointers. */
  readonly pointer: PointerType | undefined;
}

const places = new WeakMap<Type, Map<string, MemberPlace>>();

/** @param path such as `info.id` @throws StructureError when the type has no such member */
export function placeOf(type: Type, path: string): MemberPlace {
  let known = places.get(type);
  if (known === undefined) {
    known = new Map();
    places.set(type, known);
  }
  let place = known.get(path);
  if (place === undefined) {
    place = findPlace(type, path);
    known.set(path, place);
  }
  return place;
}

function findPlace(outer: Type, path: string): MemberPlace {
  let type = outer;
  let offset = 0;
  for (const name of path.split('.')) {
    const part = partOf(type, name);
    type = part.type;
    offset += part.offset;
  }
  const plain = stripTypedefs(type);
  const pointer = plain.kind === 'pointer' ? plain : undefined;
  return { type, offset, size: sizeOf(type), isSigned: isSigned(plain), pointer };
}

function partOf(outer: Type, name: string): { readonly type: Type; readonly offset: number } {
  const type = stripTypedefs(outer);
  if (!isStruct(type)) {
    throw new StructureError(`${typeName(outer)} has no members, so none called '${name}'`);
  }
  if (type.incomplete) {
    throw new StructureError(`the debug information only declares ${typeName(type)}`);
  }
  const path = findMember(type, name);
  if (path === undefined) {
    throw new StructureError(`${typeName(type)} has no member '${name}' in this program`);
  }
  const { type: found, location } = memberAt({ type, location: { kind: 'memory', address: 0n } }, path);
  return { type: found, offset: location.kind === 'memory' ? Number(BigInt.asIntN(64, location.address)) : 0 };
}

function isSigned(plain: Type): boolean {
  return plain.kind === 'enum' ? plain.signed : plain.kind === 'base' && plain.encoding.startsWith('signed');
}
