// SPDX-License-Identifier: Apache-2.0
/**
 * A region of guest code as one WebAssembly function (hart block, budget left, entry) -> budget left. Guest registers
 * live in locals. Whatever is not plain arithmetic, a jump or an access that hits the TLB is left to the interpreter:
 * the function stores the registers, says where it stopped, and returns.
 */

import * as operation from '../operations';
import { type Block, isBranch, type Slot } from './region';
import { CodeWriter, type FunctionBody, I32, I64, Opcode } from './wasm-writer';

// Private fields of the hart block; assembly/state.ts defines them.
const HART_GENERATION = 512;
const HART_COMPILED_PAGE = 720;
const HART_COMPILED_PC = 728;
const HART_COMPILED_INTERPRET = 736;
const READ_TLB = 4096;
const WRITE_TLB = 4096 + 262144;
const TLB_HOST = 8;
const TLB_INDEX = 0x3fff0;

// Locals; guest register r is FIRST_REGISTER + r.
const HART = 0;
const REMAINING = 1;
const NEXT = 2;
const ADDRESS = 3;
const GENERATION = 4;
const PAGE = 5;
const PC = 6;
const ENTRY = 7;
const INTERPRET = 8;
const FIRST_REGISTER = 9;

/** Function 1 of every module: the upper half of an unsigned product. */
const MULTIPLY_HIGH = 1;
/** Return addresses that a jump through a register is compared with. */
const RETURNS_LIMIT = 6;

const registerOperations = new Map<number, readonly number[]>([
  [operation.OP_ADD, [Opcode.i64Add]],
  [operation.OP_SUB, [Opcode.i64Sub]],
  [operation.OP_SLL, [Opcode.i64Shl]],
  [operation.OP_SLT, [Opcode.i64LtS, Opcode.i64ExtendI32U]],
  [operation.OP_SLTU, [Opcode.i64LtU, Opcode.i64ExtendI32U]],
  [operation.OP_XOR, [Opcode.i64Xor]],
  [operation.OP_SRL, [Opcode.i64ShrU]],
  [operation.OP_SRA, [Opcode.i64ShrS]],
  [operation.OP_OR, [Opcode.i64Or]],
  [operation.OP_AND, [Opcode.i64And]],
  [operation.OP_MUL, [Opcode.i64Mul]],
]);

const immediateOperations = new Map<number, readonly number[]>([
  [operation.OP_ADDI, [Opcode.i64Add]],
  [operation.OP_SLTI, [Opcode.i64LtS, Opcode.i64ExtendI32U]],
  [operation.OP_SLTIU, [Opcode.i64LtU, Opcode.i64ExtendI32U]],
  [operation.OP_XORI, [Opcode.i64Xor]],
  [operation.OP_ORI, [Opcode.i64Or]],
  [operation.OP_ANDI, [Opcode.i64And]],
  [operation.OP_SLLI, [Opcode.i64Shl]],
  [operation.OP_SRLI, [Opcode.i64ShrU]],
  [operation.OP_SRAI, [Opcode.i64ShrS]],
]);

/** On 32 bits, sign-extended afterwards. */
const wordOperations = new Map<number, number>([
  [operation.OP_ADDW, Opcode.i32Add],
  [operation.OP_SUBW, Opcode.i32Sub],
  [operation.OP_SLLW, Opcode.i32Shl],
  [operation.OP_SRLW, Opcode.i32ShrU],
  [operation.OP_SRAW, Opcode.i32ShrS],
  [operation.OP_MULW, Opcode.i32Mul],
]);

const wordImmediateOperations = new Map<number, number>([
  [operation.OP_ADDIW, Opcode.i32Add],
  [operation.OP_SLLIW, Opcode.i32Shl],
  [operation.OP_SRLIW, Opcode.i32ShrU],
  [operation.OP_SRAIW, Opcode.i32ShrS],
]);

const loads = new Map<number, readonly [opcode: number, size: number]>([
  [operation.OP_LB, [Opcode.i64Load8S, 1]],
  [operation.OP_LBU, [Opcode.i64Load8U, 1]],
  [operation.OP_LH, [Opcode.i64Load16S, 2]],
  [operation.OP_LHU, [Opcode.i64Load16U, 2]],
  [operation.OP_LW, [Opcode.i64Load32S, 4]],
  [operation.OP_LWU, [Opcode.i64Load32U, 4]],
  [operation.OP_LD, [Opcode.i64Load, 8]],
]);

const stores = new Map<number, readonly [opcode: number, size: number]>([
  [operation.OP_SB, [Opcode.i64Store8, 1]],
  [operation.OP_SH, [Opcode.i64Store16, 2]],
  [operation.OP_SW, [Opcode.i64Store32, 4]],
  [operation.OP_SD, [Opcode.i64Store, 8]],
]);

