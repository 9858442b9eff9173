// SPDX-License-Identifier: Apache-2.0
/** Operands of 16-bit instructions (unprivileged specification 20191213, chapter 16), with their scattered bits. */

import {
  bits,
  distance,
  floatRegister,
  hexadecimal,
  immediate,
  type Operands,
  register,
  shortFloatRegister,
  shortRegister,
  signed,
} from './operand';

function imm6(word: number): number {
  return signed((bits(word, 12, 12) << 5) | bits(word, 6, 2), 6);
}

function stackAdjust(word: number): number {
  const high = (bits(word, 12, 12) << 9) | (bits(word, 4, 3) << 7) | (bits(word, 5, 5) << 6);
  return signed(high | (bits(word, 2, 2) << 5) | (bits(word, 6, 6) << 4), 10);
}

function stackWide(word: number): number {
  const high = (bits(word, 10, 7) << 6) | (bits(word, 12, 11) << 4);
  return high | (bits(word, 5, 5) << 3) | (bits(word, 6, 6) << 2);
}

function branch8(word: number): number {
  const high = (bits(word, 12, 12) << 8) | (bits(word, 6, 5) << 6) | (bits(word, 2, 2) << 5);
  return signed(high | (bits(word, 11, 10) << 3) | (bits(word, 4, 3) << 1), 9);
}

function jump11(word: number): number {
  const high = (bits(word, 12, 12) << 11) | (bits(word, 8, 8) << 10) | (bits(word, 10, 9) << 8);
  const middle = (bits(word, 6, 6) << 7) | (bits(word, 7, 7) << 6) | (bits(word, 2, 2) << 5);
  return signed(high | middle | (bits(word, 11, 11) << 4) | (bits(word, 5, 3) << 1), 12);
}

/** `lui` takes 20 bits; the sign of the six stored ones fills the rest. */
function upper6(word: number): number {
  return imm6(word) & 0xfffff;
}

export const compressedOperands: Operands = {
  sp: { kind: 'register', value: () => 2 },
  rd: register(11, 7),
  rs1: register(11, 7),
  rs2: register(6, 2),
  fd: floatRegister(11, 7),
  fs2: floatRegister(6, 2),
  rdLow: shortRegister(2),
  rs2Low: shortRegister(2),
  fdLow: shortFloatRegister(2),
  fs2Low: shortFloatRegister(2),
  rdHigh: shortRegister(7),
  rs1High: shortRegister(7),
  imm6: immediate(imm6),
  upper6: hexadecimal(upper6),
  shift6: hexadecimal((word) => (bits(word, 12, 12) << 5) | bits(word, 6, 2)),
  stackAdjust: immediate(stackAdjust),
  stackWide: immediate(stackWide),
  memory4: immediate((word) => (bits(word, 5, 5) << 6) | (bits(word, 12, 10) << 3) | (bits(word, 6, 6) << 2)),
  memory8: immediate((word) => (bits(word, 6, 5) << 6) | (bits(word, 12, 10) << 3)),
  stackLoad4: immediate((word) => (bits(word, 3, 2) << 6) | (bits(word, 12, 12) << 5) | (bits(word, 6, 4) << 2)),
  stackLoad8: immediate((word) => (bits(word, 4, 2) << 6) | (bits(word, 12, 12) << 5) | (bits(word, 6, 5) << 3)),
  stackStore4: immediate((word) => (bits(word, 8, 7) << 6) | (bits(word, 12, 9) << 2)),
  stackStore8: immediate((word) => (bits(word, 9, 7) << 6) | (bits(word, 12, 10) << 3)),
  branch8: distance(branch8),
  jump11: distance(jump11),
};
