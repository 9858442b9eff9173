// SPDX-License-Identifier: Apache-2.0
/** Where the bytes of a symbol file come from. Images are read in pieces: a kernel with debug information is large. */

export interface ByteSource {
  /** Name for messages, usually the path. */
  readonly name: string;
  /** Size in bytes. */
  readonly size: number;
  /** Reads `length` bytes at `offset`; fewer when the source ends before. The result must not be changed. */
  read(offset: number, length: number): Uint8Array;
}

/** A source over bytes in memory. */
export function bytesSource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    read: (offset, length) => bytes.subarray(Math.min(offset, bytes.length), Math.min(offset + length, bytes.length)),
  };
}

/** Sources one behind the other. */
export function joinedSource(name: string, parts: readonly Omit<ByteSource, 'name'>[]): ByteSource {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const read = (offset: number, length: number): Uint8Array => {
    let start = 0;
    const found: Uint8Array[] = [];
    for (const part of parts) {
      const low = Math.max(offset, start);
      const high = Math.min(offset + length, start + part.size);
      if (low < high) {
        found.push(part.read(low - start, high - low));
      }
      start += part.size;
    }
    return found.length === 1 ? found[0]! : Buffer.concat(found);
  };
  return { name, size, read };
}

/** Small, because looking into the first bytes of every compilation unit must not mean reading all of a large file. */
const PAGE_BYTES = 4096;
/** 16 MiB in all. */
const MAXIMUM_PAGES = 4096;

/** Keeps recently read pages of a source, so that many small reads near each other cost one. */
export class CachedSource implements ByteSource {
  private readonly pages = new Map<number, Uint8Array>();

  constructor(private readonly source: ByteSource) {}

  get name(): string {
    return this.source.name;
  }

  get size(): number {
    return this.source.size;
  }

  read(offset: number, length: number): Uint8Array {
    const page = Math.floor(offset / PAGE_BYTES);
    const within = offset - page * PAGE_BYTES;
    if (within + length <= PAGE_BYTES) {
      return this.page(page).subarray(within, within + length);
    }
    if (length > PAGE_BYTES) {
      return this.source.read(offset, Math.max(0, Math.min(length, this.size - offset)));
    }
    const first = this.page(page).subarray(within);
    const second = this.page(page + 1).subarray(0, length - first.length);
    const joined = new Uint8Array(first.length + second.length);
    joined.set(first);
    joined.set(second, first.length);
    return joined;
  }

  private page(index: number): Uint8Array {
    let page = this.pages.get(index);
    if (!page) {
      page = this.source.read(index * PAGE_BYTES, PAGE_BYTES);
      if (this.pages.size >= MAXIMUM_PAGES) {
        this.pages.delete(this.pages.keys().next().value!);
      }
      this.pages.set(index, page);
    }
    return page;
  }
}