const conditions = new Map<number, number>([
  [operation.OP_BEQ, Opcode.i64Eq],
  [operation.OP_BNE, Opcode.i64Ne],
  [operation.OP_BLT, Opcode.i64LtS],
  [operation.OP_BGE, Opcode.i64GeS],
  [operation.OP_BLTU, Opcode.i64LtU],
  [operation.OP_BGEU, Opcode.i64GeU],
]);

const divisions = new Map<number, readonly [opcode: number, isSigned: boolean, isRemainder: boolean]>([
  [operation.OP_DIV, [Opcode.i64DivS, true, false]],
  [operation.OP_DIVU, [Opcode.i64DivU, false, false]],
  [operation.OP_REM, [Opcode.i64RemS, true, true]],
  [operation.OP_REMU, [Opcode.i64RemU, false, true]],
]);

/** Number of the guest register at a byte offset of the hart block, or undefined for the place that x0's writes go to. */
function registerAt(offset: number): number | undefined {
  return offset < 256 ? offset / 8 : undefined;
}

class RegionEmitter {
  private readonly code = new CodeWriter();
  private readonly indices: Map<number, number>;
  private readonly returns: readonly number[];
  private readonly read = new Set<number>();
  private readonly written = new Set<number>();
  /** The block being emitted, and whether it is a loop of its own. */
  private current = 0;
  private selfLoop = false;

  constructor(private readonly blocks: readonly Block[]) {
    this.indices = new Map(blocks.map(({ offset }, index) => [offset, index]));
    this.returns = blocks
      .flatMap(({ slots }) => slots)
      .filter((slot) => slot.operation === operation.OP_LINK && this.indices.has(slot.immediate))
      .map(({ immediate }) => immediate)
      .filter((value, index, all) => all.indexOf(value) === index)
      .slice(0, RETURNS_LIMIT);
  }

  emit(): FunctionBody {
    const { code } = this;
    code.open(Opcode.block).open(Opcode.loop);
    for (let index = 0; index < this.blocks.length; index++) {
      code.open(Opcode.block);
    }
    code.get(NEXT).brTable(this.blocks.map((_, index) => index));
    this.blocks.forEach((block, index) => {
      code.end();
      this.block(block, index);
    });
    code.end().end();
    return {
      params: [I32, I32, I32],
      result: I32,
      locals: [
        [4, I64],
        [2, I32],
        [32, I64],
      ],
      code: [...this.prologue(), ...code.bytes, ...this.epilogue()],
    };
  }

  private prologue(): number[] {
    const code = new CodeWriter();
    code.get(HART).memory(Opcode.i64Load, HART_GENERATION).set(GENERATION);
    code.get(HART).memory(Opcode.i64Load, HART_COMPILED_PAGE).set(PAGE);
    for (const register of new Set([...this.read, ...this.written])) {
      code
        .get(HART)
        .memory(Opcode.i64Load, 8 * register)
        .set(FIRST_REGISTER + register);
    }
    return code.bytes;
  }

  private epilogue(): number[] {
    const code = new CodeWriter();
    for (const register of this.written) {
      code
        .get(HART)
        .get(FIRST_REGISTER + register)
        .memory(Opcode.i64Store, 8 * register);
    }
    code.get(HART).get(PC).memory(Opcode.i64Store, HART_COMPILED_PC);
    code.get(HART).get(INTERPRET).memory(Opcode.i32Store, HART_COMPILED_INTERPRET);
    return code.get(REMAINING).bytes;
  }

  // --- control ---------------------------------------------------------------------------------------------------------

  private block(block: Block, index: number): void {
    const { code } = this;
    this.current = index;
    this.selfLoop = block.slots.some(
      (slot) => (isBranch(slot.operation) || slot.operation === operation.OP_END) && slot.immediate === block.offset,
    );
    if (this.selfLoop) {
      code.open(Opcode.loop);
    }
    if (block.count > 0) {
      code.get(REMAINING).i32(block.count).op(Opcode.i32LtS).open(Opcode.if);
      this.interpretAt(block.offset, 0, 1);
      code.end();
      code.get(REMAINING).i32(block.count).op(Opcode.i32Sub).set(REMAINING);
    }
    for (const slot of block.slots) {
      this.slot(slot);
    }
    if (this.selfLoop) {
      code.end();
    }
  }

  /** `depth`: labels opened inside the block. */
  private exit(depth: number): void {
    this.code.br(depth + (this.selfLoop ? 1 : 0) + this.blocks.length - this.current);
  }

  /** Leaves the instruction at an offset, and what follows it, to the interpreter. */
  private interpretAt(offset: number, giveBack: number, depth: number): void {
    const { code } = this;
    this.giveBack(giveBack);
    code.get(PAGE).i64(offset).op(Opcode.i64Add).set(PC).i32(1).set(INTERPRET);
    this.exit(depth);
  }

