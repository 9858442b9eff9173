// SPDX-License-Identifier: Apache-2.0
/** Runs location expressions (DWARF 5, sections 2.5 and 2.6) on the registers and memory of a frame. */

import { ByteReader } from './byte-reader';
import type { EncodedExpression } from './encoded-expression';
import {
  type Arithmetic,
  absolute,
  bitsOf,
  bytesOf,
  type Comparison,
  calculate,
  compare,
  convert,
  genericType,
  makeValue,
  negate,
  Unavailable,
  type Value,
  type ValueType,
  valueType,
} from './expression-values';
import { operation } from './operations';
import { SymbolFileError } from './symbol-error';
import type { Location, LocationContext } from './variables';

/** Operations in one evaluation, everything that it leads to included. */
const MAXIMUM_STEPS = 10_000;
/** What looking at a caller's code costs. */
const ENTRY_VALUE_STEPS = 200;
const MAXIMUM_STACK = 1024;
/** Expressions that lead to others: calls, values at entry, frame bases. */
const MAXIMUM_NESTING = 16;
const MAXIMUM_PIECES = 1024;
const MAXIMUM_PIECE_BITS = 1 << 27;

/** What a variable's expression takes from its function. */
export interface FunctionSurroundings {
  /** The frame base that applies at an address; undefined when there is none. */
  frameBaseAt(pc: bigint): EncodedExpression | undefined;
  /** Whether the function's first instruction is at an address. */
  isEntry(pc: bigint): boolean;
  /** What the caller of the function at `context.pc` passed; undefined when that is not known. */
  entryValue(what: PassedPlace, context: LocationContext, run: Evaluator): Promise<bigint | undefined>;
}

/** Something that a caller passes. */
export type PassedPlace =
  /** By DWARF number. */
  | { readonly kind: 'register'; readonly number: number }
  /** A parameter that this copy of the function lost; the offset of its entry in .debug_info. */
  | { readonly kind: 'parameter'; readonly offset: number };

/** Runs a further expression, in the budget of the one that asks. */
export type Evaluator = (
  expression: EncodedExpression,
  context: LocationContext,
  surroundings: FunctionSurroundings,
) => Promise<bigint | undefined>;

interface Budget {
  steps: number;
}

/**
 * Where an expression says that something is. Damage, and what cannot be known, is unavailable; nothing is thrown.
 * @param initialStack addresses below what the expression pushes, the top last
 */
export async function locateByExpression(
  expression: EncodedExpression,
  context: LocationContext,
  surroundings?: FunctionSurroundings,
  initialStack: readonly bigint[] = [],
): Promise<Location> {
  try {
    const run = new ExpressionRun(expression, context, surroundings, { steps: MAXIMUM_STEPS }, 0);
    return await run.location(initialStack);
  } catch (error) {
    return { kind: 'unavailable', reason: reasonOf(error) };
  }
}

/**
 * The number that an expression gives: an address, or a value where it ends in DW_OP_stack_value.
 * @param initialStack values below what the expression pushes, the top last (the CFA for rules of a frame table)
 * @returns unsigned, as large as an address; undefined when it cannot be known
 */
export async function evaluateExpression(
  expression: EncodedExpression,
  context: LocationContext,
  initialStack: readonly bigint[] = [],
): Promise<bigint | undefined> {
  try {
    const run = new ExpressionRun(expression, context, undefined, { steps: MAXIMUM_STEPS }, 0);
    return await run.number(initialStack);
  } catch (error) {
    reasonOf(error);
    return undefined;
  }
}

/** @throws what is neither damage nor a lack */
function reasonOf(error: unknown): string {
  if (error instanceof Unavailable) {
    return error.message;
  }
  if (error instanceof SymbolFileError) {
    return `its description is damaged: ${error.message}`;
  }
  throw error;
}

/** Where the value is when no operation says so: at the address on top of the stack. */
type Outcome = { readonly kind: 'top' } | Location;

const TOP: Outcome = { kind: 'top' };

class ExpressionRun {
  private readonly reader: ByteReader;
  private readonly generic: ValueType;
  private stack: Value[] = [];
  private outcome: Outcome = TOP;
  private readonly pieces: { readonly bits: number; readonly location: Location }[] = [];

