// SPDX-License-Identifier: Apache-2.0

import type { Location } from '../symbols';
import type { ValueAccess } from './access';
import { extractBits, fromInteger, insertBits } from './bits';
import { type BitSlice, sliceOf, type Value, ValueError } from './value';

/** Bytes of the largest value that is read as one. */
const MAX_BYTES = 1 << 20;
const MAX_NESTING = 8;

/**
 * The bytes of a value, little-endian; of a bit field its bits, from bit 0 of the first byte on.
 * @throws ValueError with the reason when any of them is not known
 */
export async function readBytes(value: Value, access: ValueAccess): Promise<Uint8Array> {
  const slice = sliceOf(value);
  if (slice.size > MAX_BYTES * 8) {
    throw new ValueError(`${Math.ceil(slice.size / 8)} bytes are too many for one value`);
  }
  return readSlice(value.location, slice, access, 0);
}

/** Bits of what a location holds. @param nesting how many lists of pieces this is inside of */
export async function readSlice(
  location: Location,
  slice: BitSlice,
  access: ValueAccess,
  nesting: number,
): Promise<Uint8Array> {
  switch (location.kind) {
    case 'memory':
      return readMemorySlice(location.address, slice, access);
    case 'register':
      return extractBits(await registerBytes(location.number, slice, access), slice.offset, slice.size);
    case 'value':
      if (slice.offset + slice.size > location.bytes.length * 8) {
        throw new ValueError(`only ${location.bytes.length} bytes of the value are known`);
      }
      return extractBits(location.bytes, slice.offset, slice.size);
    case 'pieces':
      return readPieces(location.pieces, slice, access, nesting);
    case 'unavailable':
      throw new ValueError(location.reason);
  }
}

async function readMemorySlice(address: bigint, slice: BitSlice, access: ValueAccess): Promise<Uint8Array> {
  const start = address + BigInt(slice.offset >> 3);
  const offset = slice.offset & 7;
  return extractBits(await readMemory(start, Math.ceil((offset + slice.size) / 8), access), offset, slice.size);
}

/** All the bytes. @throws ValueError when any of them is not mapped */
export async function readMemory(address: bigint, length: number, access: ValueAccess): Promise<Uint8Array> {
  const start = BigInt.asUintN(access.pointerSize * 8, address);
  const bytes = await access.read(start, length);
  if (bytes.length < length) {
    throw new ValueError(`cannot read 0x${(start + BigInt(bytes.length)).toString(16)}`);
  }
  return bytes;
}

/** The whole register, so long as the slice lies in it. */
export async function registerBytes(number: number, slice: BitSlice, access: ValueAccess): Promise<Uint8Array> {
  if (slice.offset + slice.size > access.pointerSize * 8) {
    throw new ValueError('the value is larger than the register that holds it');
  }
  const content = await access.readRegister(number);
  if (content === undefined) {
    throw new ValueError('the register that held it was overwritten');
  }
  return fromInteger(content, access.pointerSize);
}

type Pieces = Extract<Location, { kind: 'pieces' }>['pieces'];

/** A piece, and which of the bits asked for it holds. */
export interface PieceShare {
  readonly location: Location;
  /** In the piece. */
  readonly slice: BitSlice;
  /** Where they belong in the bits asked for. */
  readonly at: number;
}

/** @throws ValueError when the pieces do not hold all of the slice */
export function sharesOf(pieces: Pieces, slice: BitSlice, nesting: number): PieceShare[] {
  const shares: PieceShare[] = [];
  const end = slice.offset + slice.size;
  let from = 0;
  for (const { bits, location } of pieces) {
    const start = Math.max(from, slice.offset);
    const stop = Math.min(from + bits, end);
    if (start < stop) {
      shares.push({ location, slice: { offset: start - from, size: stop - start }, at: start - slice.offset });
    }
    from += bits;
  }
  if (from < end || nesting > MAX_NESTING) {
    throw new ValueError('the debug information describes only a part of it');
  }
  return shares;
}

async function readPieces(pieces: Pieces, slice: BitSlice, access: ValueAccess, nesting: number): Promise<Uint8Array> {
  const result = new Uint8Array(Math.ceil(slice.size / 8));
  for (const share of sharesOf(pieces, slice, nesting)) {
    const bytes = await readSlice(share.location, share.slice, access, nesting + 1);
    insertBits(result, share.at, bytes, share.slice.size);
  }
  return result;
}
