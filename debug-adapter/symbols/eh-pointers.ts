// SPDX-License-Identifier: Apache-2.0
/** Pointers of .eh_frame (Linux Standard Base 5.0, section 10.5): a format, and what the value is relative to. */

import type { ByteReader } from './byte-reader';

export interface PointerBases {
  /** Of the section that holds the pointer, in memory; see address.ts. */
  readonly section: number;
  readonly addressSize: number;
}

const format = {
  absolute: 0x00,
  uleb: 0x01,
  data2: 0x02,
  data4: 0x03,
  data8: 0x04,
  sleb: 0x09,
  signed2: 0x0a,
  signed4: 0x0b,
  signed8: 0x0c,
} as const;

const RELATIVE_TO_ITSELF = 0x10;
const OMITTED = 0xff;

/**
 * Reads a pointer: an address, see address.ts; NaN when it is not exact.
 * @throws {SymbolFileError} for an encoding that needs more than the section's address
 */
export function decodePointer(reader: ByteReader, encoding: number, bases: PointerBases): number {
  if (encoding === OMITTED) {
    return 0;
  }
  const place = bases.section + reader.offset;
  const value = readFormat(reader, encoding & 0x0f, bases.addressSize);
  const relation = encoding & 0x70;
  if (encoding & 0x80 || (relation !== 0 && relation !== RELATIVE_TO_ITSELF)) {
    throw reader.error(`pointers of encoding 0x${encoding.toString(16)} are not supported`);
  }
  const sum = relation === 0 ? value : place + value;
  // Sums of 32-bit addresses wrap.
  return bases.addressSize === 4 ? sum >>> 0 : sum;
}

function readFormat(reader: ByteReader, code: number, addressSize: number): number {
  switch (code) {
    case format.absolute:
      return reader.address(addressSize);
    case format.uleb:
      return reader.uleb();
    case format.data2:
      return reader.u16();
    case format.data4:
      return reader.u32();
    case format.data8:
    case format.signed8:
      return reader.address64();
    case format.sleb:
      return reader.sleb();
    case format.signed2:
      return (reader.u16() << 16) >> 16;
    case format.signed4:
      return reader.u32() | 0;
    default:
      throw reader.error(`pointers of format 0x${code.toString(16)} are not supported`);
  }
}
