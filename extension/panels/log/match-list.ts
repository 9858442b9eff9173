// SPDX-License-Identifier: Apache-2.0
/**
 * Numbers of entries that fit, upwards. Each has a position, which stays the same when numbers before it are forgotten.
 */

/** Forgotten numbers that are kept before they are really removed. */
const SLACK = 65_536;

export class MatchList {
  private numbers: number[] = [];
  /** Numbers at the beginning that are forgotten, and those that have been removed before. */
  private forgotten = 0;
  private removed = 0;

  /** Position of the first. */
  get first(): number {
    return this.removed + this.forgotten;
  }

  /** Position after the last. */
  get end(): number {
    return this.removed + this.numbers.length;
  }

  get count(): number {
    return this.end - this.first;
  }

  /** Everything from an entry on is what has been found there. @param found upwards, none below `from` */
  replaceFrom(from: number, found: readonly number[]): void {
    this.numbers.length = Math.max(this.forgotten, this.indexOf(from));
    for (const number of found) {
      this.numbers.push(number);
    }
  }

  /** Forgets entries before one. */
  forgetBefore(number: number): void {
    this.forgotten = Math.max(this.forgotten, this.indexOf(number));
    if (this.forgotten > SLACK) {
      this.numbers = this.numbers.slice(this.forgotten);
      this.removed += this.forgotten;
      this.forgotten = 0;
    }
  }

  /** Numbers of the positions from `first` on, before `end`, as far as they are there. */
  slice(first: number, end: number): readonly number[] {
    return this.numbers.slice(Math.max(first - this.removed, this.forgotten), Math.max(0, end - this.removed));
  }

  at(position: number): number | undefined {
    return position < this.first ? undefined : this.numbers[position - this.removed];
  }

  /** Position of the first entry whose number is not below `number`; the end when there is none. */
  positionFrom(number: number): number {
    return this.removed + Math.max(this.forgotten, this.indexOf(number));
  }

  /** The first index whose number is not below `number`. */
  private indexOf(number: number): number {
    let low = 0;
    let high = this.numbers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.numbers[middle]! < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
