// SPDX-License-Identifier: Apache-2.0
/**
 * A tiny assembler for tests: one mnemonic and its operands become the bits of one instruction of RV64IMAC + Zicsr +
 * Zifencei, as the unprivileged specification lists them. Registers are numbers 0..31, immediates and offsets are bytes.
 * Operand order: register forms (rd, rs1, rs2); immediates and loads (rd, rs1, immediate); stores (rs2, rs1, immediate);
 * branches (rs1, rs2, offset); atomics (rd, rs2, rs1); CSR accesses (rd, csr, rs1 or immediate). Compressed forms name
 * only the operands that they encode, in the order of their assembly syntax.
 */

export interface Encoding {
  readonly bits: number;
  /** Bytes: 2 or 4. */
  readonly length: 2 | 4;
}

type Encoder = (operands: readonly number[]) => number;

function field(value: number, high: number, low: number, to: number): number {
  return ((value >> low) & (2 ** (high - low + 1) - 1)) << to;
}

function at(operands: readonly number[], index: number): number {
  const value = operands[index];
  if (value === undefined || !Number.isInteger(value)) {
    throw new Error(`operand ${index} of an instruction is ${value}`);
  }
  return value;
}

const register =
  (opcode: number, funct3: number, funct7: number): Encoder =>
  (o) =>
    (funct7 << 25) | (at(o, 2) << 20) | (at(o, 1) << 15) | (funct3 << 12) | (at(o, 0) << 7) | opcode;

const immediate =
  (opcode: number, funct3: number): Encoder =>
  (o) =>
    (at(o, 2) << 20) | (at(o, 1) << 15) | (funct3 << 12) | (at(o, 0) << 7) | opcode;

const shift =
  (opcode: number, funct3: number, top: number): Encoder =>
  (o) =>
    (top << 26) | (at(o, 2) << 20) | (at(o, 1) << 15) | (funct3 << 12) | (at(o, 0) << 7) | opcode;

const store =
  (opcode: number, funct3: number): Encoder =>
  (o) =>
    field(at(o, 2), 11, 5, 25) |
    (at(o, 0) << 20) |
    (at(o, 1) << 15) |
    (funct3 << 12) |
    field(at(o, 2), 4, 0, 7) |
    opcode;

const branch =
  (funct3: number): Encoder =>
  (o) => {
    const offset = at(o, 2);
    return (
      field(offset, 12, 12, 31) |
      field(offset, 10, 5, 25) |
      (at(o, 1) << 20) |
      (at(o, 0) << 15) |
      (funct3 << 12) |
      field(offset, 4, 1, 8) |
      field(offset, 11, 11, 7) |
      0x63
    );
  };

/** (rd, bits 31..12 of the immediate). */
const upper =
  (opcode: number): Encoder =>
  (o) =>
    (at(o, 1) << 12) | (at(o, 0) << 7) | opcode;

const jal: Encoder = (o) => {
  const offset = at(o, 1);
  return (
    field(offset, 20, 20, 31) |
    field(offset, 10, 1, 21) |
    field(offset, 11, 11, 20) |
    field(offset, 19, 12, 12) |
    (at(o, 0) << 7) |
    0x6f
  );
};

/** (rd, rs2, rs1); acquire and release bits stay clear. */
const atomic =
  (funct5: number, funct3: number): Encoder =>
  (o) =>
    (funct5 << 27) | (at(o, 1) << 20) | (at(o, 2) << 15) | (funct3 << 12) | (at(o, 0) << 7) | 0x2f;

/** (rd, rs1). */
const loadReserved =
  (funct3: number): Encoder =>
  (o) =>
    (2 << 27) | (at(o, 1) << 15) | (funct3 << 12) | (at(o, 0) << 7) | 0x2f;

/** (rd, csr, rs1 or immediate). */
const csr =
  (funct3: number): Encoder =>
  (o) =>
    (at(o, 1) << 20) | (at(o, 2) << 15) | (funct3 << 12) | (at(o, 0) << 7) | 0x73;

const fixed =
  (bits: number): Encoder =>
  () =>
    bits;

