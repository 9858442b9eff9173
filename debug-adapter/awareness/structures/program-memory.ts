// SPDX-License-Identifier: Apache-2.0
/** A program's variables as structures in one address space. */

import { type Symbols, stripTypedefs, type Type } from '../../symbols';
import type { Address, VirtualSpace } from '../../target';
import { Structure, type StructureMemory } from './structure';
import { StructureError } from './structure-error';

/** Where a program's memory is read: a target, or what has been kept of one. */
export interface MemorySource {
  /** Fewer bytes than asked when what follows is not mapped. */
  readMemory(address: Address, length: number): Promise<Uint8Array>;
}

/** Types and variables that have been asked for. They are the program's, whatever space it is looked at in. */
const knownTypes = new WeakMap<Symbols, Map<string, Type>>();
const knownVariables = new WeakMap<Symbols, Map<string, { readonly type: Type; readonly address: bigint }>>();

export class ProgramMemory implements StructureMemory {
  constructor(
    readonly symbols: Symbols,
    private readonly source: MemorySource,
    readonly space: VirtualSpace,
  ) {}

  read(address: bigint, length: number): Promise<Uint8Array> {
    return this.source.readMemory({ space: this.space, value: address }, length);
  }

  /** A global or static variable. @throws StructureError naming it when the program has none */
  variable(name: string): Structure {
    const { type, address } = remembered(knownVariables, this.symbols, name, () => this.findVariable(name));
    return new Structure(type, address, this);
  }

  /** What a variable that is a pointer points to; undefined for NULL. @throws StructureError */
  async pointedTo(name: string): Promise<Structure | undefined> {
    const { type, address } = this.variable(name);
    const pointer = stripTypedefs(type);
    const bytes = await this.read(address, this.symbols.addressSize);
    if (pointer.kind !== 'pointer' || bytes.length < this.symbols.addressSize) {
      throw new StructureError(`'${name}' is not a pointer that can be read`);
    }
    const value = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    return value === 0n ? undefined : new Structure(pointer.target(), value, this);
  }

  /** Names of variables that a pattern fits. */
  objectsNamed(pattern: RegExp): readonly string[] {
    const objects = this.symbols.symbols().filter(({ kind, name }) => kind === 'object' && pattern.test(name));
    return [...new Set(objects.map(({ name }) => name))];
  }

  has(name: string): boolean {
    return this.symbols.symbolNamed(name) !== undefined;
  }

  /** @param name with its keyword: `struct bao_dm` @throws StructureError naming it when the program has none */
  type(name: string): Type {
    return remembered(knownTypes, this.symbols, name, () => this.findType(name));
  }

  /** A structure by its type's name and its address. */
  at(typeName: string, address: bigint): Structure {
    return new Structure(this.type(typeName), address, this);
  }

  private findVariable(name: string): { readonly type: Type; readonly address: bigint } {
    const symbol = this.symbols.symbolNamed(name);
    const variable = this.symbols.variablesNamed(name)[0];
    if (symbol === undefined || variable === undefined) {
      throw new StructureError(`${this.symbols.name} has no variable '${name}'${this.without()}`);
    }
    return { type: variable.type, address: symbol.address };
  }

  private findType(name: string): Type {
    const type = this.symbols.typeNamed(name);
    if (type === undefined) {
      throw new StructureError(`${this.symbols.name} has no type '${name}'${this.without()}`);
    }
    return type;
  }

  private without(): string {
    return this.symbols.hasDebugInfo ? '' : ': it has no debug information';
  }
}

function remembered<Thing>(
  all: WeakMap<Symbols, Map<string, Thing>>,
  symbols: Symbols,
  name: string,
  find: () => Thing,
): Thing {
  const known = all.get(symbols) ?? new Map<string, Thing>();
  all.set(symbols, known);
  const thing = known.get(name) ?? find();
  known.set(name, thing);
  return thing;
}
