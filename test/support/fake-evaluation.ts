// SPDX-License-Identifier: Apache-2.0
/** A place for expressions to be evaluated in that a test makes up: variables, registers, memory. */

import type { EvaluationContext, Named } from '../../debug-adapter/expressions';
import type { Location, Type } from '../../debug-adapter/symbols';

const MEMORY = 0x1000n;

export class FakeEvaluation implements EvaluationContext {
  readonly variables = new Map<string, Named>();
  readonly types = new Map<string, Type>();
  readonly registers = new Map<number, bigint | undefined>();
  readonly symbols = new Map<bigint, string>();
  /** Mapped from 0x1000 on. */
  readonly memory: Uint8Array;
  /** Ranges that were written, for tests that count. */
  readonly writes: { readonly address: bigint; readonly length: number }[] = [];
  reads = 0;

  constructor(
    readonly pointerSize = 8,
    size = 0x1000,
  ) {
    this.memory = new Uint8Array(size);
  }

  variable(name: string, type: Type, location: Location): this {
    this.variables.set(name, { type, location });
    return this;
  }

  /** A variable in memory. */
  at(name: string, type: Type, address: bigint, bytes: readonly number[] = []): this {
    this.memory.set(bytes, Number(address - MEMORY));
    return this.variable(name, type, { kind: 'memory', address });
  }

  async name(name: string): Promise<Named | undefined> {
    return this.variables.get(name);
  }

  type(name: string): Type | undefined {
    return this.types.get(name);
  }

  async register(name: string): Promise<Named | undefined> {
    const number = /^x(\d+)$/.exec(name)?.[1];
    const type: Type = { kind: 'base', name: 'unsigned long', size: this.pointerSize, encoding: 'unsigned' };
    return number === undefined ? undefined : { type, location: { kind: 'register', number: Number(number) } };
  }

  async names(prefix: string): Promise<string[]> {
    return [...this.variables.keys()].filter((name) => name.startsWith(prefix));
  }

  async readRegister(number: number): Promise<bigint | undefined> {
    return this.registers.get(number);
  }

  async writeRegister(number: number, value: bigint): Promise<void> {
    this.registers.set(number, value);
  }

  async read(address: bigint, length: number): Promise<Uint8Array> {
    this.reads++;
    const offset = address - MEMORY;
    const isMapped = offset >= 0n && offset < this.memory.length;
    return isMapped ? this.memory.slice(Number(offset), Number(offset) + length) : new Uint8Array();
  }

  async write(address: bigint, bytes: Uint8Array): Promise<number> {
    const offset = Number(address - MEMORY);
    if (offset < 0 || offset >= this.memory.length) {
      return 0;
    }
    const written = bytes.subarray(0, this.memory.length - offset);
    this.memory.set(written, offset);
    this.writes.push({ address, length: written.length });
    return written.length;
  }

  symbolAt(address: bigint): string | undefined {
    return this.symbols.get(address);
  }
}
