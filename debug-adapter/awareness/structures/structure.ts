// SPDX-License-Identifier: Apache-2.0
/**
 * C structures in memory, read by the names of their members. What is not there - a member in another version, memory
 * that is not mapped - is an error that says which, because whoever walks structures of a running program meets it.
 */

import { sizeOf, stripTypedefs, type Type } from '../../symbols';
import { findMember, isStruct, typeName } from '../../values';
import { placeOf } from './member-places';
import { StructureError } from './structure-error';

/** Where structures are read. */
export interface StructureMemory {
  /** Guest-virtual; fewer bytes than asked when what follows is not mapped. */
  read(address: bigint, length: number): Promise<Uint8Array>;
}

/** Bytes of a structure that is read as a whole. */
const MAX_SIZE = 1 << 16;
const MAX_TEXT = 256;
const WORD = 8;

/** A structure is read once, as a whole: make another one after the program has run. */
export class Structure {
  private whole: Promise<Members> | undefined;

  /** @param address guest-virtual address of the first byte */
  constructor(
    readonly type: Type,
    readonly address: bigint,
    private readonly memory: StructureMemory,
  ) {}

  /** A member by its path, such as `info.id`. @throws StructureError when the type has none of that name */
  member(path: string): Structure {
    const { type, offset } = placeOf(this.type, path);
    return this.at(type, this.address + BigInt(offset));
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
    return BigInt(placeOf(this.type, path).offset);
  }

  /** Reads all of it, as far as it is mapped. @throws StructureError for what is too large to be a structure */
  load(): Promise<Members> {
    this.whole ??= this.readWhole();
    return this.whole;
  }

  /** The value of an integer, enumeration, boolean or pointer member, sign-extended where its type is signed. */
  async integer(path: string): Promise<bigint> {
    return (await this.load()).integer(path);
  }

  async number(path: string): Promise<number> {
    return (await this.load()).number(path);
  }

  /** A text in an array of characters, up to its zero. */
  async text(path: string): Promise<string> {
    return (await this.load()).text(path);
  }

  /** The structure that a pointer member points to; undefined for NULL. */
  async target(path: string): Promise<Structure | undefined> {
    return (await this.load()).target(path);
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
    return this.at(type, this.address - BigInt(placeOf(type, member).offset));
  }

  private async readWhole(): Promise<Members> {
    const size = sizeOf(this.type);
    if (size > MAX_SIZE) {
      throw new StructureError(`${typeName(this.type)} has ${size} bytes, which is too large for a structure`);
    }
    return new Members(this, await this.memory.read(this.address, size));
  }
}

/** The members of a structure that has been read, without further waiting. */
export class Members {
  private readonly view: DataView;

  constructor(
    readonly of: Structure,
    private readonly bytes: Uint8Array,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** See Structure.integer. @throws StructureError naming the byte that is not mapped */
  integer(path: string): bigint {
    const place = placeOf(this.of.type, path);
    const { offset, isSigned } = place;
    const size = this.sizeAt(place);
    if (size === WORD) {
      return isSigned ? this.view.getBigInt64(offset, true) : this.view.getBigUint64(offset, true);
    }
    return BigInt(small(this.view, offset, size, isSigned));
  }

  number(path: string): number {
    const place = placeOf(this.of.type, path);
    const size = this.sizeAt(place);
    return size === WORD ? Number(this.integer(path)) : small(this.view, place.offset, size, place.isSigned);
  }

  /** Whether a member is anything but zero: flags, booleans, pointers. */
  isSet(path: string): boolean {
    return this.integer(path) !== 0n;
  }

  text(path: string): string {
    const { offset, size } = placeOf(this.of.type, path);
    const length = Math.min(size, MAX_TEXT);
    this.check(offset, length);
    return textOf(this.bytes.subarray(offset, offset + length));
  }

  target(path: string): Structure | undefined {
    const { pointer } = placeOf(this.of.type, path);
    if (pointer === undefined) {
      throw new StructureError(`'${path}' of ${typeName(this.of.type)} is not a pointer`);
    }
    const address = this.integer(path);
    return address === 0n ? undefined : this.of.at(pointer.target(), address);
  }

  /** Bytes of a member that is a number. */
  private sizeAt({ offset, size }: { readonly offset: number; readonly size: number }): number {
    const length = Math.min(size, WORD);
    this.check(offset, length);
    return length;
  }

  private check(offset: number, length: number): void {
    if (offset + length > this.bytes.length) {
      const end = BigInt.asUintN(64, this.of.address + BigInt(Math.max(offset, this.bytes.length)));
      throw new StructureError(`0x${end.toString(16)}, in ${typeName(this.of.type)}, is not mapped`);
    }
  }
}

/** A little-endian number of less than eight bytes. */
function small(view: DataView, offset: number, size: number, isSigned: boolean): number {
  switch (size) {
    case 1:
      return isSigned ? view.getInt8(offset) : view.getUint8(offset);
    case 2:
      return isSigned ? view.getInt16(offset, true) : view.getUint16(offset, true);
    case 4:
      return isSigned ? view.getInt32(offset, true) : view.getUint32(offset, true);
    default:
      return bytewise(view, offset, size);
  }
}

function bytewise(view: DataView, offset: number, size: number): number {
  let sum = 0;
  for (let index = size - 1; index >= 0; index--) {
    sum = sum * 256 + view.getUint8(offset + index);
  }
  return sum;
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
}
