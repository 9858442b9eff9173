// SPDX-License-Identifier: Apache-2.0
/**
 * Windows (assembly/windows.ts) in compiled code. An access that hits one costs a comparison, and does not wait for it as
 * it waits for what the TLB holds. Windows are loaded before loops; elsewhere they would not pay.
 */

import {
  HART_WINDOWS,
  WINDOW_BASE,
  WINDOW_BYTES,
  WINDOW_HOST,
  WINDOW_MISSED,
  WINDOW_SIZE,
  WINDOW_STACK,
  WINDOW_WRITES,
} from '../private-layout';
import { FIRST_WINDOW, FIRST_WINDOW_HOST, Local, WINDOW_LOCALS } from './locals';
import { type CodeWriter, Opcode } from './wasm-writer';

const STACK_POINTER = 2;

function baseLocal(window: number): number {
  return FIRST_WINDOW + WINDOW_LOCALS * window;
}

/** The local with the window's length, counted in accesses of a size. */
function lengthLocal(window: number, size: number): number {
  return baseLocal(window) + 1 + Math.log2(size);
}

function hostLocal(window: number): number {
  return FIRST_WINDOW_HOST + window;
}

/** The number of the window for accesses by a base register. */
export function windowFor(base: number | undefined, isWrite: boolean): number {
  return (base === STACK_POINTER ? WINDOW_STACK : 0) + (isWrite ? WINDOW_WRITES : 0);
}

/** The windows of a loop. */
export class Windows {
  /** The windows that the loop's accesses use, and the sizes of those accesses. */
  private readonly used = new Map<number, Set<number>>();

  /** Loads the windows that are used into their locals. `hart`: where the hart's block lies. */
  load(code: CodeWriter, hart: number): void {
    if (this.used.size > 0) {
      code
        .i32(0)
        .memory(Opcode.i32Load, hart + HART_WINDOWS)
        .set(Local.windows);
    }
    for (const [window, sizes] of this.used) {
      const load = (opcode: number, field: number): CodeWriter =>
        code.get(Local.windows).memory(opcode, window * WINDOW_SIZE + field);
      load(Opcode.i64Load, WINDOW_BASE).set(baseLocal(window));
      load(Opcode.i32Load, WINDOW_HOST).set(hostLocal(window));
      for (const size of sizes) {
        load(Opcode.i64Load, WINDOW_BYTES).i64(Math.log2(size)).op(Opcode.i64ShrU).set(lengthLocal(window, size));
      }
    }
  }

  /**
   * Sets Local.place for Local.address as if it was in the window, and opens an `if` for when it is not. The rotation makes
   * a misaligned distance to the base a huge one.
   */
  tryWindow(code: CodeWriter, window: number, size: number): void {
    this.used.set(window, (this.used.get(window) ?? new Set()).add(size));
    code.get(Local.address).op(Opcode.i32WrapI64).get(hostLocal(window)).op(Opcode.i32Add).set(Local.place);
    code.get(Local.address).get(baseLocal(window)).op(Opcode.i64Sub);
    if (size > 1) {
      code.i64(Math.log2(size)).op(Opcode.i64Rotr);
    }
    code.get(lengthLocal(window, size)).op(Opcode.i64GeU).open(Opcode.if);
  }

  /**
   * After a miss: makes Local.place right by the distance on the stack, and leaves word where the window should be. That
   * the place of a hit is used here too has it computed before the branch, which then has nothing to do for a hit.
   */
  correct(code: CodeWriter, window: number): void {
    code.get(hostLocal(window)).op(Opcode.i32Sub).get(Local.place).op(Opcode.i32Add).set(Local.place);
    code
      .get(Local.windows)
      .get(Local.address)
      .memory(Opcode.i64Store, window * WINDOW_SIZE + WINDOW_MISSED);
  }
}
