// SPDX-License-Identifier: Apache-2.0
/** Types and variables of a program, by address and by name. Everything is read when it is asked for. */

import { toInternal } from './address';
import { canonicalTypeName, standardType } from './c-type-names';
import { CallSites } from './call-sites';
import type { DebugInfo } from './debug-info';
import { attribute } from './dwarf';
import type { Entries, Entry } from './entries';
import { EntryValues } from './entry-values';
import type { FunctionSurroundings } from './expression';
import { FunctionScopes } from './function-scopes';
import { ProgramNames } from './program-names';
import { sourcePlace } from './source-place';
import type { SymbolTable } from './symbol-table';
import type { Enumerator, SourcePlace } from './symbols';
import type { FunctionPlace } from './tail-calls';
import { TypeReader } from './type-reader';
import type { Type } from './types';
import type { Unit } from './unit';
import { typeKey } from './unit-names';
import { VariableReader } from './variable-reader';
import type { FrameVariables, LocationContext, Variable } from './variables';

/** Variables outside of functions that are kept. */
const MAXIMUM_STATICS = 10_000;

export class ProgramData {
  private readonly entries: Entries;
  private readonly names: ProgramNames;
  private readonly types: TypeReader;
  private readonly variables: VariableReader;
  private readonly scopes: FunctionScopes;
  private readonly entryValues: EntryValues;
  private readonly statics = new Map<number, Variable | undefined>();

  /** @param functionAt the function whose code holds an address, see address.ts */
  constructor(
    private readonly debugInfo: DebugInfo,
    private readonly table: SymbolTable,
    private readonly addressSize: 4 | 8,
    private readonly functionAt: (address: number) => FunctionPlace | undefined,
  ) {
    const { entries } = debugInfo;
    const guarded = <T>(action: () => T) => debugInfo.guarded(action);
    const placeOf = (entry: Entry) => guarded(() => this.placeOf(entry));
    const surroundingsOf = (owner: number) => this.surroundingsOf(owner);
    this.entries = entries;
    this.names = new ProgramNames(debugInfo, table, addressSize);
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
    this.scopes = new FunctionScopes(entries, this.variables, guarded, surroundingsOf);
    this.entryValues = new EntryValues({
      calls: new CallSites(entries, guarded),
      functionAt,
      functionNamed: (name) => this.functionNamed(name),
      encode: (entry, bytes) => this.variables.encode(entry.unit, bytes),
      surroundingsOf,
    });
  }

  /** Variables at an address in a function or in a call inlined into it. */
  variablesOf(offset: number, owner: number, address: number): FrameVariables {
    return this.scopes.at(offset, owner, address);
  }

  /** The variables at file scope of a unit; declarations only where the unit has no definition. */
  variablesOfUnit(unit: Unit): Variable[] {
    return [...this.names.of(unit).variables.values()].flatMap((offsets) => this.fileScopeVariables(offsets));
  }

  /** The variables of a name in a unit; where it has none, in all units. */
  variablesNamed(name: string, near: Unit | undefined): Variable[] {
    const own = near && this.names.of(near).variables.get(name);
    return own ? this.fileScopeVariables(own) : this.variablesAt(this.names.variables(name));
  }

  typeNamed(name: string, near: Unit | undefined): Type | undefined {
    const key = canonicalTypeName(name);
    const own = near && this.names.of(near).types.get(key);
    if (own !== undefined) {
      return this.types.at(own);
    }
    return standardType(key, this.addressSize) ?? this.typeByKey(key);
  }

  enumeratorNamed(name: string, near: Unit | undefined): Enumerator | undefined {
    const offset = (near && this.names.of(near).enumerators.get(name)) ?? this.names.enumerator(name);
    const type = offset === undefined ? undefined : this.types.at(offset);
    if (type?.kind !== 'enum') {
      return undefined;
    }
    const value = type.enumerators().find((one) => one.name === name)?.value;
    return value === undefined ? undefined : { type, value };
  }

  /** The type of a function by its entry in .debug_info. */
  functionType(offset: number): Type | undefined {
    // A specialised copy may have lost parameters; the source's function is what it was made from.
    const source = this.debugInfo.guarded(() => this.entries.origin(this.entries.at(offset))?.offset ?? offset);
    return source === undefined ? undefined : this.types.at(source);
  }

  private surroundingsOf(owner: number): FunctionSurroundings {
    const frameBase = this.debugInfo.guarded(() => {
      const found = this.entries.find(this.entries.at(owner), attribute.frameBase);
      return found && { unit: found.entry.unit, description: this.variables.describe(found) };
    });
    return {
      frameBaseAt: (pc) =>
        frameBase && this.variables.expressionAt(frameBase.unit, frameBase.description, pc, () => false),
      isEntry: (pc) => this.functionAt(toInternal(pc))?.entry === toInternal(pc),
      entryValue: (what, context, run) => this.entryValues.valueAtEntry(what, context, run),
    };
  }

  private fileScopeVariables(offsets: readonly number[]): Variable[] {
    const definitions = offsets.filter((offset) => this.names.isDefinition(offset));
    return this.variablesAt(definitions.length > 0 ? definitions : offsets.slice(0, 1));
  }

  private variablesAt(offsets: readonly number[]): Variable[] {
    return offsets.flatMap((offset) => this.variableAt(offset) ?? []);
  }

  /** The variable of an entry outside of functions, or of a static in one. */
  private variableAt(offset: number): Variable | undefined {
    if (!this.statics.has(offset)) {
      if (this.statics.size >= MAXIMUM_STATICS) {
        this.statics.delete(this.statics.keys().next().value!);
      }
      const read = () => this.variables.read(this.entries.at(offset), false, undefined);
      this.statics.set(offset, this.debugInfo.guarded(read));
    }
    return this.statics.get(offset);
  }

  private definitionOf(name: string, declaration: Entry): Variable | undefined {
    const near = this.names.of(declaration.unit).variables.get(name) ?? [];
    const own = near.find((offset) => this.names.isDefinition(offset));
    const found = own === undefined ? this.variablesNamed(name, undefined) : this.variablesAt([own]);
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

  private functionNamed(name: string): number | undefined {
    const symbol = this.table.named(name).find(({ kind }) => kind !== 'object');
    return symbol && toInternal(symbol.address);
  }

  /** The complete type of a name, from the unit that only declares it or from any other. */
  private completeType(key: string, near: Unit): Type | undefined {
    const own = this.names.of(near).types.get(key);
    return own === undefined ? this.typeByKey(key) : this.types.at(own);
  }

  private typeByKey(key: string): Type | undefined {
    const offset = this.names.type(key);
    return offset === undefined ? undefined : this.types.at(offset);
  }

  private placeOf(entry: Entry): SourcePlace | undefined {
    const file = this.entries.find(entry, attribute.declarationFile);
    const number = this.entries.number(entry, attribute.declarationFile);
    const path = file && number !== undefined ? this.debugInfo.filesOfUnit(file.entry.unit)[number] : undefined;
    if (path === undefined) {
      return undefined;
    }
    const line = this.entries.number(entry, attribute.declarationLine);
    return sourcePlace(path, line, this.entries.number(entry, attribute.declarationColumn));
  }
}
