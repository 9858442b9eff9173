// SPDX-License-Identifier: Apache-2.0

/** A growing sequence of big-endian bytes. */
export class ByteWriter {
  length = 0;
  private buffer = new Uint8Array(4096);

  cell(value: number): void {
    this.reserve(4);
    this.view().setUint32(this.length, value);
    this.length += 4;
  }

  doubleCell(value: bigint): void {
    this.reserve(8);
    this.view().setBigUint64(this.length, value);
    this.length += 8;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Adds zeros up to a multiple of four. */
  align(): void {
    const padding = -this.length & 3;
    this.reserve(padding);
    this.length += padding;
  }

  bytes(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  private view(): DataView {
    return new DataView(this.buffer.buffer);
  }

  private reserve(bytes: number): void {
    if (this.length + bytes > this.buffer.length) {
      const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.length + bytes));
      grown.set(this.buffer.subarray(0, this.length));
      this.buffer = grown;
    }
  }
}
