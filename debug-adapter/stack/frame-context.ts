// SPDX-License-Identifier: Apache-2.0
/** What an expression sees in a frame: its variables, its program's names, the vCPU's registers and memory. */

import type { Convenience, ConvenienceName, ConvenienceSource, EvaluationContext, Named } from '../expressions';
import type { Programs } from '../programs';
import type { BaseType, Symbols, Type, UnknownType, Variable } from '../symbols';
import { type Target, TargetError } from '../target';
import type { Frame } from './frame';
import type { RegisterSource } from './register-set';
import { isSleeping } from './thread';

/** In `Named.location`, registers that all frames have in common have this plus their place in `Target.registers`. */
const FIRST_COMMON = 1 << 20;
const POINTER_BYTES = 8;
/** Bytes behind a symbol of unknown size that still seem to belong to it. */
const NEAR = 1 << 16;

const WORD: BaseType = { kind: 'base', name: 'unsigned long', size: 8, encoding: 'unsigned' };

export class FrameContext implements EvaluationContext {
  readonly pointerSize = POINTER_BYTES;

  /**
   * @param live the registers of the thread's innermost frame
   * @param changed called when a register or memory was written
   * @param facts what names with a `$` that are no registers tell
   */
  constructor(
    private readonly frame: Frame,
    private readonly target: Target,
    private readonly programs: Programs,
    private readonly live: () => RegisterSource,
    private readonly changed: () => void,
    private readonly facts: ConvenienceSource | undefined,
  ) {}

  private get registers(): RegisterSource['names'] {
    return this.live().names;
  }

  async name(name: string): Promise<Named | undefined> {
    const { symbols, codeAddress } = this.frame;
    const variable = this.variable(name);
    if (variable !== undefined) {
      return { type: variable.type, location: await variable.locate(this.frame.context) };
    }
    return (
      symbols && (enumerator(symbols, name, codeAddress) ?? functionNamed(symbols, name) ?? objectNamed(symbols, name))
    );
  }

  type(name: string): Type | undefined {
    return this.frame.symbols?.typeNamed(name, this.frame.codeAddress);
  }

  async register(name: string): Promise<Named | undefined> {
    const number = this.registers.named(name);
    const description = number === undefined ? undefined : this.registers.all[number];
    if (number === undefined || description === undefined) {
      return undefined;
    }
    const own = description.group === 'general' ? description.dwarf : undefined;
    return { type: WORD, location: { kind: 'register', number: own ?? FIRST_COMMON + number } };
  }

  async convenience(name: string): Promise<Convenience | undefined> {
    return this.facts?.value(name);
  }

  conveniences(): readonly ConvenienceName[] {
    const registers = this.registers.all.map(({ name, group, aliases }) => ({
      name,
      about: [group === 'csr' ? 'CSR' : 'register', ...aliases].join(', '),
      isFunction: false,
    }));
    return [...(this.facts?.names ?? []), ...registers];
  }

  async readRegister(number: number): Promise<bigint | undefined> {
    if (number < FIRST_COMMON) {
      return this.frame.context.register(number);
    }
    const own = number - FIRST_COMMON;
    // All levels of a stack have the vCPU's CSRs, but each has a pc of its own.
    return own === this.registers.pc ? this.frame.pc : this.live().read(own);
  }

  async writeRegister(number: number, value: bigint): Promise<void> {
    const wasWritten =
      number < FIRST_COMMON ? await this.writeSaved(number, value) : await this.writeLive(number, value);
    if (!wasWritten) {
      const why = isSleeping(this.frame.thread) ? ': this thread sleeps, and has not saved it' : '';
      throw new TargetError(`this register has no place in this frame where it could be written${why}`);
    }
    this.changed();
  }

  read(address: bigint, length: number): Promise<Uint8Array> {
    return this.target.readMemory({ space: this.frame.space, value: address }, length);
  }

  async write(address: bigint, bytes: Uint8Array): Promise<number> {
    const count = await this.target.writeMemory({ space: this.frame.space, value: address }, bytes);
    this.changed();
    return count;
  }

  symbolAt(address: bigint): string | undefined {
    const symbols = this.symbolsAround(address);
    const found = symbols?.symbolAt(address);
    if (found === undefined || !(found.inside || (found.symbol.size === 0 && found.offset < NEAR))) {
      return undefined;
    }
    return found.offset === 0 ? found.symbol.name : `${found.symbol.name}+0x${found.offset.toString(16)}`;
  }

  async names(prefix: string): Promise<readonly string[]> {
    const locals = this.scopes().flatMap((scope) => scope.map(({ name }) => name));
    const globals = this.frame.symbols?.symbols().map(({ name }) => name) ?? [];
    return [...new Set([...locals, ...globals])].filter((name) => name.startsWith(prefix));
  }

  private variable(name: string): Variable | undefined {
    for (const scope of this.scopes()) {
      const found = scope.find((variable) => variable.name === name);
      if (found !== undefined) {
        return found;
      }
    }
    const { symbols, codeAddress } = this.frame;
    return symbols?.variablesNamed(name, codeAddress)[0];
  }

  private scopes(): readonly (readonly Variable[])[] {
    const { symbols, codeAddress, level } = this.frame;
    const variables = symbols?.variablesAt(codeAddress)[level];
    return variables === undefined ? [] : [...variables.blocks, variables.parameters];
  }

  private async writeSaved(number: number, value: bigint): Promise<boolean> {
    return this.frame.context.setRegister(number, value);
  }

  private async writeLive(number: number, value: bigint): Promise<boolean> {
    const own = number - FIRST_COMMON;
    const isOuterPc = own === this.registers.pc && (await this.live().read(own)) !== this.frame.pc;
    if (isOuterPc || !this.registers.all[own]?.writable) {
      return false;
    }
    return this.live().write(own, value);
  }

  private symbolsAround(address: bigint): Symbols | undefined {
    const { symbols, space } = this.frame;
    const others = this.programs.ofVm(space.vm).filter(({ isImage }) => isImage);
    return [...(symbols ? [symbols] : []), ...others.map((program) => program.symbols)].find(({ segments }) =>
      segments.some((each) => address >= each.address && address < each.address + BigInt(each.memorySize)),
    );
  }
}

function enumerator(symbols: Symbols, name: string, near: bigint): Named | undefined {
  const found = symbols.enumeratorNamed(name, near);
  if (found === undefined) {
    return undefined;
  }
  const bytes = new Uint8Array(POINTER_BYTES);
  new DataView(bytes.buffer).setBigInt64(0, BigInt.asIntN(64, found.value), true);
  return { type: found.type, location: { kind: 'value', bytes: bytes.subarray(0, found.type.size) } };
}

function functionNamed(symbols: Symbols, name: string): Named | undefined {
  const [found] = symbols.functionsNamed(name);
  return (
    found && {
      type: symbols.typeOfFunction(found.entry) ?? unknown(1),
      location: { kind: 'memory', address: found.entry },
    }
  );
}

/** Data that only the symbol table knows. */
function objectNamed(symbols: Symbols, name: string): Named | undefined {
  const found = symbols.symbolNamed(name);
  if (found === undefined) {
    return undefined;
  }
  return { type: unknown(found.size), location: { kind: 'memory', address: found.address } };
}

function unknown(size: number): UnknownType {
  return { kind: 'unknown', size, reason: 'there is no debug information about it' };
}
