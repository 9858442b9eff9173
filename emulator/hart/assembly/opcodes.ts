// SPDX-License-Identifier: Apache-2.0
/**
 * Decoded instructions. A slot is 16 bytes: operation, then register fields as byte offsets from the hart block, an
 * immediate, and a last word that holds the linked block of a jump or the place of any other instruction.
 */

export const SLOT_SIZE: usize = 16;
export const SLOT_OP: usize = 0;
/** u16; of a conditional branch: instructions of the block behind it. */
export const SLOT_RD: usize = 2;
export const SLOT_RS1: usize = 4;
export const SLOT_RS2: usize = 6;
/** i32; of a jump or branch: offset of the target from the page that the instruction begins in. */
export const SLOT_IMM: usize = 8;
/** u32; of a jump or branch: the target's block, or 0 while unknown. Else bits 1 to 11: offset in the page, bit 0: the
 *  instruction is compressed, bits 16 and up: instructions of the block behind this one. */
export const SLOT_PLACE: usize = 12;

/** A block is a header and slots. Header: instructions in it (u32), slots (u32), then unused. */
export const BLOCK_HEADER: usize = 16;
/** Instructions of one block at most. */
export const BLOCK_LIMIT: u32 = 64;

export const OP_ILLEGAL = 0;
export const OP_VIRTUAL = 1;
export const OP_BREAK = 2;
export const OP_CROSSING = 3;
export const OP_END = 4;
export const OP_LI = 5;
export const OP_AUIPC = 6;
export const OP_MV = 7;
export const OP_ADD = 8;
export const OP_SUB = 9;
export const OP_SLL = 10;
export const OP_SLT = 11;
export const OP_SLTU = 12;
export const OP_XOR = 13;
export const OP_SRL = 14;
export const OP_SRA = 15;
export const OP_OR = 16;
export const OP_AND = 17;
export const OP_ADDW = 18;
export const OP_SUBW = 19;
export const OP_SLLW = 20;
export const OP_SRLW = 21;
export const OP_SRAW = 22;
export const OP_ADDI = 23;
export const OP_SLTI = 24;
export const OP_SLTIU = 25;
export const OP_XORI = 26;
export const OP_ORI = 27;
export const OP_ANDI = 28;
export const OP_SLLI = 29;
export const OP_SRLI = 30;
export const OP_SRAI = 31;
export const OP_ADDIW = 32;
export const OP_SLLIW = 33;
export const OP_SRLIW = 34;
export const OP_SRAIW = 35;
export const OP_MUL = 36;
export const OP_MULH = 37;
export const OP_MULHSU = 38;
export const OP_MULHU = 39;
export const OP_DIV = 40;
export const OP_DIVU = 41;
export const OP_REM = 42;
export const OP_REMU = 43;
export const OP_MULW = 44;
export const OP_DIVW = 45;
export const OP_DIVUW = 46;
export const OP_REMW = 47;
export const OP_REMUW = 48;
export const OP_LB = 49;
export const OP_LH = 50;
export const OP_LW = 51;
export const OP_LD = 52;
export const OP_LBU = 53;
export const OP_LHU = 54;
export const OP_LWU = 55;
export const OP_SB = 56;
export const OP_SH = 57;
export const OP_SW = 58;
export const OP_SD = 59;
export const OP_BEQ = 60;
export const OP_BNE = 61;
export const OP_BLT = 62;
export const OP_BGE = 63;
export const OP_BLTU = 64;
export const OP_BGEU = 65;
export const OP_LINK = 66;
export const OP_JALR = 67;
export const OP_JR = 68;
export const OP_CSR = 69;
export const OP_ECALL = 70;
export const OP_EBREAK = 71;
export const OP_SRET = 72;
export const OP_WFI = 73;
export const OP_SFENCE = 74;
export const OP_FENCEI = 75;
export const OP_LRW = 76;
export const OP_LRD = 77;
export const OP_SCW = 78;
export const OP_SCD = 79;
export const OP_AMOW = 80;
export const OP_AMOD = 81;
export const OP_FLOAT_LOAD = 82;
export const OP_FLOAT_STORE = 83;
