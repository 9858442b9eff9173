// SPDX-License-Identifier: Apache-2.0
/** Physical memory that Bao gives out: next fit from the last allocation on, as its page pool does. Addresses in bytes. */

export const PAGE_SIZE = 0x1000;

/** Bytes rounded up to whole pages. */
export function roundToPages(size: number): number {
  return Math.ceil(size / PAGE_SIZE) * PAGE_SIZE;
}

interface Span {
  start: number;
  end: number;
}

export class PageAllocator {
  /** Free memory, ascending, without gaps between neighbours of size zero. */
  #free: Span[];
  #last: number;

  constructor(start: number, end: number) {
    this.#free = [{ start, end }];
    this.#last = start;
  }

  /** Takes exactly this range.
   *  @returns false when any of it is taken or outside */
  reserve(start: number, size: number): boolean {
    const end = start + roundToPages(size);
    const index = this.#free.findIndex((span) => start >= span.start && end <= span.end);
    if (index < 0) {
      return false;
    }
    this.#take(index, start, end);
    return true;
  }

  /** Whether any free range is as large as that. */
  fits(size: number): boolean {
    return this.#free.some((span) => span.end - span.start >= size);
  }

  /** Takes `size` bytes at a multiple of `alignment`.
   *  @returns the address, or undefined when nothing fits */
  allocate(size: number, alignment: number): number | undefined {
    const bytes = roundToPages(size);
    return this.#search(bytes, alignment, this.#last) ?? this.#search(bytes, alignment, 0);
  }

  #search(bytes: number, alignment: number, from: number): number | undefined {
    for (const [index, span] of this.#free.entries()) {
      const start = Math.ceil(Math.max(span.start, from) / alignment) * alignment;
      if (start + bytes <= span.end) {
        this.#take(index, start, start + bytes);
        this.#last = start + bytes;
        return start;
      }
    }
    return undefined;
  }

  #take(index: number, start: number, end: number): void {
    const span = this.#free[index]!;
    const parts = [
      { start: span.start, end: start },
      { start: end, end: span.end },
    ].filter((part) => part.end > part.start);
    this.#free.splice(index, 1, ...parts);
  }
}