const wide: Record<string, Encoder> = {
  lui: upper(0x37),
  auipc: upper(0x17),
  jal,
  jalr: immediate(0x67, 0),
  beq: branch(0),
  bne: branch(1),
  blt: branch(4),
  bge: branch(5),
  bltu: branch(6),
  bgeu: branch(7),
  lb: immediate(0x03, 0),
  lh: immediate(0x03, 1),
  lw: immediate(0x03, 2),
  ld: immediate(0x03, 3),
  lbu: immediate(0x03, 4),
  lhu: immediate(0x03, 5),
  lwu: immediate(0x03, 6),
  sb: store(0x23, 0),
  sh: store(0x23, 1),
  sw: store(0x23, 2),
  sd: store(0x23, 3),
  flw: immediate(0x07, 2),
  fld: immediate(0x07, 3),
  fsw: store(0x27, 2),
  fsd: store(0x27, 3),
  addi: immediate(0x13, 0),
  slti: immediate(0x13, 2),
  sltiu: immediate(0x13, 3),
  xori: immediate(0x13, 4),
  ori: immediate(0x13, 6),
  andi: immediate(0x13, 7),
  slli: shift(0x13, 1, 0),
  srli: shift(0x13, 5, 0),
  srai: shift(0x13, 5, 16),
  addiw: immediate(0x1b, 0),
  slliw: shift(0x1b, 1, 0),
  srliw: shift(0x1b, 5, 0),
  sraiw: shift(0x1b, 5, 16),
  add: register(0x33, 0, 0),
  sub: register(0x33, 0, 32),
  sll: register(0x33, 1, 0),
  slt: register(0x33, 2, 0),
  sltu: register(0x33, 3, 0),
  xor: register(0x33, 4, 0),
  srl: register(0x33, 5, 0),
  sra: register(0x33, 5, 32),
  or: register(0x33, 6, 0),
  and: register(0x33, 7, 0),
  addw: register(0x3b, 0, 0),
  subw: register(0x3b, 0, 32),
  sllw: register(0x3b, 1, 0),
  srlw: register(0x3b, 5, 0),
  sraw: register(0x3b, 5, 32),
  mul: register(0x33, 0, 1),
  mulh: register(0x33, 1, 1),
  mulhsu: register(0x33, 2, 1),
  mulhu: register(0x33, 3, 1),
  div: register(0x33, 4, 1),
  divu: register(0x33, 5, 1),
  rem: register(0x33, 6, 1),
  remu: register(0x33, 7, 1),
  mulw: register(0x3b, 0, 1),
  divw: register(0x3b, 4, 1),
  divuw: register(0x3b, 5, 1),
  remw: register(0x3b, 6, 1),
  remuw: register(0x3b, 7, 1),
  'lr.w': loadReserved(2),
  'lr.d': loadReserved(3),
  'sc.w': atomic(3, 2),
  'sc.d': atomic(3, 3),
  fence: fixed(0x0ff0000f),
  'fence.i': fixed(0x0000100f),
  ecall: fixed(0x00000073),
  ebreak: fixed(0x00100073),
  sret: fixed(0x10200073),
  mret: fixed(0x30200073),
  wfi: fixed(0x10500073),
  'sfence.vma': (o) => 0x12000073 | (at(o, 1) << 20) | (at(o, 0) << 15),
  'hfence.vvma': (o) => 0x22000073 | (at(o, 1) << 20) | (at(o, 0) << 15),
  'hfence.gvma': (o) => 0x62000073 | (at(o, 1) << 20) | (at(o, 0) << 15),
  /** (rd, rs1) */
  'hlv.w': (o) => 0x68004073 | (at(o, 1) << 15) | (at(o, 0) << 7),
  'hlv.d': (o) => 0x6c004073 | (at(o, 1) << 15) | (at(o, 0) << 7),
  /** (rs2, rs1) */
  'hsv.w': (o) => 0x6a004073 | (at(o, 0) << 20) | (at(o, 1) << 15),
  csrrw: csr(1),
  csrrs: csr(2),
  csrrc: csr(3),
  csrrwi: csr(5),
  csrrsi: csr(6),
  csrrci: csr(7),
};

const atomics: Record<string, number> = {
  amoadd: 0,
  amoswap: 1,
  amoxor: 4,
  amoor: 8,
  amoand: 12,
  amomin: 16,
  amomax: 20,
  amominu: 24,
  amomaxu: 28,
};
for (const [name, funct5] of Object.entries(atomics)) {
  wide[`${name}.w`] = atomic(funct5, 2);
  wide[`${name}.d`] = atomic(funct5, 3);
}

