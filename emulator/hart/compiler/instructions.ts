// SPDX-License-Identifier: Apache-2.0
/**
 * What stands for one guest instruction: arithmetic on locals, and accesses that hit the TLB. Guest registers live in
 * locals of the region's function, so that they cost memory traffic only where the region is entered and left.
 */

import * as operation from '../operations';
import { HART_READ_TLB, HART_WRITE_TLB, TLB_HOST, TLB_INDEX } from '../private-layout';
import { FIRST_REGISTER, Local } from './locals';
import type { Step } from './region';
import type { Slot } from './slot';
import { CodeWriter, type FunctionBody, I64, Opcode } from './wasm-writer';
import { Windows, windowFor } from './windows';

const WORD_BITS = 32;
/** Function 1 of every module: the upper half of an unsigned product. */
const MULTIPLY_HIGH = 1;

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

/** 64-bit divisions; those of words are done on extended operands, where nothing overflows. */
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

const multiplyHighs = new Map<number, number>([
  [operation.OP_MULHU, 0],
  [operation.OP_MULHSU, 1],
  [operation.OP_MULH, 2],
]);

/** Word divisions: is it signed, is it a remainder. */
const wordDivisions = new Map<number, readonly [opcode: number, isSigned: boolean, isRemainder: boolean]>([
  [operation.OP_DIVW, [Opcode.i64DivS, true, false]],
  [operation.OP_DIVUW, [Opcode.i64DivU, false, false]],
  [operation.OP_REMW, [Opcode.i64RemS, true, true]],
  [operation.OP_REMUW, [Opcode.i64RemU, false, true]],
]);

const moves: readonly number[] = [operation.OP_LI, operation.OP_MV, operation.OP_AUIPC, operation.OP_LINK];

const inlined = new Set<number>(moves);
for (const table of [
  registerOperations,
  immediateOperations,
  wordOperations,
  wordImmediateOperations,
  loads,
  stores,
  conditions,
  divisions,
  wordDivisions,
  multiplyHighs,
]) {
  for (const key of table.keys()) {
    inlined.add(key);
  }
}

/** Whether compiled code does the operation itself and goes on behind it; jumps through registers are not among them. */
export function isInline(code: number): boolean {
  return inlined.has(code);
}

export class InstructionEmitter {
  readonly read = new Set<number>();
  readonly written = new Set<number>();
  private windows: Windows | undefined;

  /** `hart`: where the hart's block lies. `leave`: emits a jump out of the region, from inside `ifs`, to the interpreter at the step. */
  constructor(
    private readonly code: CodeWriter,
    private readonly hart: number,
    private readonly leave: (step: Step, ifs: number) => void,
  ) {}

  /** Accesses in what is emitted here use windows, which are loaded before it. */
  withWindows(emit: () => void): void {
    const start = this.code.bytes.length;
    this.windows = new Windows();
    emit();
    const body = this.code.bytes.splice(start);
    this.windows.load(this.code, this.hart);
    this.code.append(body);
    this.windows = undefined;
  }

  // --- registers -------------------------------------------------------------------------------------------------------

  value(offset: number): void {
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
  assign(offset: number): void {
    const register = registerAt(offset);
    if (register === undefined) {
      this.code.op(Opcode.drop);
    } else {
      this.written.add(register);
      this.code.set(FIRST_REGISTER + register);
    }
  }

  // --- instructions ----------------------------------------------------------------------------------------------------

  /** Emits instructions that follow each other. */
  steps(steps: readonly Step[]): void {
    for (let index = 0; index < steps.length; index++) {
      const [step, next] = [steps[index]!, steps[index + 1]];
      if (next && this.zeroExtension(step.slot, next.slot)) {
        index++;
      } else {
        this.step(step);
      }
    }
  }

  /** How RISC-V extends a word by zeros, and often scales it in one go: up by 32 bits, then down by as many or fewer. */
  private zeroExtension(up: Slot, down: Slot): boolean {
    const isPair = up.operation === operation.OP_SLLI && down.operation === operation.OP_SRLI;
    if (
      !isPair ||
      up.immediate !== WORD_BITS ||
      down.immediate > WORD_BITS ||
      down.rs1 !== up.rd ||
      down.rd !== up.rd
    ) {
      return false;
    }
    this.word(up.rs1);
    this.code
      .op(Opcode.i64ExtendI32U)
      .i64(WORD_BITS - down.immediate)
      .op(Opcode.i64Shl);
    this.assign(down.rd);
    return true;
  }

  private step(step: Step): void {
    const { slot } = step;
    if (!(this.arithmetic(slot) || this.access(step) || this.divide(slot) || this.divideWord(slot))) {
      this.multiplyHigh(slot);
    }
  }

  /** Leaves whether a conditional branch is taken on the stack. */
  condition(slot: Slot): void {
    this.value(slot.rs1);
    this.value(slot.rs2);
    this.code.op(conditions.get(slot.operation)!);
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
      code.get(Local.page).i64(slot.immediate).op(Opcode.i64Add);
    } else {
      return false;
    }
    this.assign(slot.rd);
    return true;
  }

