// SPDX-License-Identifier: Apache-2.0
/** Call frame instructions (DWARF 5, section 6.4.2): from a function's start to the row of an address. */

import { ByteReader } from './byte-reader';
import type { EncodedExpression } from './encoded-expression';
import type { CfaRule, RegisterRule, UnwindRow } from './unwinding';

/** What the descriptions of many functions share. */
export interface CommonInformation {
  readonly addressSize: number;
  readonly codeFactor: number;
  readonly dataFactor: number;
  readonly returnRegister: number;
  readonly isSignalFrame: boolean;
  /** The instructions that give the rules at the start of each function. */
  readonly program: Uint8Array;
}

const NO_OFFSET = { kind: 'register', offset: 0n } as const;
const instruction = {
  nothing: 0x00,
  setLocation: 0x01,
  advance1: 0x02,
  advance2: 0x03,
  advance4: 0x04,
  offsetExtended: 0x05,
  restoreExtended: 0x06,
  undefined: 0x07,
  sameValue: 0x08,
  register: 0x09,
  rememberState: 0x0a,
  restoreState: 0x0b,
  defineCfa: 0x0c,
  defineCfaRegister: 0x0d,
  defineCfaOffset: 0x0e,
  defineCfaExpression: 0x0f,
  expression: 0x10,
  offsetExtendedSigned: 0x11,
  defineCfaSigned: 0x12,
  defineCfaOffsetSigned: 0x13,
  valueOffset: 0x14,
  valueOffsetSigned: 0x15,
  valueExpression: 0x16,
  negateReturnAddressState: 0x2d,
  gnuArgumentsSize: 0x2e,
  gnuNegativeOffsetExtended: 0x2f,
} as const;

const ADVANCE = 0x40;
const OFFSET = 0x80;
const RESTORE = 0xc0;
const MAXIMUM_REMEMBERED = 256;
/** Rules at a time; no architecture has as many registers. */
const MAXIMUM_REGISTERS = 256;

interface State {
  readonly cfa: CfaRule | undefined;
  readonly registers: Map<number, RegisterRule>;
}

/**
 * The rules at an address.
 * @param reader over the description's instructions
 * @param start where the description's code starts; addresses as in address.ts
 * @returns undefined when the instructions never say where the frame is
 * @throws {SymbolFileError} when they are damaged
 */
export function runFrameProgram(
  reader: ByteReader,
  common: CommonInformation,
  start: number,
  address: number,
): UnwindRow | undefined {
  const empty: State = { cfa: undefined, registers: new Map() };
  const initial = new FrameRun(new ByteReader(common.program, 'call frame table'), common, empty, start).run(address);
  const { cfa, registers } = new FrameRun(reader, common, initial, start).run(address);
  const { returnRegister, isSignalFrame } = common;
  return cfa && { cfa, registers, returnRegister, isSignalFrame };
}

class FrameRun {
  private cfa: CfaRule | undefined;
  private registers: Map<number, RegisterRule>;
  private readonly remembered: State[] = [];
  /** Whether another state has the same map of registers. */
  private isShared = true;

  constructor(
    private readonly reader: ByteReader,
    private readonly common: CommonInformation,
    private readonly initial: State,
    private location: number,
  ) {
    this.cfa = initial.cfa;
    this.registers = initial.registers;
  }

  /** Runs until the next row would be for code after `address`; what moves on changes no rule. */
  run(address: number): State {
    while (!this.reader.atEnd && this.location <= address) {
      this.step();
    }
    return { cfa: this.cfa, registers: this.registers };
  }

  private step(): void {
    const { reader, common } = this;
    const code = reader.u8();
    const low = code & 0x3f;
    switch (code & 0xc0) {
      case ADVANCE:
        this.location += low * common.codeFactor;
        break;
      case OFFSET:
        this.set(low, { kind: 'offset', offset: this.unsignedFactored() });
        break;
      case RESTORE:
        this.restore(low);
        break;
      default:
        this.extended(code);
    }
  }

  private extended(code: number): void {
    if (!this.move(code) && !this.defineCfa(code) && !this.defineRegister(code) && !this.keepState(code)) {
      throw this.reader.error(`call frame instruction 0x${code.toString(16)} is unknown`);
    }
  }

  private move(code: number): boolean {
    const { reader, common } = this;
    switch (code) {
      case instruction.nothing:
      case instruction.negateReturnAddressState:
        return true;
      case instruction.gnuArgumentsSize:
        reader.uleb();
        return true;
      case instruction.setLocation:
        this.location = reader.address(common.addressSize);
        return true;
      case instruction.advance1:
        this.location += reader.u8() * common.codeFactor;
        return true;
      case instruction.advance2:
        this.location += reader.u16() * common.codeFactor;
        return true;
      case instruction.advance4:
        this.location += reader.u32() * common.codeFactor;
        return true;
      default:
        return false;
    }
  }

