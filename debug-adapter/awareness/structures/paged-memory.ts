// SPDX-License-Identifier: Apache-2.0
/**
 * Guest memory as it is at one moment, read by whole pages. Walkers of structures read a few bytes here and there of the
 * same pages; each read of a target translates addresses anew, and on a real one it is a packet.
 */

import type { Address } from '../../target';
import type { MemorySource } from './program-memory';

const PAGE_BITS = 12n;
const PAGE = 1 << Number(PAGE_BITS);
/** 16 MB: what a walk through everything needs is less. */
const MAX_PAGES = 4096;

/** For one address space. Make another one after anything has run or was written. */
export class PagedMemory implements MemorySource {
  private readonly pages = new Map<bigint, Promise<Uint8Array>>();

  constructor(private readonly source: MemorySource) {}

  async readMemory({ space, value }: Address, length: number): Promise<Uint8Array> {
    const first = value >> PAGE_BITS;
    const offset = Number(value & BigInt(PAGE - 1));
    const last = (value + BigInt(Math.max(length, 1) - 1)) >> PAGE_BITS;
    if (last - first > 1n) {
      return this.source.readMemory({ space, value }, length);
    }
    const start = (await this.page(space, first)).subarray(offset, offset + length);
    if (last === first || start.length < PAGE - offset) {
      return start;
    }
    const rest = (await this.page(space, last)).subarray(0, length - start.length);
    return Buffer.concat([start, rest]);
  }

  private page(space: Address['space'], number: bigint): Promise<Uint8Array> {
    let page = this.pages.get(number);
    if (page === undefined) {
      if (this.pages.size >= MAX_PAGES) {
        this.pages.clear();
      }
      page = this.source.readMemory({ space, value: number << PAGE_BITS }, PAGE);
      this.pages.set(number, page);
    }
    return page;
  }
}
