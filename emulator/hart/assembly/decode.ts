// SPDX-License-Identifier: Apache-2.0
/** One instruction of 32 bits becomes one slot (unprivileged specification, chapter "RV32/64G instruction set listings"). */

import { decodeSystem } from './decode-system';
import {
  OP_ADD,
  OP_ADDI,
  OP_ADDIW,
  OP_ADDW,
  OP_AMOD,
  OP_AMOW,
  OP_AND,
  OP_ANDI,
  OP_AUIPC,
  OP_BEQ,
  OP_BGE,
  OP_BGEU,
  OP_BLT,
  OP_BLTU,
  OP_BNE,
  OP_DIV,
  OP_DIVU,
  OP_DIVUW,
  OP_DIVW,
  OP_FENCEI,
  OP_FLOAT_LOAD,
  OP_FLOAT_STORE,
  OP_ILLEGAL,
  OP_JALR,
  OP_JR,
  OP_LB,
  OP_LBU,
  OP_LD,
  OP_LH,
  OP_LHU,
  OP_LI,
  OP_LRD,
  OP_LRW,
  OP_LW,
  OP_LWU,
  OP_MUL,
  OP_MULH,
  OP_MULHSU,
  OP_MULHU,
  OP_MULW,
  OP_MV,
  OP_OR,
  OP_ORI,
  OP_REM,
  OP_REMU,
  OP_REMUW,
  OP_REMW,
  OP_SB,
  OP_SCD,
  OP_SCW,
  OP_SD,
  OP_SH,
  OP_SLL,
  OP_SLLI,
  OP_SLLIW,
  OP_SLLW,
  OP_SLT,
  OP_SLTI,
  OP_SLTIU,
  OP_SLTU,
  OP_SRA,
  OP_SRAI,
  OP_SRAIW,
  OP_SRAW,
  OP_SRL,
  OP_SRLI,
  OP_SRLIW,
  OP_SRLW,
  OP_SUB,
  OP_SUBW,
  OP_SW,
  OP_XOR,
  OP_XORI,
  SLOT_IMM,
  SLOT_RD,
  SLOT_RS1,
  SLOT_RS2,
} from './opcodes';
import { HART_SINK } from './state';

/** What decodeInstruction() answers besides an operation. */
export const DECODE_NOTHING: i32 = -1;
export const DECODE_JAL: i32 = -2;

@inline
export function fieldRd(i: u32): u32 {
  return (i >> 7) & 31;
}

@inline
export function fieldRs1(i: u32): u32 {
  return (i >> 15) & 31;
}

@inline
export function fieldRs2(i: u32): u32 {
  return (i >> 20) & 31;
}

@inline
function funct3(i: u32): u32 {
  return (i >> 12) & 7;
}

@inline
function immediateI(i: u32): i32 {
  return <i32>i >> 20;
}

function immediateS(i: u32): i32 {
  return ((<i32>i >> 25) << 5) | <i32>fieldRd(i);
}

function immediateB(i: u32): i32 {
  return (
    ((<i32>i >> 31) << 12) | <i32>(((i >> 7) & 1) << 11) | <i32>(((i >> 25) & 63) << 5) | <i32>(((i >> 8) & 15) << 1)
  );
}

export function immediateJ(i: u32): i32 {
  return (
    ((<i32>i >> 31) << 20) |
    <i32>(((i >> 12) & 255) << 12) |
    <i32>(((i >> 20) & 1) << 11) |
    <i32>(((i >> 21) & 1023) << 1)
  );
}

/** A register as a source: its offset in the hart block. */
export function source(register: u32): u16 {
  return <u16>(register << 3);
}

/** A register as a destination: writes to x0 go to a place nobody reads. */
export function destination(register: u32): u16 {
  return register == 0 ? <u16>HART_SINK : <u16>(register << 3);
}

