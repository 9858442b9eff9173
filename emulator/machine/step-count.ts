// SPDX-License-Identifier: Apache-2.0
/** How far a step of one hart has come. */

import type { HartCore } from '../hart/hart-core';
import type { StepOptions } from './machine';

export class StepCount {
  /** The hart that steps, -1 for none. */
  readonly hart: number;
  /** Instructions it has retired. */
  done = 0;
  readonly #core: HartCore;
  readonly #limit: number;
  readonly #within: StepOptions['within'];
  #outside = false;

  constructor(core: HartCore, step: StepOptions | undefined) {
    this.#core = core;
    this.hart = step?.hart ?? -1;
    this.#limit = step?.instructions ?? Number.POSITIVE_INFINITY;
    this.#within = step?.within;
  }

  get atEnd(): boolean {
    return this.#outside || this.done >= this.#limit;
  }

  /** Instructions that may run before this is asked again: one by one where every pc counts. */
  get next(): number {
    return this.#within === undefined ? this.#limit - this.done : 1;
  }

  /** The hart has retired instructions. */
  retire(count: number): void {
    this.done += count;
    if (this.#within !== undefined && count > 0) {
      const pc = this.#core.readPc(this.hart);
      this.#outside = !this.#within.some(({ low, high }) => pc >= low && pc < high);
    }
  }
}