  constructor(
    private readonly expression: EncodedExpression,
    private readonly context: LocationContext,
    private readonly surroundings: FunctionSurroundings | undefined,
    private readonly budget: Budget,
    private readonly nesting: number,
  ) {
    if (nesting > MAXIMUM_NESTING) {
      throw new Unavailable('its description refers to too many others');
    }
    this.reader = new ByteReader(expression.bytes, 'location expression');
    this.generic = genericType(expression.addressSize);
  }

  async location(initialStack: readonly bigint[]): Promise<Location> {
    if (this.expression.bytes.length === 0) {
      return OPTIMIZED_OUT;
    }
    await this.run(initialStack);
    if (this.pieces.length > 0) {
      return { kind: 'pieces', pieces: this.pieces };
    }
    return this.finish();
  }

  async number(initialStack: readonly bigint[]): Promise<bigint | undefined> {
    await this.run(initialStack);
    const { outcome } = this;
    if (this.pieces.length > 0) {
      throw new Unavailable('its description is in pieces where a number is wanted');
    }
    switch (outcome.kind) {
      case 'top':
        return this.peek().bits;
      case 'register':
        return this.context.register(outcome.number);
      case 'value':
        return BigInt.asUintN(this.generic.size * 8, bitsOf(outcome.bytes.subarray(0, 16)));
      default:
        return undefined;
    }
  }

  private async run(initialStack: readonly bigint[]): Promise<void> {
    this.stack = initialStack.map((value) => makeValue(value, this.generic));
    const { reader } = this;
    while (!reader.atEnd) {
      if (--this.budget.steps < 0) {
        throw new Unavailable('its description takes too many steps');
      }
      const code = reader.u8();
      const pending = this.step(code);
      if (pending) {
        await pending;
      }
    }
  }

  /** One operation; a promise when it asks the machine. */
  private step(code: number): Promise<void> | undefined {
    if (code >= operation.literal0 && code < operation.literal0 + 32) {
      this.pushInteger(BigInt(code - operation.literal0));
      return undefined;
    }
    if (code >= operation.register0 && code < operation.register0 + 32) {
      this.outcome = { kind: 'register', number: code - operation.register0 };
      return undefined;
    }
    if (code >= operation.base0 && code < operation.base0 + 32) {
      return this.pushRegister(code - operation.base0, this.reader.bigSleb());
    }
    const isSimple = this.constant(code) || this.shuffle(code) || this.arithmetic(code) || this.control(code);
    return isSimple ? undefined : this.describe(code);
  }

  private constant(code: number): boolean {
    const { reader } = this;
    switch (code) {
      case operation.address:
        this.pushInteger(reader.bigUnsigned(this.generic.size));
        return true;
      case operation.constant1u:
      case operation.constant2u:
      case operation.constant4u:
      case operation.constant8u:
        this.pushInteger(reader.bigUnsigned(1 << ((code - operation.constant1u) >> 1)));
        return true;
      case operation.constant1s:
      case operation.constant2s:
      case operation.constant4s:
      case operation.constant8s: {
        const size = 1 << ((code - operation.constant1s) >> 1);
        this.pushInteger(BigInt.asIntN(size * 8, reader.bigUnsigned(size)));
        return true;
      }
      case operation.constantUnsigned:
        this.pushInteger(reader.bigUleb());
        return true;
      case operation.constantSigned:
        this.pushInteger(reader.bigSleb());
        return true;
      case operation.addressIndex:
      case operation.constantIndex:
      case operation.gnuAddressIndex:
      case operation.gnuConstantIndex:
        this.pushInteger(this.unit().indexedAddress(reader.uleb()));
        return true;
      case operation.constantType:
      case operation.gnuConstantType:
        this.pushTypedConstant();
        return true;
      default:
        return false;
    }
  }

  private pushTypedConstant(): void {
    const type = this.typeOperand();
    const bytes = this.reader.block(this.reader.u8());
    this.push(makeValue(bitsOf(bytes.subarray(0, 16)), type));
  }