  private giveBack(count: number): void {
    if (count !== 0) {
      this.code.get(REMAINING).i32(count).op(Opcode.i32Add).set(REMAINING);
    }
  }

  private leave(slot: Slot, depth: number): void {
    this.interpretAt(slot.offset, slot.behind + 1, depth);
  }

  private jump(target: number, depth: number): void {
    const { code } = this;
    const index = this.indices.get(target);
    const inside = depth + (this.selfLoop ? 1 : 0);
    if (index === undefined) {
      code.get(PAGE).i64(target).op(Opcode.i64Add).set(PC).i32(0).set(INTERPRET);
      this.exit(depth);
    } else if (index === this.current && this.selfLoop) {
      code.br(depth);
    } else if (index > this.current) {
      code.br(inside + index - this.current - 1);
    } else {
      code.i32(index).set(NEXT);
      code.br(inside + this.blocks.length - 1 - this.current);
    }
  }

  private jumpThroughRegister(slot: Slot, links: boolean): void {
    const { code } = this;
    this.value(slot.rs1);
    code.i64(slot.immediate).op(Opcode.i64Add).i64(-2).op(Opcode.i64And).set(PC);
    if (links) {
      code
        .get(PAGE)
        .i64(slot.offset + slot.length)
        .op(Opcode.i64Add);
      this.assign(slot.rd);
    }
    for (const target of this.returns) {
      code.get(PC).get(PAGE).op(Opcode.i64Sub).i64(target).op(Opcode.i64Eq).open(Opcode.if);
      this.jump(target, 1);
      code.end();
    }
    code.i32(0).set(INTERPRET);
    this.exit(0);
  }

  // --- registers -------------------------------------------------------------------------------------------------------

  private value(offset: number): void {
    const register = registerAt(offset) ?? 0;
    if (register === 0) {
      this.code.i64(0);
    } else {
      this.read.add(register);
      this.code.get(FIRST_REGISTER + register);
    }
  }

  private word(offset: number): void {
    this.value(offset);
    this.code.op(Opcode.i32WrapI64);
  }

  /** Takes the value on the stack. */
  private assign(offset: number): void {
    const register = registerAt(offset);
    if (register === undefined) {
      this.code.op(Opcode.drop);
    } else {
      this.written.add(register);
      this.code.set(FIRST_REGISTER + register);
    }
  }

  // --- instructions ----------------------------------------------------------------------------------------------------

  private slot(slot: Slot): void {
    if (!(this.arithmetic(slot) || this.access(slot) || this.divide(slot) || this.multiplyHigh(slot))) {
      this.control(slot);
    }
  }

  private arithmetic(slot: Slot): boolean {
    const { code } = this;
    const register = registerOperations.get(slot.operation);
    const immediate = immediateOperations.get(slot.operation);
    const word = wordOperations.get(slot.operation);
    const wordImmediate = wordImmediateOperations.get(slot.operation);
    if (register) {
      this.value(slot.rs1);
      this.value(slot.rs2);
      code.op(...register);
    } else if (immediate) {
      this.value(slot.rs1);
      code.i64(slot.immediate).op(...immediate);
    } else if (word !== undefined) {
      this.word(slot.rs1);
      this.word(slot.rs2);
      code.op(word, Opcode.i64ExtendI32S);
    } else if (wordImmediate !== undefined) {
      this.word(slot.rs1);
      code.i32(slot.immediate).op(wordImmediate, Opcode.i64ExtendI32S);
    } else if (slot.operation === operation.OP_LI) {
      code.i64(slot.immediate);
    } else if (slot.operation === operation.OP_MV) {
      this.value(slot.rs1);
    } else if (slot.operation === operation.OP_AUIPC || slot.operation === operation.OP_LINK) {
      code.get(PAGE).i64(slot.immediate).op(Opcode.i64Add);
    } else {
      return false;
    }
    this.assign(slot.rd);
    return true;
  }

  /** The TLB look-up as the interpreter's; leaves the host address on the stack, or the function. */
  private host(slot: Slot, size: number, tlb: number): void {
    const { code } = this;
    this.value(slot.rs1);
    code.i64(slot.immediate).op(Opcode.i64Add).tee(ADDRESS);
    code.i64(8).op(Opcode.i64ShrU, Opcode.i32WrapI64).i32(TLB_INDEX).op(Opcode.i32And);
    code.get(HART).op(Opcode.i32Add).tee(ENTRY).memory(Opcode.i64Load, tlb);
    code
      .get(ADDRESS)
      .i64(-4096 | (size - 1))
      .op(Opcode.i64And)
      .get(GENERATION)
      .op(Opcode.i64Or, Opcode.i64Ne);
    code.open(Opcode.if);
    this.leave(slot, 1);
    code.end();
    code.get(ENTRY).memory(Opcode.i32Load, tlb + TLB_HOST);
    code.get(ADDRESS).op(Opcode.i32WrapI64, Opcode.i32Add);
  }

