// SPDX-License-Identifier: Apache-2.0
/** Selected rows: a range between the row where it began and the row that the keyboard is at. */

/** Rows from `first` on, before `end`. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

export class Selection {
  private anchor: number | undefined;
  private at: number | undefined;

  /** The row that the keyboard is at. */
  get active(): number | undefined {
    return this.at;
  }

  get range(): RowRange {
    if (this.anchor === undefined || this.at === undefined) {
      return { first: 0, end: 0 };
    }
    return { first: Math.min(this.anchor, this.at), end: Math.max(this.anchor, this.at) + 1 };
  }

  has(position: number): boolean {
    const { first, end } = this.range;
    return position >= first && position < end;
  }

  /** Selects one row. */
  select(position: number): void {
    this.anchor = position;
    this.at = position;
  }

  /** Selects up to a row from where the selection began. */
  extend(position: number): void {
    this.anchor ??= position;
    this.at = position;
  }

  all({ first, end }: RowRange): void {
    if (end > first) {
      this.anchor = first;
      this.at = end - 1;
    }
  }

  clear(): void {
    this.anchor = undefined;
    this.at = undefined;
  }

  /** Rows before `first` are gone. */
  keepFrom(first: number): void {
    if (this.at !== undefined && this.anchor !== undefined) {
      if (Math.max(this.at, this.anchor) < first) {
        this.clear();
      } else {
        this.at = Math.max(this.at, first);
        this.anchor = Math.max(this.anchor, first);
      }
    }
  }
}
