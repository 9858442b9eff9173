// SPDX-License-Identifier: Apache-2.0
/**
 * Instructions that touch an emulated device. Two decoders: what Bao understands when the hardware does not describe the
 * access (htinst 0, as observed), and what a bus with a real device behind it carries out.
 */

/** A decoded access; one object is reused, because a guest may make millions of them. */
export interface Access {
  /** Guest-physical address; exact below 2^53, which is beyond what stage 2 maps. */
  address: number;
  write: boolean;
  /** Bytes. */
  width: number;
  /** General register loaded or stored. */
  register: number;
  /** Whether a load extends the sign. */
  signed: boolean;
}

const OPCODE_MASK = 0x7f;
const OPCODE_LOAD = 0x03;
const OPCODE_STORE = 0x23;
const COMPRESSED_MASK = 0xe003;
const C_LW = 0x4000;
const C_SW = 0xc000;
const C_LD = 0x6000;
const C_SD = 0xe000;
const C_LWSP = 0x4002;
const C_LDSP = 0x6002;
const C_SWSP = 0xc002;
const C_SDSP = 0xe002;

/** 2 or 4 bytes. */
export function instructionSize(instruction: number): number {
  return (instruction & 3) === 3 ? 4 : 2;
}

/**
 * Bao's ins_ldst_decode: any load or store in the 32-bit form, and of the compressed ones only c.lw and c.sw.
 * @returns false when Bao gives up ("cant decode ld/st instruction")
 */
export function decodeAsBao(instruction: number, access: Access): boolean {
  return instructionSize(instruction) === 4
    ? decodeFull(instruction, access)
    : decodeCompressedWord(instruction, access);
}

/** Every integer load and store, compressed ones included. Atomics and floating point stay out. */
export function decodeAsBus(instruction: number, access: Access): boolean {
  return decodeAsBao(instruction, access) || decodeCompressedRest(instruction, access);
}

function decodeFull(instruction: number, access: Access): boolean {
  const opcode = instruction & OPCODE_MASK;
  if (opcode !== OPCODE_LOAD && opcode !== OPCODE_STORE) {
    return false;
  }
  const funct3 = (instruction >>> 12) & 7;
  access.width = 1 << (funct3 & 3);
  access.write = opcode === OPCODE_STORE;
  access.register = (access.write ? instruction >>> 20 : instruction >>> 7) & 31;
  access.signed = (funct3 & 4) === 0;
  return true;
}

function decodeCompressedWord(instruction: number, access: Access): boolean {
  const opcode = instruction & COMPRESSED_MASK;
  if (opcode !== C_LW && opcode !== C_SW) {
    return false;
  }
  access.width = 4;
  access.write = opcode === C_SW;
  access.register = ((instruction >>> 2) & 7) + 8;
  access.signed = true;
  return true;
}

function decodeCompressedRest(instruction: number, access: Access): boolean {
  if (instructionSize(instruction) === 4) {
    return false;
  }
  const opcode = instruction & COMPRESSED_MASK;
  access.signed = true;
  switch (opcode) {
    case C_LD:
    case C_SD:
      access.width = 8;
      access.write = opcode === C_SD;
      access.register = ((instruction >>> 2) & 7) + 8;
      return true;
    case C_LWSP:
    case C_LDSP:
      access.width = opcode === C_LWSP ? 4 : 8;
      access.write = false;
      access.register = (instruction >>> 7) & 31;
      return true;
    case C_SWSP:
    case C_SDSP:
      access.width = opcode === C_SWSP ? 4 : 8;
      access.write = true;
      access.register = (instruction >>> 2) & 31;
      return true;
    default:
      return false;
  }
}