  private shuffle(code: number): boolean {
    const { stack } = this;
    switch (code) {
      case operation.duplicate:
        this.push(this.peek());
        return true;
      case operation.drop:
        this.pop();
        return true;
      case operation.over:
        this.push(this.peek(1));
        return true;
      case operation.pick:
        this.push(this.peek(this.reader.u8()));
        return true;
      case operation.swap:
        stack.push(this.peek(1));
        stack.splice(-3, 1);
        return true;
      case operation.rotate:
        this.peek(2);
        stack.splice(-2, 0, this.pop());
        return true;
      default:
        return false;
    }
  }

  private arithmetic(code: number): boolean {
    const binary = ARITHMETIC.get(code);
    const comparison = COMPARISONS.get(code);
    if (binary || comparison) {
      const right = this.pop();
      const left = this.pop();
      if (binary) {
        this.push(calculate(binary, left, right));
      } else {
        this.pushInteger(compare(comparison!, left, right) ? 1n : 0n);
      }
      return true;
    }
    switch (code) {
      case operation.absolute:
        this.push(absolute(this.pop()));
        return true;
      case operation.negate:
        this.push(negate(this.pop()));
        return true;
      case operation.not: {
        const value = this.pop();
        this.push(makeValue(~value.bits, value.type));
        return true;
      }
      case operation.plusConstant: {
        const value = this.pop();
        this.push(makeValue(value.bits + this.reader.bigUleb(), value.type));
        return true;
      }
      default:
        return this.conversion(code);
    }
  }

  private conversion(code: number): boolean {
    switch (code) {
      case operation.convert:
      case operation.gnuConvert: {
        const type = this.typeOperand();
        this.push(convert(this.pop(), type));
        return true;
      }
      case operation.reinterpret:
      case operation.gnuReinterpret: {
        const type = this.typeOperand();
        this.push(makeValue(this.pop().bits, type));
        return true;
      }
      default:
        return false;
    }
  }

  private control(code: number): boolean {
    const { reader } = this;
    switch (code) {
      case operation.nothing:
      case operation.gnuUninitialised:
        return true;
      case operation.skip:
        this.jump(signed16(reader.u16()));
        return true;
      case operation.branch: {
        const distance = signed16(reader.u16());
        if (this.pop().bits !== 0n) {
          this.jump(distance);
        }
        return true;
      }
      default:
        return false;
    }
  }

  private jump(distance: number): void {
    this.reader.seek(this.reader.position + distance);
  }

  /** Operations that say where the value is, or that ask the machine. */
  private describe(code: number): Promise<void> | undefined {
    const { reader } = this;
    switch (code) {
      case operation.register:
        this.outcome = { kind: 'register', number: reader.uleb() };
        return undefined;
      case operation.implicitValue:
        this.outcome = { kind: 'value', bytes: reader.block(reader.uleb()) };
        return undefined;
      case operation.stackValue:
        this.outcome = { kind: 'value', bytes: bytesOf(this.pop()) };
        return undefined;
      case operation.implicitPointer:
      case operation.gnuImplicitPointer:
        reader.skip(this.referenceSize());
        reader.bigSleb();
        this.outcome = { kind: 'unavailable', reason: 'synthetic pointer: what it points to was optimized out' };
        return undefined;
      case operation.piece:
        this.takePiece(reader.uleb() * 8, 0);
        return undefined;
      case operation.bitPiece: {
        const bits = reader.uleb();
        this.takePiece(bits, reader.uleb());
        return undefined;
      }
      default:
        return this.ask(code);
    }
  }

  private ask(code: number): Promise<void> {
    const { reader } = this;
    switch (code) {
      case operation.base: {
        const number = reader.uleb();
        return this.pushRegister(number, reader.bigSleb());
      }
      case operation.frameBase:
        return this.pushFrameBase(reader.bigSleb());
      case operation.callFrameCfa:
        return this.pushCfa();
      case operation.dereference:
        return this.dereference(this.generic.size, this.generic);
      case operation.dereferenceSize:
        return this.dereference(reader.u8(), this.generic);
      case operation.dereferenceType:
      case operation.gnuDereferenceType: {
        const size = reader.u8();
        return this.dereference(size, this.typeOperand());
      }
      case operation.registerType:
      case operation.gnuRegisterType: {
        const number = reader.uleb();
        return this.pushTypedRegister(number, this.typeOperand());
      }
      case operation.entryValue:
      case operation.gnuEntryValue:
        return this.pushEntryValue(registerPlace(reader.block(reader.uleb())));
      case operation.gnuParameterReference:
        return this.pushEntryValue({ kind: 'parameter', offset: this.unit().offset + reader.u32() });
      case operation.call2:
        return this.call(this.unit().offset + reader.u16());
      case operation.call4:
        return this.call(this.unit().offset + reader.u32());
      case operation.callReference:
        return this.call(this.referenceSize() === 8 ? reader.u64() : reader.u32());
      default:
        throw new Unavailable(
          UNSUPPORTED.get(code) ?? `its description has the unknown operation 0x${code.toString(16)}`,
        );
    }
  }