function setRegisters(s: usize, i: u32): void {
  store<u16>(s, destination(fieldRd(i)), SLOT_RD);
  store<u16>(s, source(fieldRs1(i)), SLOT_RS1);
  store<u16>(s, source(fieldRs2(i)), SLOT_RS2);
}

@inline
function pick8(index: u32, a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32, h: i32): i32 {
  switch (index) {
    case 0:
      return a;
    case 1:
      return b;
    case 2:
      return c;
    case 3:
      return d;
    case 4:
      return e;
    case 5:
      return f;
    case 6:
      return g;
    default:
      return h;
  }
}

function decodeLoad(i: u32): i32 {
  return pick8(funct3(i), OP_LB, OP_LH, OP_LW, OP_LD, OP_LBU, OP_LHU, OP_LWU, OP_ILLEGAL);
}

function decodeStore(i: u32): i32 {
  return pick8(funct3(i), OP_SB, OP_SH, OP_SW, OP_SD, OP_ILLEGAL, OP_ILLEGAL, OP_ILLEGAL, OP_ILLEGAL);
}

function decodeBranch(i: u32): i32 {
  return pick8(funct3(i), OP_BEQ, OP_BNE, OP_ILLEGAL, OP_ILLEGAL, OP_BLT, OP_BGE, OP_BLTU, OP_BGEU);
}

function decodeImmediate(s: usize, i: u32): i32 {
  const shift = i >> 26;
  if (funct3(i) == 1 || funct3(i) == 5) {
    store<i32>(s, <i32>((i >> 20) & 63), SLOT_IMM);
    if (funct3(i) == 1) {
      return shift == 0 ? OP_SLLI : OP_ILLEGAL;
    }
    return shift == 0 ? OP_SRLI : shift == 16 ? OP_SRAI : OP_ILLEGAL;
  }
  store<i32>(s, immediateI(i), SLOT_IMM);
  if (funct3(i) == 0) {
    if (fieldRs1(i) == 0) {
      return OP_LI;
    }
    return immediateI(i) == 0 ? OP_MV : OP_ADDI;
  }
  return pick8(funct3(i), OP_ADDI, 0, OP_SLTI, OP_SLTIU, OP_XORI, 0, OP_ORI, OP_ANDI);
}

function decodeImmediateWord(s: usize, i: u32): i32 {
  const funct7 = i >> 25;
  if (funct3(i) == 0) {
    store<i32>(s, immediateI(i), SLOT_IMM);
    return OP_ADDIW;
  }
  store<i32>(s, <i32>fieldRs2(i), SLOT_IMM);
  if (funct3(i) == 1) {
    return funct7 == 0 ? OP_SLLIW : OP_ILLEGAL;
  }
  if (funct3(i) == 5) {
    return funct7 == 0 ? OP_SRLIW : funct7 == 32 ? OP_SRAIW : OP_ILLEGAL;
  }
  return OP_ILLEGAL;
}

function decodeRegister(s: usize, i: u32): i32 {
  switch (i >> 25) {
    case 0:
      if (funct3(i) == 0 && fieldRs1(i) == 0) {
        store<u16>(s, source(fieldRs2(i)), SLOT_RS1);
        return OP_MV;
      }
      return pick8(funct3(i), OP_ADD, OP_SLL, OP_SLT, OP_SLTU, OP_XOR, OP_SRL, OP_OR, OP_AND);
    case 1:
      return pick8(funct3(i), OP_MUL, OP_MULH, OP_MULHSU, OP_MULHU, OP_DIV, OP_DIVU, OP_REM, OP_REMU);
    case 32:
      return pick8(funct3(i), OP_SUB, 0, 0, 0, 0, OP_SRA, 0, 0);
    default:
      return OP_ILLEGAL;
  }
}

function decodeRegisterWord(i: u32): i32 {
  switch (i >> 25) {
    case 0:
      return pick8(funct3(i), OP_ADDW, OP_SLLW, 0, 0, 0, OP_SRLW, 0, 0);
    case 1:
      return pick8(funct3(i), OP_MULW, 0, 0, 0, OP_DIVW, OP_DIVUW, OP_REMW, OP_REMUW);
    case 32:
      return pick8(funct3(i), OP_SUBW, 0, 0, 0, 0, OP_SRAW, 0, 0);
    default:
      return OP_ILLEGAL;
  }
}

