// SPDX-License-Identifier: Apache-2.0

import type { Unit } from './unit';

/** Which units use which part of a section that all of them share: a part goes on until another one starts. */
export class UnitTables {
  private readonly units = new Map<number, Unit[]>();
  private readonly starts: readonly number[];

  constructor(units: Iterable<Unit>, startOf: (unit: Unit) => number) {
    for (const unit of units) {
      const start = startOf(unit);
      const known = this.units.get(start);
      if (known) {
        known.push(unit);
      } else {
        this.units.set(start, [unit]);
      }
    }
    this.starts = [...this.units.keys()].sort((a, b) => a - b);
  }

  /** The units whose part holds an offset. */
  at(offset: number): readonly Unit[] {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low === 0 ? [] : this.units.get(this.starts[low - 1]!)!;
  }
}
