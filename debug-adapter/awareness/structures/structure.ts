// SPDX-License-Identifier: Apache-2.0
/**
 * C structures in memory, read by the names of their members. What is not there - a member in another version, memory
 * that is not mapped - is an error that says which, because whoever walks structures of a running program meets it.
 */

import { type PointerType, sizeOf, stripTypedefs, type Type } from '../../symbols';
import { findMember, isStruct, memberAt, typeName } from '../../values';

/** Where structures are read. */
export interface StructureMemory {
  /** Guest-virtual; fewer bytes than asked when what follows is not mapped. */
  read(address: bigint, length: number): Promise<Uint8Array>;
}

/** Why a structure cannot be read, for people. */
export class StructureError extends Error {
  override readonly name = 'StructureError';
}

/** Bytes of a structure that is read as a whole. */
const MAX_SIZE = 1 << 16;
const MAX_TEXT = 256;

/** A structure is read once, as a whole: make another one after the program has run. */
export class Structure {
  private whole: Promise<Uint8Array> | undefined;

  /** @param address guest-virtual address of the first byte */
  constructor(
    readonly type: Type,
    readonly address: bigint,
    private readonly memory: StructureMemory,
  ) {}

  /** A member by its path, such as `info.id`. @throws StructureError when the type has none of that name */
  member(path: string): Structure {
    const { type, offset } = placeOf(this.type, path);
    return this.at(type, this.address + offset);
  }

  /** Whether this version of the structure has a member. */
  has(name: string): boolean {
    const type = stripTypedefs(this.type);
    return isStruct(type) && findMember(type, name) !== undefined;
  }

  get sizeInBytes(): number {
    return sizeOf(this.type);
  }

  /** Bytes between the start of the structure and a member. */
  offsetOf(path: string): bigint {
    return placeOf(this.type, path).offset;
  }

  /** The value of an integer, enumeration, boolean or pointer member, sign-extended where its type is signed. */
  async integer(path: string): Promise<bigint> {
    const place = placeOf(this.type, path);
    return integerOf(await this.bytesOf(place, Math.min(place.size, 8)), place.isSigned);
  }

  async number(path: string): Promise<number> {
    return Number(await this.integer(path));
  }

  /** A text in an array of characters, up to its zero. */
  async text(path: string): Promise<string> {
    const place = placeOf(this.type, path);
    return textOf(await this.bytesOf(place, Math.min(place.size, MAX_TEXT)));
  }

  /** The structure that a pointer member points to; undefined for NULL. */
  async target(path: string): Promise<Structure | undefined> {
    const { pointer } = placeOf(this.type, path);
    if (pointer === undefined) {
      throw new StructureError(`'${path}' of ${typeName(this.type)} is not a pointer`);
    }
    const address = await this.integer(path);
    return address === 0n ? undefined : new Structure(pointer.target(), address, this.memory);
  }

  /** The text that a pointer member points to; undefined for NULL. */
  async targetText(path: string): Promise<string | undefined> {
    const address = await this.integer(path);
    return address === 0n ? undefined : textOf(await this.memory.read(address, MAX_TEXT));
  }

  /** Another structure in the same memory. */
  at(type: Type, address: bigint): Structure {
    return new Structure(type, BigInt.asUintN(64, address), this.memory);
  }

  /** The structure of which this one is a member: the way back that container_of() takes. */
  container(type: Type, member: string): Structure {
    const offset = new Structure(type, 0n, this.memory).offsetOf(member);
    return this.at(type, this.address - offset);
  }

  /** Bytes of a member, out of the whole structure, which is read once. */
  private async bytesOf({ offset }: MemberPlace, length: number): Promise<Uint8Array> {
    const size = sizeOf(this.type);
    const start = Number(offset);
    if (size > MAX_SIZE || start + length > size) {
      return this.readAll(this.address + offset, length);
    }
    this.whole ??= this.memory.read(this.address, size);
    const bytes = (await this.whole).subarray(start, start + length);
    return bytes.length === length ? bytes : this.readAll(this.address + offset, length);
  }

  private async readAll(address: bigint, length: number): Promise<Uint8Array> {
    const bytes = await this.memory.read(address, length);
    if (bytes.length < length) {
      const end = address + BigInt(bytes.length);
      throw new StructureError(`0x${end.toString(16)}, in ${typeName(this.type)}, is not mapped`);
    }
    return bytes;
  }
}

interface MemberPlace {
  readonly type: Type;
  /** Bytes from the start of the structure. */
  readonly offset: bigint;
  readonly size: number;
  readonly isSigned: boolean;
  /** The type without typedefs, of members that are pointers. */
  readonly pointer: PointerType | undefined;
}

/** Where members are, by type and path: walkers ask for the same few of the same few types again and again. */
const places = new WeakMap<Type, Map<string, MemberPlace>>();

function placeOf(type: Type, path: string): MemberPlace {
  let known = places.get(type);
  if (known === undefined) {
    known = new Map();
    places.set(type, known);
  }
  let place = known.get(path);
  if (place === undefined) {
    place = findPath(type, path);
    known.set(path, place);
  }
  return place;
}

function findPath(outer: Type, path: string): MemberPlace {
  let [type, offset] = [outer, 0n];
  for (const name of path.split('.')) {
    const part = findPlace(type, name);
    type = part.type;
    offset += part.offset;
  }
  const plain = stripTypedefs(type);
  const pointer = plain.kind === 'pointer' ? plain : undefined;
  return { type, offset, size: sizeOf(type), isSigned: isSigned(type), pointer };
}

function findPlace(outer: Type, name: string): Pick<MemberPlace, 'type' | 'offset'> {
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
  return { type: found, offset: location.kind === 'memory' ? location.address : 0n };
}

function isSigned(type: Type): boolean {
  const plain = stripTypedefs(type);
  return plain.kind === 'enum' ? plain.signed : plain.kind === 'base' && plain.encoding.startsWith('signed');
}

/** Little-endian. */
function integerOf(bytes: Uint8Array, signed: boolean): bigint {
  const bits = bytes.length * 8;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (bytes.length) {
    case 8:
      return signed ? view.getBigInt64(0, true) : view.getBigUint64(0, true);
    case 4:
      return BigInt(signed ? view.getInt32(0, true) : view.getUint32(0, true));
    default: {
      const value = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
      return signed ? BigInt.asIntN(bits, value) : value;
    }
  }
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
}