function decodeAtomic(s: usize, i: u32): i32 {
  const wide = funct3(i) == 3;
  if (!wide && funct3(i) != 2) {
    return OP_ILLEGAL;
  }
  const operation = i >> 27;
  store<i32>(s, <i32>operation, SLOT_IMM);
  switch (operation) {
    case 2:
      return fieldRs2(i) != 0 ? OP_ILLEGAL : wide ? OP_LRD : OP_LRW;
    case 3:
      return wide ? OP_SCD : OP_SCW;
    case 0:
    case 1:
    case 4:
    case 8:
    case 12:
    case 16:
    case 20:
    case 24:
    case 28:
      return wide ? OP_AMOD : OP_AMOW;
    default:
      return OP_ILLEGAL;
  }
}

/** flw, fld, fsw, fsd; the vector forms under the same major opcodes are not told apart from nonsense. */
function decodeFloat(s: usize, i: u32, isStore: bool): i32 {
  if (funct3(i) != 2 && funct3(i) != 3) {
    return OP_ILLEGAL;
  }
  store<i32>(s, isStore ? immediateS(i) : immediateI(i), SLOT_IMM);
  return isStore ? OP_FLOAT_STORE : OP_FLOAT_LOAD;
}

function decodeFence(i: u32): i32 {
  if (funct3(i) == 0) {
    return DECODE_NOTHING;
  }
  return funct3(i) == 1 ? OP_FENCEI : OP_ILLEGAL;
}

/** Pure arithmetic into x0 does nothing but count. */
function withoutEffect(operation: i32, i: u32): bool {
  return fieldRd(i) == 0 && operation >= OP_LI && operation < OP_LB;
}

function decodeMajor(s: usize, i: u32, pageOffset: u32): i32 {
  switch (i & 0x7f) {
    case 0x03:
      store<i32>(s, immediateI(i), SLOT_IMM);
      return decodeLoad(i);
    case 0x07:
      return decodeFloat(s, i, false);
    case 0x0f:
      return decodeFence(i);
    case 0x13:
      return decodeImmediate(s, i);
    case 0x17:
      store<i32>(s, <i32>((i & 0xfffff000) + pageOffset), SLOT_IMM);
      return OP_AUIPC;
    case 0x1b:
      return decodeImmediateWord(s, i);
    case 0x23:
      store<i32>(s, immediateS(i), SLOT_IMM);
      return decodeStore(i);
    case 0x27:
      return decodeFloat(s, i, true);
    case 0x2f:
      return decodeAtomic(s, i);
    case 0x33:
      return decodeRegister(s, i);
    case 0x37:
      store<i32>(s, <i32>(i & 0xfffff000), SLOT_IMM);
      return OP_LI;
    case 0x3b:
      return decodeRegisterWord(i);
    case 0x63:
      store<i32>(s, <i32>pageOffset + immediateB(i), SLOT_IMM);
      return decodeBranch(i);
    case 0x67:
      store<i32>(s, immediateI(i), SLOT_IMM);
      return funct3(i) != 0 ? OP_ILLEGAL : fieldRd(i) == 0 ? OP_JR : OP_JALR;
    case 0x6f:
      return DECODE_JAL;
    case 0x73:
      return decodeSystem(s, i);
    default:
      return OP_ILLEGAL;
  }
}

/** Fills the register and immediate fields of a slot and returns its operation, or a DECODE_ value. */
export function decodeInstruction(s: usize, i: u32, pageOffset: u32): i32 {
  setRegisters(s, i);
  const operation = decodeMajor(s, i, pageOffset);
  return withoutEffect(operation, i) ? DECODE_NOTHING : operation;
}
