// SPDX-License-Identifier: Apache-2.0
/** Types and variables of a program, by address and by name. Everything is read when it is asked for. */

import { canonicalTypeName, standardType } from './c-type-names';
import type { DebugInfo } from './debug-info';
import { attribute } from './dwarf';
import { type Entries, type Entry, own } from './entries';
import type { FunctionSurroundings } from './expression';
import { FunctionScopes } from './function-scopes';
import type { SymbolTable } from './symbol-table';
import type { Enumerator, SourcePlace } from './symbols';
import { TypeReader } from './type-reader';
import type { Type } from './types';
import type { Unit } from './unit';
import { readUnitNames, typeKey, type UnitNames } from './unit-names';
import { VariableReader } from './variable-reader';
import type { FrameVariables, LocationContext, Variable } from './variables';

/** Units whose names are kept. */
const MAXIMUM_UNIT_NAMES = 16;
/** Names that have been looked for in all units. */
const MAXIMUM_SEARCHES = 10_000;

export class ProgramData {
  private readonly entries: Entries;
  private readonly types: TypeReader;
  private readonly variables: VariableReader;
  private readonly scopes: FunctionScopes;
  private readonly names = new Map<Unit, UnitNames>();
  private readonly searchedTypes = new Map<string, number | undefined>();

  constructor(
    private readonly debugInfo: DebugInfo,
    private readonly table: SymbolTable,
    private readonly addressSize: number,
  ) {
    this.entries = debugInfo.entries;
    const guarded = <T>(action: () => T) => debugInfo.guarded(action);
    const placeOf = (entry: Entry) => guarded(() => this.placeOf(entry));
    const { entries } = this;
    this.types = new TypeReader({
      entries,
      guarded,
      placeOf,
      completeType: (kind, name, near) => this.completeType(typeKey(kind, name), near.unit),
    });
    this.variables = new VariableReader({
      entries,
      guarded,
      placeOf,
      typeOf: (entry) => this.types.typeOf(entry),
      typeAt: (offset) => this.types.at(offset),
      definitionOf: (name, declaration) => this.definitionOf(name, declaration),
    });
    this.scopes = new FunctionScopes(entries, this.variables, guarded, (owner) => this.surroundingsOf(owner));
  }

  /** Variables at an address in a function or in a call inlined into it. */
  variablesOf(offset: number, owner: number, address: number): FrameVariables {
    return this.scopes.at(offset, owner, address);
  }

  /** The variables at file scope of a unit; declarations only where the unit has no definition. */
  variablesOfUnit(unit: Unit): Variable[] {
    return [...this.namesOf(unit).variables.values()].flatMap((offsets) => this.fileScopeVariables(offsets));
  }

  variablesNamed(name: string): Variable[] {
    const found: Variable[] = [];
    for (const unit of this.allUnits()) {
      const offsets = this.namesOf(unit).variables.get(name) ?? [];
      found.push(...this.fileScopeVariables(offsets.filter((offset) => this.isDefinition(offset))));
    }
    return found;
  }

  typeNamed(name: string, near: Unit | undefined): Type | undefined {
    const key = canonicalTypeName(name);
    const own = near && this.namesOf(near).types.get(key);
    if (own !== undefined) {
      return this.types.at(own);
    }
    return this.searchType(key) ?? standardType(key, this.addressSize);
  }

  enumeratorNamed(name: string, near: Unit | undefined): Enumerator | undefined {
    for (const unit of near ? [near, ...this.allUnits()] : this.allUnits()) {
      const offset = this.namesOf(unit).enumerators.get(name);
      const type = offset === undefined ? undefined : this.types.at(offset);
      if (type?.kind === 'enum') {
        const value = type.enumerators().find((one) => one.name === name)?.value;
        return value === undefined ? undefined : { type, value };
      }
    }
    return undefined;
  }

  /** The type of a function by its entry in .debug_info. */
  functionType(offset: number): Type | undefined {
    // A specialised copy may have lost parameters; the source's function is what it was made from.
    const source = this.debugInfo.guarded(() => {
      const entry = this.entries.at(offset);
      return this.entries.origin(entry)?.offset ?? offset;
    });
    return source === undefined ? undefined : this.types.at(source);
  }

