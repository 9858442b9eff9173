// SPDX-License-Identifier: Apache-2.0
/** Pseudo-random choices from a seed (xorshift32 of Marsaglia), the same on every host. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 0x9e37_79b9;
  }

  /** An integer from 0 up to, not including, `limit`. */
  below(limit: number): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return this.#state % limit;
  }
}
