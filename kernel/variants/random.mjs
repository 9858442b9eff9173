// SPDX-License-Identifier: GPL-2.0
/** Random choices that depend on a seed only. */

export class Random {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = (seed ^ 0x9e3779b9) >>> 0;
    // The first numbers of near seeds are near each other; leave them out.
    for (let i = 0; i < 4; i++) {
      this.below(2);
    }
  }

  /** A number from 0 to limit - 1 (xorshift32). @param {number} limit @returns {number} */
  below(limit) {
    let state = this.#state || 1;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return this.#state % limit;
  }

  /** @template T @param {readonly T[]} choices @returns {T} */
  pick(choices) {
    return choices[this.below(choices.length)];
  }

  /** @template T @param {readonly T[]} items @returns {T[]} the same in another order */
  shuffle(items) {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [result[i], result[j]] = [result[j], result[i]];
    }
    return result;
  }

  /** Different numbers between low and high, both included. @param {number} count @param {number} low @param {number} high */
  distinct(count, low, high) {
    const numbers = new Set();
    while (numbers.size < count) {
      numbers.add(low + this.below(high - low + 1));
    }
    return [...numbers];
  }
}
