// SPDX-License-Identifier: Apache-2.0
/**
 * Guests' registers as pairs of 32-bit words in the shared memory: no bigint on the way of a hypercall or an emulated
 * access. The hart blocks lie below everything that grows, so the view stays valid (see ../events/recorder.ts).
 */

import type { HartCore } from '../hart/hart-core';
import {
  HART_EXIT_CAUSE,
  HART_EXIT_GPA,
  HART_EXIT_IMPLICIT,
  HART_EXIT_INSTRUCTION,
  HART_EXIT_VALUE,
  HART_INSTRET,
  HART_LINES,
  HART_PC,
  HART_X,
} from '../hart/layout';

export const A0 = 10;
export const A1 = 11;
export const A2 = 12;
export const A3 = 13;
export const A4 = 14;
export const A5 = 15;
export const A6 = 16;
export const A7 = 17;

const TWO_TO_32 = 0x1_0000_0000;

// Word offsets inside a hart's block.
const X = HART_X / 4;
const PC = HART_PC / 4;
const INSTRET = HART_INSTRET / 4;
const LINES = HART_LINES / 4;
const CAUSE = HART_EXIT_CAUSE / 4;
const VALUE = HART_EXIT_VALUE / 4;
const GPA = HART_EXIT_GPA / 4;
const INSTRUCTION = HART_EXIT_INSTRUCTION / 4;
const IMPLICIT = HART_EXIT_IMPLICIT / 4;

export class Registers {
  readonly #words: Int32Array;
  readonly #blocks: Int32Array;

  constructor(core: HartCore) {
    this.#words = new Int32Array(core.memory.buffer);
    this.#blocks = new Int32Array(core.options.hartCount);
    for (let hart = 0; hart < core.options.hartCount; hart++) {
      this.#blocks[hart] = core.hartBlock(hart) / 4;
    }
  }

  /** Low 32 bits of a general register, signed. */
  low(hart: number, register: number): number {
    return this.#words[this.#blocks[hart]! + X + register * 2]!;
  }

  /** High 32 bits of a general register, signed. */
  high(hart: number, register: number): number {
    return this.#words[this.#blocks[hart]! + X + register * 2 + 1]!;
  }

  /** Writes a general register; x0 stays zero. */
  set(hart: number, register: number, low: number, high: number): void {
    if (register === 0) {
      return;
    }
    const at = this.#blocks[hart]! + X + register * 2;
    this.#words[at] = low;
    this.#words[at + 1] = high;
  }

  /** A general register as an unsigned 64-bit value. */
  big(hart: number, register: number): bigint {
    return (BigInt(this.high(hart, register) >>> 0) << 32n) | BigInt(this.low(hart, register) >>> 0);
  }

  /** A general register as an unsigned number; exact below 2^53. */
  number(hart: number, register: number): number {
    return (this.high(hart, register) >>> 0) * TWO_TO_32 + (this.low(hart, register) >>> 0);
  }

  /** True when the register holds exactly this value below 2^31. */
  is(hart: number, register: number, value: number): boolean {
    return this.low(hart, register) === value && this.high(hart, register) === 0;
  }

  pcLow(hart: number): number {
    return this.#words[this.#blocks[hart]! + PC]!;
  }

  pcHigh(hart: number): number {
    return this.#words[this.#blocks[hart]! + PC + 1]!;
  }

  /** Moves pc past an instruction that the hypervisor carried out, and counts it as retired. */
  advance(hart: number, bytes: number): void {
    this.#add(this.#blocks[hart]! + PC, bytes);
    this.#add(this.#blocks[hart]! + INSTRET, 1);
  }

  lines(hart: number): number {
    return this.#words[this.#blocks[hart]! + LINES]!;
  }

  /** Why the last run() ended; see HART_EXIT_ in the layout. */
  exitCause(hart: number): number {
    return this.#words[this.#blocks[hart]! + CAUSE]!;
  }

  exitValueLow(hart: number): number {
    return this.#words[this.#blocks[hart]! + VALUE]!;
  }

  exitValueHigh(hart: number): number {
    return this.#words[this.#blocks[hart]! + VALUE + 1]!;
  }

  exitGpaLow(hart: number): number {
    return this.#words[this.#blocks[hart]! + GPA]!;
  }

  exitGpaHigh(hart: number): number {
    return this.#words[this.#blocks[hart]! + GPA + 1]!;
  }

  exitInstruction(hart: number): number {
    return this.#words[this.#blocks[hart]! + INSTRUCTION]!;
  }

  /** Whether the access that faulted was a walk of the guest's own page tables. */
  exitImplicit(hart: number): boolean {
    return this.#words[this.#blocks[hart]! + IMPLICIT] !== 0;
  }

  #add(word: number, value: number): void {
    const sum = (this.#words[word]! >>> 0) + value;
    this.#words[word] = sum;
    if (sum >= TWO_TO_32) {
      this.#words[word + 1]!++;
    }
  }
}