  private async pushRegister(number: number, offset: bigint): Promise<void> {
    this.pushInteger((await this.register(number)) + offset);
  }

  private async pushTypedRegister(number: number, type: ValueType): Promise<void> {
    this.push(makeValue(await this.register(number), type));
  }

  private async register(number: number): Promise<bigint> {
    const value = await this.context.register(number);
    if (value === undefined) {
      throw new Unavailable(`it depends on register ${number}, whose value is lost in this frame`);
    }
    return value;
  }

  private async pushCfa(): Promise<void> {
    const cfa = await this.context.cfa();
    if (cfa === undefined) {
      throw new Unavailable('the frame of its function cannot be found');
    }
    this.pushInteger(cfa);
  }

  private async pushFrameBase(offset: bigint): Promise<void> {
    const base = this.surroundings?.frameBaseAt(this.context.pc);
    if (!base) {
      throw new Unavailable('its function has no frame base here');
    }
    const run = new ExpressionRun(base, this.context, undefined, this.budget, this.nesting + 1);
    const address = await run.number([]);
    if (address === undefined) {
      throw new Unavailable('the frame base of its function is lost');
    }
    this.pushInteger(address + offset);
  }

  private async dereference(size: number, type: ValueType): Promise<void> {
    const address = this.pop().bits;
    if (size < 1 || size > 16) {
      throw new Unavailable(`its description reads ${size} bytes at once`);
    }
    const bytes = await this.context.read(address, size);
    if (!bytes || bytes.length < size) {
      throw new Unavailable(`it depends on memory at 0x${address.toString(16)}, which cannot be read`);
    }
    this.push(makeValue(bitsOf(bytes), type));
  }

  /** What a register or parameter was when the function was entered (section 2.5.1.7), as the caller's code tells it. */
  private async pushEntryValue(what: PassedPlace | undefined): Promise<void> {
    const { surroundings, context } = this;
    this.budget.steps -= ENTRY_VALUE_STEPS;
    const run: Evaluator = (expression, within, around) =>
      new ExpressionRun(expression, within, around, this.budget, this.nesting + 1).number([]);
    const value = what && (await surroundings?.entryValue(what, context, run));
    if (value === undefined) {
      throw new Unavailable('optimized out');
    }
    this.pushInteger(value);
  }

  /** Runs the location of another entry on this stack. */
  private async call(offset: number): Promise<void> {
    const other = this.unit().expressionAt(offset);
    if (!other) {
      return;
    }
    const run = new ExpressionRun(other, this.context, this.surroundings, this.budget, this.nesting + 1);
    await run.run([]);
    const { stack } = run;
    for (const value of stack) {
      this.push(value);
    }
  }

  private takePiece(bits: number, offset: number): void {
    const isSane = bits >= 0 && bits <= MAXIMUM_PIECE_BITS && offset >= 0 && offset <= MAXIMUM_PIECE_BITS;
    if (!isSane || this.pieces.length >= MAXIMUM_PIECES) {
      throw new Unavailable('its description has pieces of impossible size');
    }
    if (offset % 8 !== 0) {
      throw new Unavailable('its description has pieces that start within a byte');
    }
    const isEmpty = this.outcome.kind === 'top' && this.stack.length === 0;
    const location = isEmpty ? OPTIMIZED_OUT : shiftBytes(this.finish(), offset / 8);
    this.pieces.push({ bits, location });
    this.outcome = TOP;
    this.stack = [];
  }

