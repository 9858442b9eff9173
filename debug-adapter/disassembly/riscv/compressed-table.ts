// SPDX-License-Identifier: Apache-2.0
/**
 * The 16-bit instructions of RV64C with D (unprivileged specification 20191213, chapter 16), under the names of what they
 * stand for. Those that do nothing and are kept for hints go by their own names. Rows for reserved encodings have no
 * mnemonic.
 */

import { type Row, row } from './row';

const RESERVED = '';

const quadrant0: readonly Row[] = [
  row('unimp', '', '000 00000000 000 00'),
  row(RESERVED, '', '000 00000000 ... 00'),
  row('addi', 'rdLow,sp,stackWide', '000 ........ ... 00'),
  row('fld', 'fdLow,memory8(rs1High)', '001 ... ... .. ... 00'),
  row('lw', 'rdLow,memory4(rs1High)', '010 ... ... .. ... 00'),
  row('ld', 'rdLow,memory8(rs1High)', '011 ... ... .. ... 00'),
  row('fsd', 'fs2Low,memory8(rs1High)', '101 ... ... .. ... 00'),
  row('sw', 'rs2Low,memory4(rs1High)', '110 ... ... .. ... 00'),
  row('sd', 'rs2Low,memory8(rs1High)', '111 ... ... .. ... 00'),
];

const quadrant1: readonly Row[] = [
  row('nop', '', '000 0 00000 00000 01'),
  row('c.nop', 'imm6', '000 . 00000 ..... 01'),
  row('addi', 'rd,rd,imm6', '000 . ..... ..... 01'),
  row(RESERVED, '', '001 . 00000 ..... 01'),
  row('sext.w', 'rd,rd', '001 0 ..... 00000 01'),
  row('addiw', 'rd,rd,imm6', '001 . ..... ..... 01'),
  row('c.li', 'rd,imm6', '010 . 00000 ..... 01'),
  row('li', 'rd,imm6', '010 . ..... ..... 01'),
  row(RESERVED, '', '011 0 ..... 00000 01'),
  row('addi', 'sp,sp,stackAdjust', '011 . 00010 ..... 01'),
  row('c.lui', 'rd,upper6', '011 . 00000 ..... 01'),
  row('lui', 'rd,upper6', '011 . ..... ..... 01'),
  row('c.srli64', 'rdHigh', '100 0 00 ... 00000 01'),
  row('srli', 'rdHigh,rdHigh,shift6', '100 . 00 ... ..... 01'),
  row('c.srai64', 'rdHigh', '100 0 01 ... 00000 01'),
  row('srai', 'rdHigh,rdHigh,shift6', '100 . 01 ... ..... 01'),
  row('andi', 'rdHigh,rdHigh,imm6', '100 . 10 ... ..... 01'),
  row('sub', 'rdHigh,rdHigh,rs2Low', '100 0 11 ... 00 ... 01'),
  row('xor', 'rdHigh,rdHigh,rs2Low', '100 0 11 ... 01 ... 01'),
  row('or', 'rdHigh,rdHigh,rs2Low', '100 0 11 ... 10 ... 01'),
  row('and', 'rdHigh,rdHigh,rs2Low', '100 0 11 ... 11 ... 01'),
  row('subw', 'rdHigh,rdHigh,rs2Low', '100 1 11 ... 00 ... 01'),
  row('addw', 'rdHigh,rdHigh,rs2Low', '100 1 11 ... 01 ... 01'),
  row('j', 'jump11', '101 ........... 01'),
  row('beqz', 'rs1High,branch8', '110 ... ... ..... 01'),
  row('bnez', 'rs1High,branch8', '111 ... ... ..... 01'),
];

const quadrant2: readonly Row[] = [
  row('c.slli64', 'rd', '000 0 ..... 00000 10'),
  row('c.slli', 'rd,shift6', '000 . 00000 ..... 10'),
  row('slli', 'rd,rd,shift6', '000 . ..... ..... 10'),
  row('fld', 'fd,stackLoad8(sp)', '001 . ..... ..... 10'),
  row(RESERVED, '', '010 . 00000 ..... 10'),
  row('lw', 'rd,stackLoad4(sp)', '010 . ..... ..... 10'),
  row(RESERVED, '', '011 . 00000 ..... 10'),
  row('ld', 'rd,stackLoad8(sp)', '011 . ..... ..... 10'),
  row(RESERVED, '', '100 0 00000 00000 10'),
  row('ret', '', '100 0 00001 00000 10'),
  row('jr', 'rs1', '100 0 ..... 00000 10'),
  row('c.mv', 'rd,rs2', '100 0 00000 ..... 10'),
  row('mv', 'rd,rs2', '100 0 ..... ..... 10'),
  row('ebreak', '', '100 1 00000 00000 10'),
  row('jalr', 'rs1', '100 1 ..... 00000 10'),
  row('c.add', 'rd,rs2', '100 1 00000 ..... 10'),
  row('add', 'rd,rd,rs2', '100 1 ..... ..... 10'),
  row('fsd', 'fs2,stackStore8(sp)', '101 ...... ..... 10'),
  row('sw', 'rs2,stackStore4(sp)', '110 ...... ..... 10'),
  row('sd', 'rs2,stackStore8(sp)', '111 ...... ..... 10'),
];

export const compressedTable: readonly Row[] = [...quadrant0, ...quadrant1, ...quadrant2];
