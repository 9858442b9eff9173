// SPDX-License-Identifier: Apache-2.0
/** Operands of 32-bit instructions (unprivileged specification 20191213, section 2.3: instruction formats R, I, S, B, U, J). */

import { csrName } from './csr-names';
import {
  bits,
  distance,
  floatRegister,
  hexadecimal,
  immediate,
  type Operand,
  type Operands,
  register,
  signed,
} from './operand';

const ROUNDING = ['rne', 'rtz', 'rdn', 'rup', 'rmm', 'unknown', 'unknown', 'dyn'] as const;

function storeOffset(word: number): number {
  return signed((bits(word, 31, 25) << 5) | bits(word, 11, 7), 12);
}

function branchDistance(word: number): number {
  const high = (bits(word, 31, 31) << 12) | (bits(word, 7, 7) << 11);
  return signed(high | (bits(word, 30, 25) << 5) | (bits(word, 11, 8) << 1), 13);
}

function jumpDistance(word: number): number {
  const high = (bits(word, 31, 31) << 20) | (bits(word, 19, 12) << 12);
  return signed(high | (bits(word, 20, 20) << 11) | (bits(word, 30, 21) << 1), 21);
}

/** Which accesses a fence orders: input, output, reads, writes. */
function fenceSet(low: number): Operand {
  return {
    kind: 'text',
    text: (word) =>
      [...'wroi']
        .filter((_, bit) => bits(word, low + bit, low + bit) === 1)
        .reverse()
        .join('') || 'unknown',
  };
}

export const baseOperands: Operands = {
  rd: register(11, 7),
  rs1: register(19, 15),
  rs2: register(24, 20),
  fd: floatRegister(11, 7),
  fs1: floatRegister(19, 15),
  fs2: floatRegister(24, 20),
  fs3: floatRegister(31, 27),
  imm: immediate((word) => word >> 20),
  store: immediate(storeOffset),
  small: immediate((word) => bits(word, 19, 15)),
  shift: hexadecimal((word) => bits(word, 25, 20)),
  upper: hexadecimal((word) => bits(word, 31, 12)),
  branch: distance(branchDistance),
  jump: distance(jumpDistance),
  csr: { kind: 'text', text: (word) => csrName(bits(word, 31, 20)) },
  predecessors: fenceSet(24),
  successors: fenceSet(20),
  rounding: { kind: 'text', text: (word) => ROUNDING[bits(word, 14, 12)] ?? '' },
};