  private defineCfa(code: number): boolean {
    const { reader } = this;
    switch (code) {
      case instruction.defineCfa:
        this.cfa = { kind: 'register', register: reader.uleb(), offset: reader.bigUleb() };
        return true;
      case instruction.defineCfaSigned:
        this.cfa = { kind: 'register', register: reader.uleb(), offset: this.signedFactored() };
        return true;
      case instruction.defineCfaRegister:
        // The GNU assembler for RISC-V begins with a register alone, and means it without an offset.
        this.cfa = { ...(this.cfa ? this.registerCfa() : NO_OFFSET), register: reader.uleb() };
        return true;
      case instruction.defineCfaOffset:
        this.cfa = { ...this.registerCfa(), offset: reader.bigUleb() };
        return true;
      case instruction.defineCfaOffsetSigned:
        this.cfa = { ...this.registerCfa(), offset: this.signedFactored() };
        return true;
      case instruction.defineCfaExpression:
        this.cfa = { kind: 'expression', expression: this.expression() };
        return true;
      default:
        return false;
    }
  }

  private defineRegister(code: number): boolean {
    const { reader } = this;
    switch (code) {
      case instruction.offsetExtended:
        this.set(reader.uleb(), { kind: 'offset', offset: this.unsignedFactored() });
        return true;
      case instruction.offsetExtendedSigned:
        this.set(reader.uleb(), { kind: 'offset', offset: this.signedFactored() });
        return true;
      case instruction.gnuNegativeOffsetExtended:
        this.set(reader.uleb(), { kind: 'offset', offset: -this.unsignedFactored() });
        return true;
      case instruction.valueOffset:
        this.set(reader.uleb(), { kind: 'value-offset', offset: this.unsignedFactored() });
        return true;
      case instruction.valueOffsetSigned:
        this.set(reader.uleb(), { kind: 'value-offset', offset: this.signedFactored() });
        return true;
      case instruction.register:
        this.set(reader.uleb(), { kind: 'register', register: reader.uleb() });
        return true;
      case instruction.expression:
        this.set(reader.uleb(), { kind: 'expression', expression: this.expression() });
        return true;
      case instruction.valueExpression:
        this.set(reader.uleb(), { kind: 'value-expression', expression: this.expression() });
        return true;
      default:
        return this.defineWithoutPlace(code);
    }
  }

  private defineWithoutPlace(code: number): boolean {
    switch (code) {
      case instruction.undefined:
        this.set(this.reader.uleb(), { kind: 'undefined' });
        return true;
      case instruction.sameValue:
        this.set(this.reader.uleb(), { kind: 'same' });
        return true;
      case instruction.restoreExtended:
        this.restore(this.reader.uleb());
        return true;
      default:
        return false;
    }
  }

  private keepState(code: number): boolean {
    if (code === instruction.rememberState) {
      if (this.remembered.length >= MAXIMUM_REMEMBERED) {
        throw this.reader.error('call frame instructions remember too many states');
      }
      this.remembered.push({ cfa: this.cfa, registers: this.registers });
      this.isShared = true;
      return true;
    }
    if (code === instruction.restoreState) {
      const state = this.remembered.pop();
      if (!state) {
        throw this.reader.error('call frame instructions restore a state that they did not remember');
      }
      this.cfa = state.cfa;
      this.registers = state.registers;
      this.isShared = true;
      return true;
    }
    return false;
  }

  private registerCfa(): CfaRule & { readonly kind: 'register' } {
    if (this.cfa?.kind !== 'register') {
      throw this.reader.error('a part of the frame address is changed where none is defined by a register');
    }
    return this.cfa;
  }

  private set(register: number, rule: RegisterRule): void {
    if (this.registers.size >= MAXIMUM_REGISTERS) {
      throw this.reader.error('call frame instructions name too many registers');
    }
    this.ownRegisters().set(register, rule);
  }

  /** The map to change: states that were remembered keep the one they had. */
  private ownRegisters(): Map<number, RegisterRule> {
    if (this.isShared) {
      this.registers = new Map(this.registers);
      this.isShared = false;
    }
    return this.registers;
  }

  private restore(register: number): void {
    const rule = this.initial.registers.get(register);
    if (rule) {
      this.set(register, rule);
    } else {
      this.ownRegisters().delete(register);
    }
  }

  private unsignedFactored(): bigint {
    return this.reader.bigUleb() * BigInt(this.common.dataFactor);
  }

  private signedFactored(): bigint {
    return this.reader.bigSleb() * BigInt(this.common.dataFactor);
  }

  private expression(): EncodedExpression {
    const bytes = this.reader.block(this.reader.uleb()).slice();
    return { bytes, addressSize: this.common.addressSize };
  }
}