  private access(slot: Slot): boolean {
    const load = loads.get(slot.operation);
    if (load) {
      this.host(slot, load[1], READ_TLB);
      this.code.memory(load[0], 0);
      this.assign(slot.rd);
      return true;
    }
    const store = stores.get(slot.operation);
    if (store) {
      this.host(slot, store[1], WRITE_TLB);
      this.value(slot.rs2);
      this.code.memory(store[0], 0);
      return true;
    }
    return false;
  }

  /** RISC-V defines what WebAssembly traps on: division by zero and the one overflow. */
  private divide(slot: Slot): boolean {
    const kind = divisions.get(slot.operation);
    if (!kind) {
      return false;
    }
    const { code } = this;
    const [opcode, isSigned, isRemainder] = kind;
    this.value(slot.rs2);
    code.op(Opcode.i64Eqz).open(Opcode.if, I64);
    if (isRemainder) {
      this.value(slot.rs1);
    } else {
      code.i64(-1);
    }
    code.op(Opcode.else);
    if (isSigned) {
      this.value(slot.rs2);
      code.i64(-1).op(Opcode.i64Eq).open(Opcode.if, I64).i64(0);
      if (!isRemainder) {
        this.value(slot.rs1);
        code.op(Opcode.i64Sub);
      }
      code.op(Opcode.else);
    }
    this.value(slot.rs1);
    this.value(slot.rs2);
    code.op(opcode);
    if (isSigned) {
      code.end();
    }
    code.end();
    this.assign(slot.rd);
    return true;
  }

  private multiplyHigh(slot: Slot): boolean {
    const { code } = this;
    const signs = new Map([
      [operation.OP_MULHU, 0],
      [operation.OP_MULHSU, 1],
      [operation.OP_MULH, 2],
    ]).get(slot.operation);
    if (signs === undefined) {
      return false;
    }
    this.value(slot.rs1);
    this.value(slot.rs2);
    code.call(MULTIPLY_HIGH);
    const correct = (negative: number, other: number): void => {
      this.value(negative);
      code.i64(63).op(Opcode.i64ShrS);
      this.value(other);
      code.op(Opcode.i64And, Opcode.i64Sub);
    };
    if (signs >= 1) {
      correct(slot.rs1, slot.rs2);
    }
    if (signs === 2) {
      correct(slot.rs2, slot.rs1);
    }
    this.assign(slot.rd);
    return true;
  }

  private control(slot: Slot): void {
    const { code } = this;
    const condition = conditions.get(slot.operation);
    if (condition !== undefined) {
      this.value(slot.rs1);
      this.value(slot.rs2);
      code.op(condition).open(Opcode.if);
      this.giveBack(slot.rd);
      this.jump(slot.immediate, 1);
      code.end();
    } else if (slot.operation === operation.OP_END) {
      this.jump(slot.immediate, 0);
    } else if (slot.operation === operation.OP_JALR || slot.operation === operation.OP_JR) {
      this.jumpThroughRegister(slot, slot.operation === operation.OP_JALR);
    } else if (slot.operation === operation.OP_CROSSING) {
      this.interpretAt(0xffe, 0, 0);
    } else {
      this.leave(slot, 0);
    }
  }
}

/** (a, b) -> the upper half of the unsigned product, by 32-bit halves. */
function multiplyHighBody(): FunctionBody {
  const code = new CodeWriter();
  const [a, b, middle, cross] = [0, 1, 2, 3];
  const low = (local: number): CodeWriter => code.get(local).i64(0xffffffff).op(Opcode.i64And);
  const high = (local: number): CodeWriter => code.get(local).i64(32).op(Opcode.i64ShrU);
  high(a);
  low(b).op(Opcode.i64Mul);
  low(a);
  low(b).op(Opcode.i64Mul).i64(32).op(Opcode.i64ShrU, Opcode.i64Add).set(middle);
  low(a);
  high(b).op(Opcode.i64Mul);
  low(middle).op(Opcode.i64Add).set(cross);
  high(a);
  high(b).op(Opcode.i64Mul);
  high(middle).op(Opcode.i64Add);
  high(cross).op(Opcode.i64Add);
  return { params: [I64, I64], result: I64, locals: [[2, I64]], code: code.bytes };
}

/** The functions of a region's module; the first one is the region. */
export function emitRegion(blocks: readonly Block[]): FunctionBody[] {
  return [new RegionEmitter(blocks).emit(), multiplyHighBody()];
}
