// SPDX-License-Identifier: Apache-2.0
/**
 * Rows that have been fetched, in pages. Only so many pages are kept, the ones used last. What has become out of date
 * is shown until its successor is there.
 */

export const PAGE_ROWS = 100;
const MAX_PAGES = 40;
/** Questions under way; further ones wait until it is known what can be seen by then. */
const MAX_ASKED = 4;

export interface Placed {
  /** Stays the same while other rows come and go. */
  readonly position: number;
}

interface Page<R> {
  readonly rows: ReadonlyMap<number, R>;
  readonly version: number;
}

export class PageCache<R extends Placed> {
  /** By page number, the one used longest ago first. */
  private readonly pages = new Map<number, Page<R>>();
  private readonly asked = new Set<number>();
  private version = 0;

  row(position: number): R | undefined {
    return this.pages.get(pageOf(position))?.rows.get(position);
  }

  /** @returns pages to ask for so that rows from `first` on, before `end`, can be shown; they count as asked for */
  ask(first: number, end: number): readonly number[] {
    const wanted: number[] = [];
    for (let page = pageOf(first); page * PAGE_ROWS < end && this.asked.size < MAX_ASKED; page++) {
      const kept = this.pages.get(page);
      if (kept !== undefined) {
        this.use(page, kept);
      }
      if (kept?.version !== this.version && !this.asked.has(page)) {
        this.asked.add(page);
        wanted.push(page);
      }
    }
    return wanted;
  }

  /** An answer. @param version what `currentVersion` was when it was asked for */
  put(page: number, rows: readonly R[], version: number): void {
    this.asked.delete(page);
    this.use(page, { rows: new Map(rows.map((row) => [row.position, row])), version });
    const [oldest] = this.pages.keys();
    if (oldest !== undefined && this.pages.size > MAX_PAGES) {
      this.pages.delete(oldest);
    }
  }

  get currentVersion(): number {
    return this.version;
  }

  /** Rows may be different by now. */
  outdate(): void {
    this.version++;
  }

  /** These are other rows from now on. */
  reset(): void {
    this.pages.clear();
    this.asked.clear();
  }

  private use(page: number, content: Page<R>): void {
    this.pages.delete(page);
    this.pages.set(page, content);
  }
}

function pageOf(position: number): number {
  return Math.floor(position / PAGE_ROWS);
}
