// SPDX-License-Identifier: Apache-2.0
/** Where types, variables and enumerators of a name are described, in one unit or in all of them. */

import type { DebugInfo } from './debug-info';
import { attribute, tag } from './dwarf';
import { blockOf, isBlock, own } from './entries';
import { operation } from './operations';
import type { SymbolTable } from './symbol-table';
import type { Unit } from './unit';
import { readUnitNames, type UnitNames } from './unit-names';
import { scanUnit } from './unit-scan';
import { UnitSearch } from './unit-search';

/** Units whose names are kept. */
const MAXIMUM_UNITS = 16;
/** Names whose entries are kept. */
const MAXIMUM_SEARCHES = 10_000;
/** Units that are looked into for a name that is hardly there. */
const UNLIKELY_UNITS = 64;
const MAXIMUM_VARIABLES = 1000;

const TYPES: ReadonlySet<number> = new Set([
  tag.structureType,
  tag.unionType,
  tag.enumerationType,
  tag.typedef,
  tag.baseType,
]);
const VARIABLES: ReadonlySet<number> = new Set([tag.variable]);
const ENUMERATORS: ReadonlySet<number> = new Set([tag.enumerator]);

/** All answers are offsets of entries in .debug_info. */
export class ProgramNames {
  private readonly units = new Map<Unit, UnitNames>();
  private readonly searches = new Map<string, readonly number[]>();
  private readonly search: UnitSearch;

  constructor(
    private readonly debugInfo: DebugInfo,
    private readonly table: SymbolTable,
    private readonly addressSize: 4 | 8,
  ) {
    this.search = new UnitSearch(debugInfo);
  }

  /** The names at file scope of a unit. */
  of(unit: Unit): UnitNames {
    let names = this.units.get(unit);
    if (!names) {
      names = readUnitNames(this.debugInfo.entries, unit, (action) => this.debugInfo.guarded(action));
      if (this.units.size >= MAXIMUM_UNITS) {
        const oldest = this.units.keys().next().value!;
        this.units.delete(oldest);
        oldest.shapes.forget();
      }
      this.units.set(unit, names);
    }
    return names;
  }

  /** A complete type, by keyword and name (see `typeKey`), from any unit. */
  type(key: string): number | undefined {
    const word = /^(?:struct|union|enum) (.*)$/.exec(key)?.[1] ?? key;
    return this.once(`type ${key}`, () =>
      first(this.search.withName(word, TYPES), (unit) => this.of(unit).types.get(key)),
    )[0];
  }

  /** The enumeration with a constant of a name, from any unit. */
  enumerator(name: string): number | undefined {
    return this.once(`enumerator ${name}`, () => {
      const units = limited(this.search.withName(name, ENUMERATORS), UNLIKELY_UNITS);
      return first(units, (unit) => this.of(unit).enumerators.get(name));
    })[0];
  }

  /** Definitions of variables at file scope and of statics in functions, from all units. */
  variables(name: string): readonly number[] {
    return this.once(`variable ${name}`, () => {
      const symbols = this.table.variablesNamed(name);
      return symbols.length > 0
        ? this.variablesAt(
            name,
            symbols.map(({ address }) => address),
            symbols.some((one) => one.name !== name),
          )
        : this.variablesWithoutSymbol(name);
    });
  }

  /** Whether an entry is more than a declaration. */
  isDefinition(offset: number): boolean {
    return this.debugInfo.guarded(() => !own(this.debugInfo.entries.at(offset), attribute.declaration)) ?? false;
  }

  private variablesAt(name: string, addresses: readonly bigint[], mayBeInFunctions: boolean): number[] {
    const found = new Set<number>();
    for (const unit of this.search.withVariableAt(addresses, this.addressSize)) {
      this.definitionsIn(unit, name).forEach((offset) => void found.add(offset));
      if (mayBeInFunctions) {
        this.staticsIn(unit, name).forEach((offset) => void found.add(offset));
      }
      if (found.size >= Math.min(addresses.length, MAXIMUM_VARIABLES)) {
        break;
      }
    }
    return [...found];
  }

  /** A variable that became a constant, or none; where there is no symbol table, any. */
  private variablesWithoutSymbol(name: string): number[] {
    const limit = this.table.present ? UNLIKELY_UNITS : Number.POSITIVE_INFINITY;
    const found: number[] = [];
    for (const unit of limited(this.search.withName(name, VARIABLES), limit)) {
      found.push(...this.definitionsIn(unit, name), ...this.staticsIn(unit, name));
      if (found.length >= MAXIMUM_VARIABLES) {
        break;
      }
    }
    return found;
  }

  private definitionsIn(unit: Unit, name: string): number[] {
    return (this.of(unit).variables.get(name) ?? []).filter((offset) => this.isDefinition(offset));
  }

  private staticsIn(unit: Unit, name: string): number[] {
    const entries = this.debugInfo.guarded(() => scanUnit(unit, name, VARIABLES)) ?? [];
    return entries
      .filter((entry) => !entry.isTopLevel && this.hasFixedAddress(entry.offset))
      .map(({ offset }) => offset);
  }

  private hasFixedAddress(offset: number): boolean {
    const code = this.debugInfo.guarded(() => {
      const location = own(this.debugInfo.entries.at(offset), attribute.location);
      return location && isBlock(location) ? blockOf(location)[0] : undefined;
    });
    return code === operation.address || code === operation.addressIndex || code === operation.gnuAddressIndex;
  }

  private once(key: string, find: () => readonly number[]): readonly number[] {
    let offsets = this.searches.get(key);
    if (!offsets) {
      offsets = find();
      if (this.searches.size >= MAXIMUM_SEARCHES) {
        this.searches.delete(this.searches.keys().next().value!);
      }
      this.searches.set(key, offsets);
    }
    return offsets;
  }
}

function first(units: Iterable<Unit>, find: (unit: Unit) => number | undefined): number[] {
  for (const unit of units) {
    const offset = find(unit);
    if (offset !== undefined) {
      return [offset];
    }
  }
  return [];
}

function* limited<T>(source: Iterable<T>, count: number): Generator<T> {
  let left = count;
  for (const one of source) {
    if (left-- <= 0) {
      return;
    }
    yield one;
  }
}
