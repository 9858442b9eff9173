// SPDX-License-Identifier: Apache-2.0
/** The last call of the hypervisor that each hart has made: its argument registers before and after. */

import type { Context } from './context';
import { A0 } from './registers';

const ARGUMENTS = 8;
/** 32-bit words: a0..a7 before, a0..a7 after. */
const WORDS = 4 * ARGUMENTS;
const AFTER = 2 * ARGUMENTS;

/** A call that has returned. */
export interface CallView {
  readonly hart: number;
  /** Guest-virtual address of the ecall. */
  readonly pc: bigint;
  /** Instructions that all harts had retired when it was made. */
  readonly instructions: bigint;
  /** a0..a7 before and after. */
  readonly before: readonly bigint[];
  readonly after: readonly bigint[];
}

export class LastCalls {
  readonly #context: Context;
  readonly #words: Int32Array;
  readonly #pcs: Int32Array;
  /** -1 for none. */
  readonly #made: Float64Array;

  constructor(context: Context) {
    const { count } = context.harts;
    this.#context = context;
    this.#words = new Int32Array(count * WORDS);
    this.#pcs = new Int32Array(count * 2);
    this.#made = new Float64Array(count).fill(-1);
  }

  /** The hart is at an ecall that the hypervisor is about to serve. */
  begin(hart: number): void {
    const { registers, clock } = this.#context;
    this.#made[hart] = clock.instructions;
    this.#pcs[hart * 2] = registers.pcLow(hart);
    this.#pcs[hart * 2 + 1] = registers.pcHigh(hart);
    this.#copy(hart, hart * WORDS);
  }

  /** It has been served. */
  end(hart: number): void {
    this.#copy(hart, hart * WORDS + AFTER);
  }

  /** Undefined when the hart has made none. */
  view(hart: number): CallView | undefined {
    const made = this.#made[hart] ?? -1;
    if (made < 0) {
      return undefined;
    }
    return {
      hart,
      pc: join(this.#pcs, hart * 2),
      instructions: BigInt(made),
      before: this.#values(hart * WORDS),
      after: this.#values(hart * WORDS + AFTER),
    };
  }

  state(): object {
    return { words: [...this.#words], pcs: [...this.#pcs], made: [...this.#made] };
  }

  #copy(hart: number, at: number): void {
    const { registers } = this.#context;
    for (let index = 0; index < ARGUMENTS; index++) {
      this.#words[at + 2 * index] = registers.low(hart, A0 + index);
      this.#words[at + 2 * index + 1] = registers.high(hart, A0 + index);
    }
  }

  #values(at: number): bigint[] {
    return Array.from({ length: ARGUMENTS }, (_, index) => join(this.#words, at + 2 * index));
  }
}

function join(words: Int32Array, at: number): bigint {
  return (BigInt(words[at + 1]! >>> 0) << 32n) | BigInt(words[at]! >>> 0);
}