// --- compressed ------------------------------------------------------------------------------------------------------

/** A register of x8..x15 as its three bits. */
function popular(operands: readonly number[], index: number): number {
  const number = at(operands, index);
  if (number < 8 || number > 15) {
    throw new Error(`x${number} has no three-bit encoding`);
  }
  return number - 8;
}

function imm6(value: number): number {
  return field(value, 5, 5, 12) | field(value, 4, 0, 2);
}

/** c.lw and its kin: (register, base, offset). */
const memory =
  (funct3: number, double: boolean): Encoder =>
  (o) => {
    const offset = at(o, 2);
    const low = double ? field(offset, 7, 6, 5) : field(offset, 2, 2, 6) | field(offset, 6, 6, 5);
    return (funct3 << 13) | field(offset, 5, 3, 10) | (popular(o, 1) << 7) | low | (popular(o, 0) << 2);
  };

/** c.lwsp and its kin: (rd, offset). */
const loadStack =
  (funct3: number, double: boolean): Encoder =>
  (o) => {
    const offset = at(o, 1);
    const low = double
      ? field(offset, 4, 3, 5) | field(offset, 8, 6, 2)
      : field(offset, 4, 2, 4) | field(offset, 7, 6, 2);
    return (funct3 << 13) | field(offset, 5, 5, 12) | (at(o, 0) << 7) | low | 2;
  };

/** c.swsp and its kin: (rs2, offset). */
const storeStack =
  (funct3: number, double: boolean): Encoder =>
  (o) => {
    const offset = at(o, 1);
    const high = double
      ? field(offset, 5, 3, 10) | field(offset, 8, 6, 7)
      : field(offset, 5, 2, 9) | field(offset, 7, 6, 7);
    return (funct3 << 13) | high | (at(o, 0) << 2) | 2;
  };

/** (rd, immediate or shift amount). */
const immediate6 =
  (base: number): Encoder =>
  (o) =>
    base | (at(o, 0) << 7) | imm6(at(o, 1));

/** (rd' of x8..x15, immediate or shift amount). */
const popularImmediate =
  (base: number): Encoder =>
  (o) =>
    base | (popular(o, 0) << 7) | imm6(at(o, 1));

const popularPair =
  (base: number): Encoder =>
  (o) =>
    base | (popular(o, 0) << 7) | (popular(o, 1) << 2);

const compressedBranch =
  (funct3: number): Encoder =>
  (o) => {
    const offset = at(o, 1);
    return (
      (funct3 << 13) |
      field(offset, 8, 8, 12) |
      field(offset, 4, 3, 10) |
      (popular(o, 0) << 7) |
      field(offset, 7, 6, 5) |
      field(offset, 2, 1, 3) |
      field(offset, 5, 5, 2) |
      1
    );
  };

const compressedJump: Encoder = (o) => {
  const offset = at(o, 0);
  return (
    0xa001 |
    field(offset, 11, 11, 12) |
    field(offset, 4, 4, 11) |
    field(offset, 9, 8, 9) |
    field(offset, 10, 10, 8) |
    field(offset, 6, 6, 7) |
    field(offset, 7, 7, 6) |
    field(offset, 3, 1, 3) |
    field(offset, 5, 5, 2)
  );
};

