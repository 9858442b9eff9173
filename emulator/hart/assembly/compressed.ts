// SPDX-License-Identifier: Apache-2.0
/** Compressed instructions of RV64C, each expanded into its 32-bit form (unprivileged specification, chapter "C"). */

const ZERO: u32 = 0;
const RA: u32 = 1;
const SP: u32 = 2;

const LOAD: u32 = 0x03;
const LOAD_FP: u32 = 0x07;
const OP_IMM: u32 = 0x13;
const OP_IMM_32: u32 = 0x1b;
const STORE: u32 = 0x23;
const STORE_FP: u32 = 0x27;
const OP: u32 = 0x33;
const LUI: u32 = 0x37;
const OP_32: u32 = 0x3b;
const BRANCH: u32 = 0x63;
const EBREAK: u32 = 0x00100073;

/** Bits high..low of the instruction, moved to bit `to`. */
@inline
function bits(c: u32, high: u32, low: u32, to: u32): u32 {
  return ((c >> low) & ((1 << (high - low + 1)) - 1)) << to;
}

@inline
function iType(immediate: u32, rs1: u32, funct3: u32, rd: u32, opcode: u32): u32 {
  return (immediate << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode;
}

@inline
function sType(immediate: u32, rs2: u32, rs1: u32, funct3: u32, opcode: u32): u32 {
  return (
    ((immediate >> 5) << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | ((immediate & 31) << 7) | opcode
  );
}

@inline
function rType(funct7: u32, rs2: u32, rs1: u32, funct3: u32, rd: u32, opcode: u32): u32 {
  return (funct7 << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode;
}

/** The 6-bit signed immediate of most forms, as 12 bits. */
function immediate6(c: u32): u32 {
  return ((c & 0x1000 ? 0xfe0 : 0) | bits(c, 6, 2, 0)) & 0xfff;
}

function shiftAmount(c: u32): u32 {
  return bits(c, 12, 12, 5) | bits(c, 6, 2, 0);
}

function quadrant0(c: u32): u32 {
  const rd = 8 + bits(c, 4, 2, 0);
  const rs1 = 8 + bits(c, 9, 7, 0);
  const word = bits(c, 12, 10, 3) | bits(c, 6, 6, 2) | bits(c, 5, 5, 6);
  const double = bits(c, 12, 10, 3) | bits(c, 6, 5, 6);
  switch (c >> 13) {
    case 0: {
      const immediate = bits(c, 12, 11, 4) | bits(c, 10, 7, 6) | bits(c, 6, 6, 2) | bits(c, 5, 5, 3);
      return immediate == 0 ? 0 : iType(immediate, SP, 0, rd, OP_IMM);
    }
    case 1:
      return iType(double, rs1, 3, rd, LOAD_FP);
    case 2:
      return iType(word, rs1, 2, rd, LOAD);
    case 3:
      return iType(double, rs1, 3, rd, LOAD);
    case 5:
      return sType(double, rd, rs1, 3, STORE_FP);
    case 6:
      return sType(word, rd, rs1, 2, STORE);
    case 7:
      return sType(double, rd, rs1, 3, STORE);
    default:
      return 0;
  }
}

function luiOrAddi16sp(c: u32, rd: u32): u32 {
  if (rd == SP) {
    const immediate =
      (c & 0x1000 ? 0xe00 : 0) | bits(c, 6, 6, 4) | bits(c, 5, 5, 6) | bits(c, 4, 3, 7) | bits(c, 2, 2, 5);
    return immediate == 0 ? 0 : iType(immediate, SP, 0, SP, OP_IMM);
  }
  const immediate = (c & 0x1000 ? 0xfffe0000 : 0) | bits(c, 6, 2, 12);
  return immediate == 0 ? 0 : immediate | (rd << 7) | LUI;
}

function arithmetic(c: u32): u32 {
  const rd = 8 + bits(c, 9, 7, 0);
  const rs2 = 8 + bits(c, 4, 2, 0);
  switch (bits(c, 11, 10, 0)) {
    case 0:
      return iType(shiftAmount(c), rd, 5, rd, OP_IMM);
    case 1:
      return iType(0x400 | shiftAmount(c), rd, 5, rd, OP_IMM);
    case 2:
      return iType(immediate6(c), rd, 7, rd, OP_IMM);
  }
  switch (bits(c, 12, 12, 2) | bits(c, 6, 5, 0)) {
    case 0:
      return rType(0x20, rs2, rd, 0, rd, OP);
    case 1:
      return rType(0, rs2, rd, 4, rd, OP);
    case 2:
      return rType(0, rs2, rd, 6, rd, OP);
    case 3:
      return rType(0, rs2, rd, 7, rd, OP);
    case 4:
      return rType(0x20, rs2, rd, 0, rd, OP_32);
    case 5:
      return rType(0, rs2, rd, 0, rd, OP_32);
    default:
      return 0;
  }
}

/** c.j as jal x0. */
function jump(c: u32): u32 {
  const offset =
    bits(c, 11, 11, 4) |
    bits(c, 10, 9, 8) |
    bits(c, 8, 8, 10) |
    bits(c, 7, 7, 6) |
    bits(c, 6, 6, 7) |
    bits(c, 5, 3, 1) |
    bits(c, 2, 2, 5);
  const sign: u32 = c & 0x1000 ? 0x801ff000 : 0;
  return sign | ((offset & 0x7fe) << 20) | 0x6f;
}

function branch(c: u32, funct3: u32): u32 {
  const rs1 = 8 + bits(c, 9, 7, 0);
  const offset = bits(c, 11, 10, 3) | bits(c, 6, 5, 6) | bits(c, 4, 3, 1) | bits(c, 2, 2, 5);
  const high: u32 = c & 0x1000 ? 0xf0000080 : 0;
  return high | ((offset >> 5) << 25) | ((offset & 0x1e) << 7) | (rs1 << 15) | (funct3 << 12) | BRANCH;
}

function quadrant1(c: u32): u32 {
  const rd = bits(c, 11, 7, 0);
  switch (c >> 13) {
    case 0:
      return iType(immediate6(c), rd, 0, rd, OP_IMM);
    case 1:
      return rd == 0 ? 0 : iType(immediate6(c), rd, 0, rd, OP_IMM_32);
    case 2:
      return iType(immediate6(c), ZERO, 0, rd, OP_IMM);
    case 3:
      return luiOrAddi16sp(c, rd);
    case 4:
      return arithmetic(c);
    case 5:
      return jump(c);
    case 6:
      return branch(c, 0);
    default:
      return branch(c, 1);
  }
}

function registerForms(c: u32, rd: u32, rs2: u32): u32 {
  if ((c & 0x1000) == 0) {
    if (rs2 != 0) {
      return rType(0, rs2, ZERO, 0, rd, OP);
    }
    return rd == 0 ? 0 : iType(0, rd, 0, ZERO, 0x67);
  }
  if (rs2 != 0) {
    return rType(0, rs2, rd, 0, rd, OP);
  }
  return rd == 0 ? EBREAK : iType(0, rd, 0, RA, 0x67);
}

function quadrant2(c: u32): u32 {
  const rd = bits(c, 11, 7, 0);
  const rs2 = bits(c, 6, 2, 0);
  const loadDouble = bits(c, 12, 12, 5) | bits(c, 6, 5, 3) | bits(c, 4, 2, 6);
  const storeDouble = bits(c, 12, 10, 3) | bits(c, 9, 7, 6);
  switch (c >> 13) {
    case 0:
      return iType(shiftAmount(c), rd, 1, rd, OP_IMM);
    case 1:
      return iType(loadDouble, SP, 3, rd, LOAD_FP);
    case 2: {
      const word = bits(c, 12, 12, 5) | bits(c, 6, 4, 2) | bits(c, 3, 2, 6);
      return rd == 0 ? 0 : iType(word, SP, 2, rd, LOAD);
    }
    case 3:
      return rd == 0 ? 0 : iType(loadDouble, SP, 3, rd, LOAD);
    case 4:
      return registerForms(c, rd, rs2);
    case 5:
      return sType(storeDouble, rs2, SP, 3, STORE_FP);
    case 6:
      return sType(bits(c, 12, 9, 2) | bits(c, 8, 7, 6), rs2, SP, 2, STORE);
    default:
      return sType(storeDouble, rs2, SP, 3, STORE);
  }
}

/** The 32-bit form of a compressed instruction; 0 when it is reserved or illegal. */
export function expand(c: u32): u32 {
  switch (c & 3) {
    case 0:
      return quadrant0(c);
    case 1:
      return quadrant1(c);
    default:
      return quadrant2(c);
  }
}
