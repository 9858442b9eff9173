// SPDX-License-Identifier: Apache-2.0
/**
 * Where rows are when there are more of them than an element can be high: browsers limit the height of elements (to
 * 2^25 pixels in Chromium, zoom included), so the scroll bar moves over a range that is scaled when it must be. All
 * lengths are in CSS pixels; rows are counted from 0.
 */

/** Low enough for a zoom of four. */
const MAX_HEIGHT = 8_000_000;

export interface Lengths {
  readonly rows: number;
  readonly rowHeight: number;
  /** Of what can be seen at a time. */
  readonly viewport: number;
}

export class ScrollRange {
  /** Of the element that is scrolled. */
  readonly height: number;
  /** It is lower than all rows together. */
  readonly isScaled: boolean;
  /** The offset into the rows at which the last one is at the bottom. */
  readonly lastTop: number;
  private readonly lastScroll: number;

  constructor(private readonly lengths: Lengths) {
    const all = lengths.rows * lengths.rowHeight;
    this.height = Math.min(all, MAX_HEIGHT);
    this.isScaled = all > MAX_HEIGHT;
    this.lastTop = Math.max(0, all - lengths.viewport);
    this.lastScroll = Math.max(0, this.height - lengths.viewport);
  }

  /** @returns the offset into the rows, for a position of the scroll bar */
  topAt(scroll: number): number {
    return this.lastScroll === 0 ? 0 : this.clamp((scroll * this.lastTop) / this.lastScroll);
  }

  /** The reverse of `topAt`. */
  scrollAt(top: number): number {
    return this.lastTop === 0 ? 0 : (this.clamp(top) * this.lastScroll) / this.lastTop;
  }

  clamp(top: number): number {
    return Math.min(Math.max(0, top), this.lastTop);
  }

  /** Rows of which a part can be seen: from `first` on, before `end`. */
  visible(top: number): { readonly first: number; readonly end: number } {
    const { rows, rowHeight, viewport } = this.lengths;
    const first = Math.min(rows, Math.floor(top / rowHeight));
    return { first, end: Math.min(rows, Math.ceil((top + viewport) / rowHeight)) };
  }

  /** @returns the offset nearest to `top` at which all of a row can be seen */
  topShowing(row: number, top: number): number {
    const { rowHeight, viewport } = this.lengths;
    const above = row * rowHeight;
    const below = above + rowHeight - viewport;
    return this.clamp(top > above ? above : Math.max(top, below));
  }

  /** Whole rows that fit. */
  get pageRows(): number {
    return Math.max(1, Math.floor(this.lengths.viewport / this.lengths.rowHeight) - 1);
  }
}