  /** Leaves the place of the accessed memory on the stack: by a window, else by the TLB, else it leaves the function. */
  private place(step: Step, size: number, tlb: number): void {
    const { code, windows } = this;
    this.value(step.slot.rs1);
    code.i64(step.slot.immediate).op(Opcode.i64Add).set(Local.address);
    if (windows) {
      const window = windowFor(registerAt(step.slot.rs1), tlb === HART_WRITE_TLB);
      windows.tryWindow(code, window, size);
      this.lookUp(step, size, tlb, 2);
      windows.correct(code, window);
      code.end();
    } else {
      this.lookUp(step, size, tlb, 1);
      code.get(Local.address).op(Opcode.i32WrapI64, Opcode.i32Add).set(Local.place);
    }
    code.get(Local.place);
  }

  /**
   * Looks into a TLB as the interpreter does, and leaves host address minus virtual address on the stack. When the TLB is
   * missed, it leaves the function, from inside so many `if`s.
   */
  private lookUp(step: Step, size: number, tlbOfHart: number, ifs: number): void {
    const { code } = this;
    const tlb = this.hart + tlbOfHart;
    code.get(Local.address).op(Opcode.i32WrapI64).i32(8).op(Opcode.i32ShrU).i32(TLB_INDEX).op(Opcode.i32And);
    code.tee(Local.entry).memory(Opcode.i64Load, tlb);
    code
      .get(Local.address)
      .i64(-4096 | (size - 1))
      .op(Opcode.i64And)
      .get(Local.generation)
      .op(Opcode.i64Or, Opcode.i64Ne)
      .open(Opcode.if);
    this.leave(step, ifs);
    code.end();
    code.get(Local.entry).memory(Opcode.i32Load, tlb + TLB_HOST);
  }

  private access(step: Step): boolean {
    const { slot } = step;
    const load = loads.get(slot.operation);
    if (load) {
      this.place(step, load[1], HART_READ_TLB);
      this.code.memory(load[0], 0);
      this.assign(slot.rd);
      return true;
    }
    const store = stores.get(slot.operation);
    if (store) {
      this.place(step, store[1], HART_WRITE_TLB);
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

  private divideWord(slot: Slot): boolean {
    const kind = wordDivisions.get(slot.operation);
    if (!kind) {
      return false;
    }
    const { code } = this;
    const [opcode, isSigned, isRemainder] = kind;
    const operand = (offset: number, signed: boolean): void => {
      this.word(offset);
      code.op(signed ? Opcode.i64ExtendI32S : Opcode.i64ExtendI32U);
    };
    this.word(slot.rs2);
    code.op(Opcode.i32Eqz).open(Opcode.if, I64);
    if (isRemainder) {
      operand(slot.rs1, true);
    } else {
      code.i64(-1);
    }
    code.op(Opcode.else);
    operand(slot.rs1, isSigned);
    operand(slot.rs2, isSigned);
    code.op(opcode, Opcode.i32WrapI64, Opcode.i64ExtendI32S).end();
    this.assign(slot.rd);
    return true;
  }

  private multiplyHigh(slot: Slot): boolean {
    const { code } = this;
    const signs = multiplyHighs.get(slot.operation);
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
}

/** (a, b) -> the upper half of the unsigned product, by 32-bit halves. */
export function multiplyHighBody(): FunctionBody {
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
