// SPDX-License-Identifier: Apache-2.0

import { fromHalves } from './address';
import { SymbolFileError } from './symbol-error';

/** Reads little-endian values one after the other, never beyond the end. */
export class ByteReader {
  /** Position in `bytes`. */
  position = 0;
  private lazyView: DataView | undefined;

  /**
   * @param bytes what is read
   * @param place what the bytes are, for messages
   * @param base offset of the first byte in `place`
   */
  constructor(
    readonly bytes: Uint8Array,
    private readonly place: string,
    readonly base = 0,
  ) {}

  /** Most readers are short-lived and read single bytes only. */
  private get view(): DataView {
    this.lazyView ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    return this.lazyView;
  }

  /** Offset of the next byte in the place that the bytes come from. */
  get offset(): number {
    return this.base + this.position;
  }

  get atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  get remaining(): number {
    return this.bytes.length - this.position;
  }

  /** An error about what was just read. */
  error(what: string): SymbolFileError {
    return new SymbolFileError(`${this.place}, offset 0x${this.offset.toString(16)}: ${what}`);
  }

  seek(position: number): void {
    if (!(position >= 0 && position <= this.bytes.length)) {
      throw this.error('a position outside of the data is referred to');
    }
    this.position = position;
  }

  skip(bytes: number): void {
    this.take(bytes);
  }

  u8(): number {
    return this.bytes[this.take(1)]!;
  }

  i8(): number {
    return this.view.getInt8(this.take(1));
  }

  u16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  u24(): number {
    const at = this.take(3);
    return this.view.getUint16(at, true) | (this.view.getUint8(at + 2) << 16);
  }

  u32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  /** An offset or a size of 64 bits. @throws {SymbolFileError} when it is beyond 2^53 */
  u64(): number {
    const at = this.take(8);
    const high = this.view.getUint32(at + 4, true);
    if (high >= 0x20_0000) {
      throw this.error('an offset or a size is impossibly large');
    }
    return high * 0x1_0000_0000 + this.view.getUint32(at, true);
  }

  /** An address of 64 bits as a signed number; NaN when it cannot be exact (see address.ts). */
  address64(): number {
    const at = this.take(8);
    return fromHalves(this.view.getUint32(at, true), this.view.getUint32(at + 4, true));
  }

  /** An address of `size` bytes; 32-bit ones are zero-extended. */
  address(size: number): number {
    if (size === 8) {
      return this.address64();
    }
    if (size === 4) {
      return this.u32();
    }
    throw this.error(`addresses of ${size} bytes are not supported`);
  }

  /** An unsigned LEB128 number. Bits beyond 2^53 are lost. */
  uleb(): number {
    let result = 0;
    let scale = 1;
    for (;;) {
      const byte = this.u8();
      result += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        return result;
      }
      scale *= 128;
    }
  }

  /** A signed LEB128 number. Bits beyond 2^53 are lost. */
  sleb(): number {
    let result = 0;
    let scale = 1;
    for (;;) {
      const byte = this.u8();
      result += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) {
        return byte & 0x40 ? result - scale : result;
      }
    }
  }

  /** An unsigned integer of 1 to 16 bytes. */
  bigUnsigned(size: number): bigint {
    const at = this.take(size);
    let result = 0n;
    for (let i = size - 1; i >= 0; i--) {
      result = (result << 8n) | BigInt(this.bytes[at + i]!);
    }
    return result;
  }

  /** An unsigned LEB128 number. Bits beyond 2^64 are lost. */
  bigUleb(): bigint {
    return BigInt.asUintN(64, this.bigLeb(false));
  }

  /** A signed LEB128 number. Bits beyond 2^63 are lost. */
  bigSleb(): bigint {
    return BigInt.asIntN(64, this.bigLeb(true));
  }

  private bigLeb(signed: boolean): bigint {
    let result = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.u8();
      // Producers pad, but nothing past 64 bits counts.
      if (shift < 70n) {
        result |= BigInt(byte & 0x7f) << shift;
      }
      if (byte < 0x80) {
        return signed && byte & 0x40 && shift < 70n ? result - (1n << (shift + 7n)) : result;
      }
    }
  }

  /** The next `length` bytes, not copied. */
  block(length: number): Uint8Array {
    const at = this.take(length);
    return this.bytes.subarray(at, at + length);
  }

  /** A text that ends in a zero byte. */
  text(): string {
    const end = this.bytes.indexOf(0, this.position);
    if (end < 0) {
      throw this.error('a text does not end');
    }
    const text = decodeText(this.bytes.subarray(this.position, end));
    this.position = end + 1;
    return text;
  }

  /** Skips a text that ends in a zero byte. */
  skipText(): void {
    const end = this.bytes.indexOf(0, this.position);
    if (end < 0) {
      throw this.error('a text does not end');
    }
    this.position = end + 1;
  }

  private take(bytes: number): number {
    const at = this.position;
    if (!(bytes >= 0 && bytes <= this.bytes.length - at)) {
      throw this.error('the data ends too early');
    }
    this.position = at + bytes;
    return at;
  }
}

const decoder = new TextDecoder();

/** UTF-8; faulty bytes become replacement characters. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
