// SPDX-License-Identifier: Apache-2.0
/** What the RISC-V calling convention says about registers (RISC-V ELF psABI, "Integer Calling Convention"). */

import type { RegisterRule, UnwindRow } from '../symbols';

/** DWARF numbers. */
export const register = { zero: 0, ra: 1, sp: 2, gp: 3, tp: 4, s0: 8, s1: 9, s2: 18, s11: 27 } as const;

/** CSRs belong to no call (RISC-V DWARF specification, "Register numbers"). */
const FIRST_CSR = 4096;

function isPreserved(number: number): boolean {
  const { gp, tp, s0, s1, s2, s11 } = register;
  const isSaved = number === s0 || number === s1 || (number >= s2 && number <= s11);
  return number === gp || number === tp || isSaved;
}

/** What holds for a register that an unwinding row says nothing about. The caller's sp is the frame address. */
export function defaultRule(number: number, row: UnwindRow): RegisterRule | 'frame-address' {
  if (number === register.sp) {
    return 'frame-address';
  }
  const isKept = isPreserved(number) || number >= FIRST_CSR || number === row.returnRegister;
  return { kind: isKept ? 'same' : 'undefined' };
}
