// SPDX-License-Identifier: Apache-2.0
/** Register names of the RISC-V calling convention (RISC-V ELF psABI, "Register Convention"), by number. */

export { generalRegisters as integerRegisters } from '../../awareness/riscv';

export const floatRegisters: readonly string[] =
  'ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7 fs2 fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 ft8 ft9 ft10 ft11'.split(
    ' ',
  );

/** Where calls leave their return address: `ra`, and `t0` for calls of millicode. */
export function isLink(register: number): boolean {
  return register === 1 || register === 5;
}

export const GLOBAL_POINTER = 3;