  private surroundingsOf(owner: number): FunctionSurroundings {
    const frameBase = this.debugInfo.guarded(() => {
      const found = this.entries.find(this.entries.at(owner), attribute.frameBase);
      return found && { unit: found.entry.unit, description: this.variables.describe(found) };
    });
    return {
      frameBaseAt: (pc) => frameBase && this.variables.expressionAt(frameBase.unit, frameBase.description, pc),
      entryValue: async () => undefined,
    };
  }

  private fileScopeVariables(offsets: readonly number[]): Variable[] {
    const definitions = offsets.filter((offset) => this.isDefinition(offset));
    const wanted = definitions.length > 0 ? definitions : offsets.slice(0, 1);
    return wanted.flatMap((offset) => {
      const variable = this.debugInfo.guarded(() => this.variables.read(this.entries.at(offset), false, undefined));
      return variable ? [variable] : [];
    });
  }

  private isDefinition(offset: number): boolean {
    return this.debugInfo.guarded(() => !own(this.entries.at(offset), attribute.declaration)) ?? false;
  }

  private definitionOf(name: string, declaration: Entry): Variable | undefined {
    const near = this.namesOf(declaration.unit).variables.get(name) ?? [];
    const own = near.find((offset) => this.isDefinition(offset));
    const found = own === undefined ? this.variablesNamed(name) : this.fileScopeVariables([own]);
    return found.find((one) => own !== undefined || one.kind === 'global') ?? this.symbolVariable(name, declaration);
  }

  /** What only the linker or assembly defines: its type is that of the declaration. */
  private symbolVariable(name: string, declaration: Entry): Variable | undefined {
    const [symbol] = this.table.named(name);
    if (!symbol) {
      return undefined;
    }
    const { address } = symbol;
    const type = this.types.typeOf(declaration);
    const locate = async (_: LocationContext) => ({ kind: 'memory', address }) as const;
    return { name, kind: 'global', type, place: this.placeOf(declaration), locate };
  }

  /** The complete type of a name in any unit but one. */
  private completeType(key: string, near: Unit): Type | undefined {
    const own = this.namesOf(near).types.get(key);
    return own === undefined ? this.searchType(key) : this.types.at(own);
  }

  private searchType(key: string): Type | undefined {
    if (!this.searchedTypes.has(key)) {
      if (this.searchedTypes.size >= MAXIMUM_SEARCHES) {
        this.searchedTypes.delete(this.searchedTypes.keys().next().value!);
      }
      this.searchedTypes.set(key, this.findType(key));
    }
    const offset = this.searchedTypes.get(key);
    return offset === undefined ? undefined : this.types.at(offset);
  }

  private findType(key: string): number | undefined {
    for (const unit of this.allUnits()) {
      const offset = this.namesOf(unit).types.get(key);
      if (offset !== undefined) {
        return offset;
      }
    }
    return undefined;
  }

  private *allUnits(): Generator<Unit> {
    for (let index = 0; index < this.debugInfo.unitCount; index++) {
      const unit = this.debugInfo.unit(index);
      if (unit) {
        yield unit;
      }
    }
  }

  private namesOf(unit: Unit): UnitNames {
    let names = this.names.get(unit);
    if (!names) {
      names = readUnitNames(this.entries, unit, (action) => this.debugInfo.guarded(action));
      if (this.names.size >= MAXIMUM_UNIT_NAMES) {
        this.names.delete(this.names.keys().next().value!);
      }
      this.names.set(unit, names);
    }
    return names;
  }

  private placeOf(entry: Entry): SourcePlace | undefined {
    const file = this.entries.find(entry, attribute.declarationFile);
    const number = this.entries.number(entry, attribute.declarationFile);
    const path = file && number !== undefined ? this.debugInfo.filesOfUnit(file.entry.unit)[number] : undefined;
    if (path === undefined) {
      return undefined;
    }
    const line = this.entries.number(entry, attribute.declarationLine) ?? 0;
    return { file: path, line, column: this.entries.number(entry, attribute.declarationColumn) ?? 0 };
  }
}
