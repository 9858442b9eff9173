// SPDX-License-Identifier: Apache-2.0
/**
 * Finds a frame without unwinding tables, as hand-written assembly has it: by what the instructions from the
 * function's entry on have done to the stack.
 */

import type { RegisterRule, UnwindRow } from '../symbols';
import { register } from './abi';

/** No prologue is longer; bytes. */
export const MAXIMUM_PROLOGUE = 256;

interface Effect {
  /** Added to sp. */
  readonly moves?: number;
  /** A register stored at sp + offset. */
  readonly saves?: { readonly register: number; readonly offset: number };
  /** s0 = sp + offset. */
  readonly frames?: number;
  /** What it does to the stack is not known. */
  readonly isUnknown?: boolean;
  /** It may go somewhere else, so no prologue is behind it. */
  readonly isEnd?: boolean;
}

const NOTHING: Effect = {};
const UNKNOWN: Effect = { isUnknown: true };
const END: Effect = { isEnd: true };
/** Branch, jump and link by register, jump and link. */
const JUMPS: readonly number[] = [0x63, 0x67, 0x6f];

/**
 * The row that holds behind the given instructions; undefined when one of them does something else to sp.
 * @param code of a function, from its entry to the address in question (little-endian RV64C)
 */
export function rowAfterPrologue(code: Uint8Array): UnwindRow | undefined {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  /** Bytes from the frame address down to sp. */
  let depth = 0;
  let framePointer: number | undefined;
  const registers = new Map<number, RegisterRule>();
  for (let at = 0; at + 2 <= code.length; ) {
    const low = view.getUint16(at, true);
    const isLong = (low & 3) === 3;
    if (isLong && at + 4 > code.length) {
      break;
    }
    const effect = isLong ? effectOfLong(view.getUint32(at, true)) : effectOfCompressed(low);
    if (effect.isUnknown) {
      return undefined;
    }
    if (effect.isEnd) {
      break;
    }
    depth -= effect.moves ?? 0;
    if (effect.saves && !registers.has(effect.saves.register)) {
      registers.set(effect.saves.register, { kind: 'offset', offset: BigInt(effect.saves.offset - depth) });
    }
    framePointer = effect.frames === undefined ? framePointer : depth - effect.frames;
    at += isLong ? 4 : 2;
  }
  const cfa =
    framePointer === undefined
      ? ({ kind: 'register', register: register.sp, offset: BigInt(depth) } as const)
      : ({ kind: 'register', register: register.s0, offset: BigInt(framePointer) } as const);
  return { cfa, registers, returnRegister: register.ra, isSignalFrame: false };
}

/** The row of a function that keeps frame pointers: s0 holds the frame address; ra at -8, the caller's s0 at -16. */
export function framePointerRow(): UnwindRow {
  return {
    cfa: { kind: 'register', register: register.s0, offset: 0n },
    registers: new Map<number, RegisterRule>([
      [register.ra, { kind: 'offset', offset: -8n }],
      [register.s0, { kind: 'offset', offset: -16n }],
    ]),
    returnRegister: register.ra,
    isSignalFrame: false,
  };
}

/** RISC-V unprivileged specification, "RV32/64G Instruction Set Listings". */
function effectOfLong(word: number): Effect {
  const opcode = word & 0x7f;
  const destination = (word >>> 7) & 31;
  const source = (word >>> 15) & 31;
  const function3 = (word >>> 12) & 7;
  if (JUMPS.includes(opcode)) {
    return END;
  }
  if (opcode === 0x13 && function3 === 0 && source === register.sp) {
    const immediate = word >> 20;
    return destination === register.sp
      ? { moves: immediate }
      : destination === register.s0
        ? { frames: immediate }
        : NOTHING;
  }
  if (opcode === 0x23 && function3 === 3 && source === register.sp) {
    const offset = ((word >> 25) << 5) | destination;
    return { saves: { register: (word >>> 20) & 31, offset } };
  }
  return opcode !== 0x23 && destination === register.sp ? UNKNOWN : NOTHING;
}

/** The same, "RVC Instruction Set Listings". */
function effectOfCompressed(half: number): Effect {
  const quadrant = half & 3;
  const function3 = half >>> 13;
  const destination = (half >>> 7) & 31;
  const bit = (from: number, to: number) => ((half >>> from) & 1) << to;
  if (quadrant === 1 && function3 === 3 && destination === register.sp) {
    const value = bit(12, 9) | bit(6, 4) | bit(5, 6) | bit(4, 8) | bit(3, 7) | bit(2, 5);
    return { moves: (value << 22) >> 22 };
  }
  if (quadrant === 1 && function3 === 0 && destination === register.sp) {
    const value = bit(12, 5) | ((half >>> 2) & 31);
    return { moves: (value << 26) >> 26 };
  }
  if (quadrant === 2 && function3 === 7) {
    const offset = (((half >>> 10) & 7) << 3) | (((half >>> 7) & 7) << 6);
    return { saves: { register: (half >>> 2) & 31, offset } };
  }
  if (quadrant === 0 && function3 === 0 && ((half >>> 2) & 7) === 0) {
    // c.addi4spn, whose registers are x8 to x15.
    return { frames: (((half >>> 11) & 3) << 4) | (((half >>> 7) & 15) << 6) | bit(6, 2) | bit(5, 3) };
  }
  if ((quadrant === 1 && function3 >= 5) || (quadrant === 2 && function3 === 4 && ((half >>> 2) & 31) === 0)) {
    return END;
  }
  return quadrant === 2 && function3 === 4 && destination === register.sp ? UNKNOWN : NOTHING;
}