  private finish(): Location {
    const { outcome } = this;
    if (outcome.kind === 'top') {
      return { kind: 'memory', address: this.pop().bits };
    }
    return outcome;
  }

  /** A base type named by its offset in the unit; 0 is the generic type. */
  private typeOperand(): ValueType {
    const offset = this.reader.uleb();
    return offset === 0 ? this.generic : valueType(this.unit().typeAt(offset));
  }

  private referenceSize(): number {
    const unit = this.unit();
    return unit.version === 2 ? this.generic.size : unit.offsetSize;
  }

  private unit() {
    const { unit } = this.expression;
    if (!unit) {
      throw new Unavailable('its description refers to a unit that it is not in');
    }
    return unit;
  }

  private pushInteger(integer: bigint): void {
    this.push(makeValue(integer, this.generic));
  }

  private push(value: Value): void {
    if (this.stack.length >= MAXIMUM_STACK) {
      throw new Unavailable('its description needs too large a stack');
    }
    this.stack.push(value);
  }

  private pop(): Value {
    const value = this.stack.pop();
    if (!value) {
      throw new Unavailable('its description takes a value from an empty stack');
    }
    return value;
  }

  private peek(depth = 0): Value {
    const value = this.stack[this.stack.length - 1 - depth];
    if (!value) {
      throw new Unavailable('its description takes a value from an empty stack');
    }
    return value;
  }
}

export const OPTIMIZED_OUT: Location = { kind: 'unavailable', reason: 'optimized out' };

const ARITHMETIC: ReadonlyMap<number, Arithmetic> = new Map([
  [operation.and, 'and'],
  [operation.div, 'div'],
  [operation.minus, 'minus'],
  [operation.mod, 'mod'],
  [operation.mul, 'mul'],
  [operation.or, 'or'],
  [operation.plus, 'plus'],
  [operation.shl, 'shl'],
  [operation.shr, 'shr'],
  [operation.shra, 'shra'],
  [operation.xor, 'xor'],
]);

const COMPARISONS: ReadonlyMap<number, Comparison> = new Map([
  [operation.eq, 'eq'],
  [operation.ge, 'ge'],
  [operation.gt, 'gt'],
  [operation.le, 'le'],
  [operation.lt, 'lt'],
  [operation.ne, 'ne'],
]);

const UNSUPPORTED: ReadonlyMap<number, string> = new Map([
  [operation.threadLocalAddress, 'it is thread-local, and where threads keep such variables is not known'],
  [operation.gnuThreadLocalAddress, 'it is thread-local, and where threads keep such variables is not known'],
  [operation.dereferenceSpace, 'it is in another address space'],
  [operation.dereferenceSpaceSize, 'it is in another address space'],
  [operation.dereferenceSpaceType, 'it is in another address space'],
  [operation.pushObjectAddress, 'its description depends on an object that is not known'],
  [operation.gnuVariableValue, 'it depends on the value of another variable'],
]);

/** The register that an expression names and nothing else; undefined when it is another expression. */
export function registerOf(block: Uint8Array): number | undefined {
  const first = block[0] ?? 0;
  if (block.length === 1 && first >= operation.register0 && first < operation.register0 + 32) {
    return first - operation.register0;
  }
  // GCC names registers of floating-point values with their type.
  const isNamed =
    first === operation.register || first === operation.registerType || first === operation.gnuRegisterType;
  return isNamed && block.length > 1 ? new ByteReader(block.subarray(1), 'register').uleb() : undefined;
}

function registerPlace(block: Uint8Array): PassedPlace | undefined {
  const number = registerOf(block);
  return number === undefined ? undefined : { kind: 'register', number };
}

function signed16(value: number): number {
  return (value << 16) >> 16;
}

/** A part of a place, from some byte on. */
function shiftBytes(location: Location, bytes: number): Location {
  if (bytes === 0) {
    return location;
  }
  switch (location.kind) {
    case 'memory':
      return { kind: 'memory', address: location.address + BigInt(bytes) };
    case 'value':
      return { kind: 'value', bytes: location.bytes.subarray(bytes) };
    case 'register':
      throw new Unavailable('its description takes a part from the middle of a register');
    default:
      return location;
  }
}
