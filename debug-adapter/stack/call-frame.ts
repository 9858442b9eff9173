// SPDX-License-Identifier: Apache-2.0
/** One call on a stack: its registers, memory and canonical frame address. Inlined calls in it share it. */

import {
  type EncodedExpression,
  evaluateExpression,
  type LocationContext,
  type RegisterRule,
  type Symbols,
  type UnwindRow,
} from '../symbols';
import type { Target, VirtualSpace } from '../target';
import { defaultRule, register } from './abi';
import { bytesOf, LOST, REGISTER_BYTES, type RegisterPlace, wordOf } from './register-place';
import type { RegisterSource } from './register-set';

/** The way from a frame to its caller. */
export interface Unwinder {
  rowOf(frame: CallFrame): Promise<UnwindRow | undefined>;
  callerOf(frame: CallFrame): Promise<CallFrame | undefined>;
}

export interface CallFrameOptions {
  readonly target: Target;
  readonly registers: RegisterSource;
  readonly unwinder: Unwinder;
  readonly space: VirtualSpace;
  readonly symbols: Symbols | undefined;
  readonly pc: bigint;
  /** See Frame.codeAddress. */
  readonly codeAddress: bigint;
  /** The frame that this one called; undefined for the innermost. */
  readonly callee: CallFrame | undefined;
}

export class CallFrame implements LocationContext {
  private readonly places = new Map<number, Promise<RegisterPlace>>();
  private unwindRow: Promise<UnwindRow | undefined> | undefined;
  private frameAddress: Promise<bigint | undefined> | undefined;
  private outer: Promise<CallFrame | undefined> | undefined;

  constructor(readonly options: CallFrameOptions) {}

  /** For locations: the address that its variables are looked up with. */
  get pc(): bigint {
    return this.options.codeAddress;
  }

  async register(number: number): Promise<bigint | undefined> {
    return this.valueAt(await this.placeOf(number));
  }

  /** Where a register by DWARF number is, as it was in this frame. */
  placeOf(number: number): Promise<RegisterPlace> {
    let place = this.places.get(number);
    if (place === undefined) {
      place = this.findPlace(number);
      this.places.set(number, place);
    }
    return place;
  }

  async setRegister(number: number, value: bigint): Promise<boolean> {
    const place = await this.placeOf(number);
    if (place.kind === 'live') {
      return this.options.registers.write(place.number, value);
    }
    if (place.kind !== 'memory') {
      return false;
    }
    const { target, space } = this.options;
    return (await target.writeMemory({ space, value: place.address }, bytesOf(value))) === REGISTER_BYTES;
  }

  cfa(): Promise<bigint | undefined> {
    this.frameAddress ??= this.computeCfa();
    return this.frameAddress;
  }

  row(): Promise<UnwindRow | undefined> {
    this.unwindRow ??= this.options.unwinder.rowOf(this);
    return this.unwindRow;
  }

  async read(address: bigint, length: number): Promise<Uint8Array | undefined> {
    const { target, space } = this.options;
    const bytes = await target.readMemory({ space, value: address }, length);
    return bytes.length === length ? bytes : undefined;
  }

  caller(): Promise<CallFrame | undefined> {
    this.outer ??= this.options.unwinder.callerOf(this);
    return this.outer;
  }

  /** Where a register of the caller is, by this frame's unwinding rules. */
  async placeInCaller(number: number): Promise<RegisterPlace> {
    const row = await this.row();
    if (row === undefined) {
      return LOST;
    }
    const rule = row.registers.get(number) ?? defaultRule(number, row);
    return rule === 'frame-address' ? known(await this.cfa()) : this.follow(rule, number);
  }

  async valueAt(place: RegisterPlace): Promise<bigint | undefined> {
    switch (place.kind) {
      case 'live':
        return this.options.registers.read(place.number);
      case 'memory':
        return this.readWord(place.address);
      case 'known':
        return place.value;
      case 'lost':
        return undefined;
    }
  }

  private async findPlace(number: number): Promise<RegisterPlace> {
    if (number === register.zero) {
      return { kind: 'known', value: 0n };
    }
    const { callee, registers } = this.options;
    return callee === undefined ? registers.placeOf(number) : callee.placeInCaller(number);
  }

  private async follow(rule: RegisterRule, number: number): Promise<RegisterPlace> {
    switch (rule.kind) {
      case 'undefined':
        return LOST;
      case 'same':
        return this.placeOf(number);
      case 'register':
        return this.placeOf(rule.register);
      case 'offset':
        return memory(sum(await this.cfa(), rule.offset));
      case 'value-offset':
        return known(sum(await this.cfa(), rule.offset));
      case 'expression':
        return memory(await this.evaluate(rule.expression));
      case 'value-expression':
        return known(await this.evaluate(rule.expression));
    }
  }

  /** An expression of a rule begins with the frame address on its stack (DWARF 5, section 6.4.2.2). */
  private async evaluate(expression: EncodedExpression): Promise<bigint | undefined> {
    const cfa = await this.cfa();
    return cfa === undefined ? undefined : evaluateExpression(expression, this, [cfa]);
  }

  private async computeCfa(): Promise<bigint | undefined> {
    const rule = (await this.row())?.cfa;
    switch (rule?.kind) {
      case 'register':
        return sum(await this.register(rule.register), rule.offset);
      case 'expression':
        return evaluateExpression(rule.expression, this);
      default:
        return undefined;
    }
  }

  private async readWord(address: bigint): Promise<bigint | undefined> {
    const bytes = await this.read(address, REGISTER_BYTES);
    return bytes && wordOf(bytes);
  }
}

function memory(address: bigint | undefined): RegisterPlace {
  return address === undefined ? LOST : { kind: 'memory', address };
}

function known(value: bigint | undefined): RegisterPlace {
  return value === undefined ? LOST : { kind: 'known', value };
}

/** Addresses wrap around. */
function sum(base: bigint | undefined, offset: bigint): bigint | undefined {
  return base === undefined ? undefined : BigInt.asUintN(64, base + offset);
}
