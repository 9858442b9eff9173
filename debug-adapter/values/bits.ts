// SPDX-License-Identifier: Apache-2.0
/** Runs of bits in little-endian bytes: bit 0 is the least significant one of the first byte. */

/** @returns the bits as bytes of their own; what is left of the last byte is zero */
export function extractBits(bytes: Uint8Array, offset: number, size: number): Uint8Array {
  const first = offset >> 3;
  const shift = offset & 7;
  const length = Math.ceil(size / 8);
  if (shift === 0 && size % 8 === 0) {
    return bytes.subarray(first, first + length);
  }
  const result = new Uint8Array(length);
  for (let index = 0; index < length; index++) {
    const low = bytes[first + index] ?? 0;
    const high = bytes[first + index + 1] ?? 0;
    result[index] = ((low | (high << 8)) >> shift) & 0xff;
  }
  if (size % 8 !== 0) {
    result[length - 1]! &= (1 << (size % 8)) - 1;
  }
  return result;
}

/** Puts the first `size` bits of `source` into `target`. */
export function insertBits(target: Uint8Array, offset: number, source: Uint8Array, size: number): void {
  if (offset % 8 === 0 && size % 8 === 0) {
    target.set(source.subarray(0, size / 8), offset / 8);
    return;
  }
  for (let bit = 0; bit < size; bit++) {
    const place = offset + bit;
    const mask = 1 << (place & 7);
    const isSet = ((source[bit >> 3] ?? 0) >> (bit & 7)) & 1;
    target[place >> 3] = isSet ? target[place >> 3]! | mask : target[place >> 3]! & ~mask;
  }
}

/** At most 16 bytes, as an unsigned number. */
export function toUnsigned(bytes: Uint8Array): bigint {
  if (bytes.length <= 4) {
    return BigInt(lowWord(bytes, 0));
  }
  let result = 0n;
  for (let offset = (bytes.length - 1) & ~3; offset >= 0; offset -= 4) {
    result = (result << 32n) | BigInt(lowWord(bytes, offset));
  }
  return result;
}

function lowWord(bytes: Uint8Array, offset: number): number {
  const b = (index: number): number => bytes[offset + index] ?? 0;
  return (b(0) | (b(1) << 8) | (b(2) << 16) | (b(3) << 24)) >>> 0;
}

export function fromInteger(value: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = BigInt.asUintN(length * 8, value);
  for (let index = 0; index < length; index++) {
    bytes[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}
