// SPDX-License-Identifier: Apache-2.0
/** Random numbers that are the same for the same seed (xorshift32), for generated test input. */
export class SeededRandom {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed + 1, 0x9e3779b1) | 0 || 1;
    for (let index = 0; index < 8; index++) {
      this.next();
    }
  }

  private next(): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return x >>> 0;
  }

  /** An integer from 0 to limit - 1. */
  below(limit: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * limit);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** Any 64-bit value. */
  word(): bigint {
    return (BigInt(this.next()) << 32n) | BigInt(this.next());
  }
}