const narrow: Record<string, Encoder> = {
  'c.addi4spn': (o) => {
    const value = at(o, 1);
    return (
      field(value, 5, 4, 11) |
      field(value, 9, 6, 7) |
      field(value, 2, 2, 6) |
      field(value, 3, 3, 5) |
      (popular(o, 0) << 2)
    );
  },
  'c.fld': memory(1, true),
  'c.lw': memory(2, false),
  'c.ld': memory(3, true),
  'c.fsd': memory(5, true),
  'c.sw': memory(6, false),
  'c.sd': memory(7, true),
  'c.nop': fixed(0x0001),
  'c.addi': immediate6(0x0001),
  'c.addiw': immediate6(0x2001),
  'c.li': immediate6(0x4001),
  'c.addi16sp': (o) => {
    const value = at(o, 0);
    return (
      0x6101 |
      field(value, 9, 9, 12) |
      field(value, 4, 4, 6) |
      field(value, 6, 6, 5) |
      field(value, 8, 7, 3) |
      field(value, 5, 5, 2)
    );
  },
  /** (rd, bits 17..12 of the immediate) */
  'c.lui': immediate6(0x6001),
  'c.srli': popularImmediate(0x8001),
  'c.srai': popularImmediate(0x8401),
  'c.andi': popularImmediate(0x8801),
  'c.sub': popularPair(0x8c01),
  'c.xor': popularPair(0x8c21),
  'c.or': popularPair(0x8c41),
  'c.and': popularPair(0x8c61),
  'c.subw': popularPair(0x9c01),
  'c.addw': popularPair(0x9c21),
  'c.j': compressedJump,
  'c.beqz': compressedBranch(6),
  'c.bnez': compressedBranch(7),
  'c.slli': immediate6(0x0002),
  'c.fldsp': loadStack(1, true),
  'c.lwsp': loadStack(2, false),
  'c.ldsp': loadStack(3, true),
  'c.jr': (o) => 0x8002 | (at(o, 0) << 7),
  'c.mv': (o) => 0x8002 | (at(o, 0) << 7) | (at(o, 1) << 2),
  'c.ebreak': fixed(0x9002),
  'c.jalr': (o) => 0x9002 | (at(o, 0) << 7),
  'c.add': (o) => 0x9002 | (at(o, 0) << 7) | (at(o, 1) << 2),
  'c.fsdsp': storeStack(5, true),
  'c.swsp': storeStack(6, false),
  'c.sdsp': storeStack(7, true),
};

/** All mnemonics, 32-bit and compressed. */
export const mnemonics: readonly string[] = [...Object.keys(wide), ...Object.keys(narrow)];

/** @throws {Error} for an unknown mnemonic or a missing operand. */
export function encode(mnemonic: string, ...operands: number[]): Encoding {
  const long = wide[mnemonic];
  if (long) {
    return { bits: long(operands) >>> 0, length: 4 };
  }
  const short = narrow[mnemonic];
  if (!short) {
    throw new Error(`no instruction ${mnemonic}`);
  }
  return { bits: short(operands) & 0xffff, length: 2 };
}

/** The number of a register by its name in the calling convention, or x0..x31. */
export function reg(name: string): number {
  const names = 'zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6';
  const index = name.startsWith('x') ? Number(name.slice(1)) : names.split(' ').indexOf(name);
  if (!Number.isInteger(index) || index < 0 || index > 31) {
    throw new Error(`no register ${name}`);
  }
  return index;
}

/** The bytes of a sequence of instructions, little-endian. */
export function bytesOf(instructions: readonly Encoding[]): Uint8Array {
  const bytes: number[] = [];
  for (const { bits, length } of instructions) {
    for (let index = 0; index < length; index++) {
      bytes.push((bits >>> (8 * index)) & 0xff);
    }
  }
  return Uint8Array.from(bytes);
}

/** One line of a program: a label, or a mnemonic with operands; a string operand "@name" is the offset to a label. */
export type Line = string | readonly [mnemonic: string, ...operands: (number | string)[]];

/** Assembles lines with labels ("name:") into bytes. Strings that are register names stand for their numbers. */
export function assemble(lines: readonly Line[]): { bytes: Uint8Array; labels: Map<string, number> } {
  const labels = new Map<string, number>();
  let offset = 0;
  for (const line of lines) {
    if (typeof line === 'string') {
      labels.set(line.replace(/:$/, ''), offset);
    } else {
      offset += line[0].startsWith('c.') ? 2 : 4;
    }
  }
  const instructions: Encoding[] = [];
  offset = 0;
  for (const line of lines) {
    if (typeof line === 'string') {
      continue;
    }
    const [mnemonic, ...operands] = line;
    const numbers = operands.map((operand) => resolveOperand(operand, labels, offset));
    const encoding = encode(mnemonic, ...numbers);
    instructions.push(encoding);
    offset += encoding.length;
  }
  return { bytes: bytesOf(instructions), labels };
}

function resolveOperand(operand: number | string, labels: Map<string, number>, offset: number): number {
  if (typeof operand === 'number') {
    return operand;
  }
  if (!operand.startsWith('@')) {
    return reg(operand);
  }
  const target = labels.get(operand.slice(1));
  if (target === undefined) {
    throw new Error(`no label ${operand}`);
  }
  return target - offset;
}
