// SPDX-License-Identifier: Apache-2.0
/** Which integer registers an RV64IMAC instruction reads and writes. Source: RISC-V unprivileged specification. */

export interface RegisterUse {
  /** Registers read, the stored one of a store not among them. */
  readonly reads: readonly number[];
  /** Register written, 0 for none. */
  readonly writes: number;
  /** Register whose value a store writes to memory, 0 for none. */
  readonly stored: number;
  readonly loads: boolean;
  /** Where a load or store goes. */
  readonly memory?: { readonly base: number; readonly offset: number };
}

const NOTHING: RegisterUse = { reads: [], writes: 0, stored: 0, loads: false };

/** @returns undefined for an instruction that is not of the integer set */
export function registerUse(instruction: number): RegisterUse | undefined {
  return (instruction & 3) === 3 ? fullUse(instruction) : compressedUse(instruction & 0xffff);
}

function compute(writes: number, ...reads: number[]): RegisterUse {
  return { ...NOTHING, writes, reads };
}

function load(writes: number, base: number, offset: number): RegisterUse {
  return { reads: [base], writes, stored: 0, loads: true, memory: { base, offset } };
}

function store(stored: number, base: number, offset: number): RegisterUse {
  return { reads: [base], writes: 0, stored, loads: false, memory: { base, offset } };
}

function fullUse(instruction: number): RegisterUse | undefined {
  const rd = (instruction >>> 7) & 31;
  const rs1 = (instruction >>> 15) & 31;
  const rs2 = (instruction >>> 20) & 31;
  switch (instruction & 0x7f) {
    case 0x03:
      return load(rd, rs1, instruction >> 20);
    case 0x23:
      return store(rs2, rs1, ((instruction >> 25) << 5) | rd);
    case 0x13:
    case 0x1b:
    case 0x67:
      return compute(rd, rs1);
    case 0x33:
    case 0x3b:
    case 0x2f:
      return compute(rd, rs1, rs2);
    case 0x63:
      return compute(0, rs1, rs2);
    case 0x17:
    case 0x37:
    case 0x6f:
      return compute(rd);
    case 0x0f:
      return NOTHING;
    case 0x73: {
      const funct3 = (instruction >>> 12) & 7;
      return funct3 === 0 ? NOTHING : compute(rd, ...(funct3 < 4 ? [rs1] : []));
    }
    default:
      return undefined;
  }
}

function compressedUse(instruction: number): RegisterUse | undefined {
  const rd = (instruction >>> 7) & 31;
  const rs2 = (instruction >>> 2) & 31;
  const low = 8 + ((instruction >>> 2) & 7);
  const high = 8 + ((instruction >>> 7) & 7);
  switch (((instruction & 3) << 3) | (instruction >>> 13)) {
    case 0x00:
      return compute(low, 2);
    case 0x02:
      return load(low, high, wordOffset(instruction));
    case 0x03:
      return load(low, high, doubleOffset(instruction));
    case 0x06:
      return store(low, high, wordOffset(instruction));
    case 0x07:
      return store(low, high, doubleOffset(instruction));
    case 0x08:
    case 0x09:
      return compute(rd, rd);
    case 0x0a:
      return compute(rd);
    case 0x0b:
      return rd === 2 ? compute(2, 2) : compute(rd);
    case 0x0c:
      return ((instruction >>> 10) & 3) === 3 ? compute(high, high, low) : compute(high, high);
    case 0x0d:
      return NOTHING;
    case 0x0e:
    case 0x0f:
      return compute(0, high);
    case 0x10:
      return compute(rd, rd);
    case 0x12:
      return load(rd, 2, ((instruction >> 2) & 0x1c) | ((instruction >> 7) & 0x20) | ((instruction << 4) & 0xc0));
    case 0x13:
      return load(rd, 2, ((instruction >> 2) & 0x18) | ((instruction >> 7) & 0x20) | ((instruction << 4) & 0x1c0));
    case 0x14:
      return jumpOrMove(instruction, rd, rs2);
    case 0x16:
      return store(rs2, 2, ((instruction >> 7) & 0x3c) | ((instruction >> 1) & 0xc0));
    case 0x17:
      return store(rs2, 2, ((instruction >> 7) & 0x38) | ((instruction >> 1) & 0x1c0));
    default:
      return undefined;
  }
}

function jumpOrMove(instruction: number, rd: number, rs2: number): RegisterUse {
  const add = (instruction & 0x1000) !== 0;
  if (rs2 === 0) {
    return compute(add ? 1 : 0, rd);
  }
  return add ? compute(rd, rd, rs2) : compute(rd, rs2);
}

function wordOffset(instruction: number): number {
  return ((instruction >> 7) & 0x38) | ((instruction >> 4) & 0x04) | ((instruction << 1) & 0x40);
}

function doubleOffset(instruction: number): number {
  return ((instruction >> 7) & 0x38) | ((instruction << 1) & 0xc0);
}
