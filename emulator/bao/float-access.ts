// SPDX-License-Identifier: Apache-2.0
/**
 * Floating-point loads and stores. The hart core has no floating point, but the real platform has, and a guest that
 * touches a device with such an instruction meets Bao's decoder, not an illegal instruction.
 */

import type { Context } from './context';
import { instructionSize } from './decode';

const OPCODE_LOAD_FP = 0x07;
const OPCODE_STORE_FP = 0x27;
const C_FLD = 0x2000;
const C_FSD = 0xa000;
const C_FLDSP = 0x2002;
const C_FSDSP = 0xa002;
const STACK_POINTER = 2;

interface FloatAccess {
  /** Guest-physical address. */
  readonly address: number;
  readonly write: boolean;
}

/** Where a floating-point load or store goes, when it leads to an address that stage 2 does not map. */
export function floatAccess(context: Context, hart: number, instruction: number): FloatAccess | undefined {
  const form = instructionSize(instruction) === 4 ? fullForm(instruction) : compressedForm(instruction);
  if (!form) {
    return undefined;
  }
  const va = BigInt.asUintN(64, context.registers.big(hart, form.base) + BigInt(form.offset));
  const target = context.core.translate(hart, va, form.write ? 'write' : 'read');
  return target.kind === 'stage2-unmapped' ? { address: Number(target.gpa), write: form.write } : undefined;
}

function fullForm(instruction: number): { base: number; offset: number; write: boolean } | undefined {
  const base = (instruction >>> 15) & 31;
  const funct3 = (instruction >>> 12) & 7;
  if (funct3 !== 2 && funct3 !== 3) {
    return undefined;
  }
  switch (instruction & 0x7f) {
    case OPCODE_LOAD_FP:
      return { base, offset: instruction >> 20, write: false };
    case OPCODE_STORE_FP:
      return { base, offset: ((instruction >> 25) << 5) | ((instruction >>> 7) & 31), write: true };
    default:
      return undefined;
  }
}

function compressedForm(instruction: number): { base: number; offset: number; write: boolean } | undefined {
  const base = 8 + ((instruction >>> 7) & 7);
  const offset = ((instruction >> 7) & 0x38) | ((instruction << 1) & 0xc0);
  switch (instruction & 0xe003) {
    case C_FLD:
      return { base, offset, write: false };
    case C_FSD:
      return { base, offset, write: true };
    case C_FLDSP:
      return {
        base: STACK_POINTER,
        offset: ((instruction >> 2) & 0x18) | ((instruction >> 7) & 0x20) | ((instruction << 4) & 0x1c0),
        write: false,
      };
    case C_FSDSP:
      return { base: STACK_POINTER, offset: ((instruction >> 7) & 0x38) | ((instruction >> 1) & 0x1c0), write: true };
    default:
      return undefined;
  }
}
