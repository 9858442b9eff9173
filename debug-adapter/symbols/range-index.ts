// SPDX-License-Identifier: Apache-2.0

/** Finds which of many address ranges, possibly overlapping, hold an address. Addresses as in address.ts. */
export class RangeIndex<T> {
  private readonly lows: Float64Array;
  private readonly highs: Float64Array;
  /** The highest end among this range and all before it: where looking further back is pointless. */
  private readonly reach: Float64Array;
  private readonly values: readonly T[];

  constructor(ranges: readonly { readonly low: number; readonly high: number; readonly value: T }[]) {
    const sorted = [...ranges].sort((a, b) => a.low - b.low || b.high - a.high);
    this.lows = Float64Array.from(sorted, (range) => range.low);
    this.highs = Float64Array.from(sorted, (range) => range.high);
    this.values = sorted.map((range) => range.value);
    this.reach = new Float64Array(sorted.length);
    let reach = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < sorted.length; i++) {
      reach = Math.max(reach, this.highs[i]!);
      this.reach[i] = reach;
    }
  }

  /** The value of the smallest range that holds the address. */
  find(address: number): T | undefined {
    let best: number | undefined;
    for (let i = this.lastAtOrBelow(address); i >= 0 && this.reach[i]! > address; i--) {
      if (address < this.highs[i]! && (best === undefined || this.size(i) < this.size(best))) {
        best = i;
      }
    }
    return best === undefined ? undefined : this.values[best];
  }

  private size(index: number): number {
    return this.highs[index]! - this.lows[index]!;
  }

  private lastAtOrBelow(address: number): number {
    let low = 0;
    let high = this.lows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.lows[middle]! <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
