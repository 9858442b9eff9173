// SPDX-License-Identifier: Apache-2.0
/** Variables from their debugging entries (DWARF 5, section 4.1). */

import { toInternal } from './address';
import { attribute } from './dwarf';
import type { EncodedExpression, ExpressionUnit } from './encoded-expression';
import { blockOf, constantOf, type Entries, type Entry, type FoundAttribute, isBlock, numberOf, own } from './entries';
import { type FunctionSurroundings, locateByExpression, OPTIMIZED_OUT } from './expression';
import { expressionAt, type LocationList, readLocationList } from './location-list';
import { once } from './once';
import { operation } from './operations';
import type { SourcePlace } from './symbols';
import { sizeOf } from './type-sizes';
import type { Type } from './types';
import type { Unit } from './unit';
import type { Location, LocationContext, Variable } from './variables';

/** What variables need from the rest of the debug information. */
export interface VariableSurroundings {
  readonly entries: Entries;
  guarded<T>(action: () => T): T | undefined;
  placeOf(entry: Entry): SourcePlace | undefined;
  typeOf(entry: Entry): Type;
  typeAt(offset: number): Type;
  /** The definition, in any unit, of a variable that an entry only declares. */
  definitionOf(name: string, declaration: Entry): Variable | undefined;
}

/** What an attribute says about a place: one expression for everywhere, or a list by address. */
export type Description = { readonly expression: Uint8Array } | { readonly list: () => LocationList | undefined };

const NOWHERE: Location = { kind: 'unavailable', reason: 'no definition of it is in this program' };
const DAMAGED: Location = { kind: 'unavailable', reason: 'its description is damaged' };
/** A constant is never larger than this in memory. */
const MAXIMUM_CONSTANT_BYTES = 1024 * 1024;

export class VariableReader {
  private readonly units = new WeakMap<Unit, ExpressionUnit>();

  constructor(private readonly around: VariableSurroundings) {}

  /** The variable of an entry; undefined when it has no name. */
  read(entry: Entry, isParameter: boolean, surroundings: FunctionSurroundings | undefined): Variable | undefined {
    const { entries } = this.around;
    const name = entries.text(entry, attribute.name);
    if (name === undefined || name === '') {
      return undefined;
    }
    if (own(entry, attribute.declaration) && !entry.values.has(attribute.specification)) {
      return this.declared(name, entry);
    }
    const place = entries.find(entry, attribute.location);
    const kind = isParameter ? 'parameter' : this.kindOf(entry, place, surroundings !== undefined);
    return this.make(name, kind, entry, this.locator(entry, place, surroundings));
  }

  /** What an attribute of an entry (a location, a frame base) says, for running it. */
  describe(found: FoundAttribute): Description {
    if (isBlock(found)) {
      return { expression: blockOf(found) };
    }
    const { value, entry } = found;
    const offset = numberOf(found);
    return { list: once(() => this.around.guarded(() => readLocationList(entry.unit, value.form, offset))) };
  }

  /** The expression that a description has at an address. @param isEntry whether a function begins at an address */
  expressionAt(
    unit: Unit,
    description: Description,
    pc: bigint,
    isEntry: (pc: bigint) => boolean,
  ): EncodedExpression | undefined {
    const list = 'list' in description ? description.list() : undefined;
    const listed = list && expressionAt(list, toInternal(pc), isEntry(pc));
    const bytes = 'expression' in description ? description.expression : listed;
    return bytes && this.encode(unit, bytes);
  }

  encode(unit: Unit, bytes: Uint8Array): EncodedExpression {
    return { bytes, addressSize: unit.addressSize, unit: this.expressionUnit(unit) };
  }

  private make(name: string, kind: Variable['kind'], entry: Entry, locate: Variable['locate']): Variable {
    const type = once(() => this.around.typeOf(entry));
    const place = once(() => this.around.placeOf(entry));
    return {
      name,
      kind,
      get type() {
        return type();
      },
      get place() {
        return place();
      },
      locate,
    };
  }

  private declared(name: string, entry: Entry): Variable {
    const definition = once(
      () => this.around.guarded(() => this.around.definitionOf(name, entry) ?? null) ?? undefined,
    );
    const locate = async (context: LocationContext) => definition()?.locate(context) ?? NOWHERE;
    const declaration = this.make(name, 'global', entry, locate);
    return {
      name,
      kind: 'global',
      get type() {
        // The declaration may leave an array's size open.
        return definition()?.type ?? declaration.type;
      },
      get place() {
        return declaration.place;
      },
      locate,
    };
  }

  private kindOf(entry: Entry, place: FoundAttribute | undefined, isInFunction: boolean): Variable['kind'] {
    if (this.around.entries.flag(entry, attribute.external)) {
      return 'global';
    }
    const first = place && isBlock(place) ? blockOf(place)[0] : undefined;
    const isFixed =
      first === operation.address || first === operation.addressIndex || first === operation.gnuAddressIndex;
    return isFixed || !isInFunction ? 'static' : 'local';
  }

  private locator(
    entry: Entry,
    place: FoundAttribute | undefined,
    surroundings: FunctionSurroundings | undefined,
  ): Variable['locate'] {
    const constant = this.around.entries.find(entry, attribute.constantValue);
    if (constant) {
      const location = once(() => this.around.guarded(() => this.constant(entry, constant)) ?? DAMAGED);
      return async () => location();
    }
    if (!place) {
      return async () => OPTIMIZED_OUT;
    }
    const { unit } = place.entry;
    const description = this.describe(place);
    return async (context) => {
      const expression = this.expressionAt(unit, description, context.pc, (pc) => surroundings?.isEntry(pc) ?? false);
      if (expression) {
        return locateByExpression(expression, context, surroundings);
      }
      return 'list' in description && !description.list() ? DAMAGED : OPTIMIZED_OUT;
    };
  }

  /** DW_AT_const_value: the value's bytes in a block or a text, or a number as large as the variable. */
  private constant(entry: Entry, found: FoundAttribute): Location {
    if (isBlock(found) || found.value.form === DATA16) {
      return { kind: 'value', bytes: Uint8Array.from(blockOf(found)) };
    }
    const size = Math.min(sizeOf(this.around.typeOf(entry)), MAXIMUM_CONSTANT_BYTES);
    const bytes = new Uint8Array(size);
    let rest = constantOf(found);
    for (let i = 0; i < Math.min(size, 16); i++) {
      bytes[i] = Number(rest & 0xffn);
      rest >>= 8n;
    }
    return { kind: 'value', bytes };
  }

  private expressionUnit(unit: Unit): ExpressionUnit {
    let known = this.units.get(unit);
    if (!known) {
      known = {
        version: unit.version,
        offsetSize: unit.offsetSize,
        offset: unit.offset,
        indexedAddress: (index) => unit.indexedConstant(index),
        typeAt: (offset) => this.around.typeAt(unit.offset + offset),
        expressionAt: (offset) => this.locationOf(offset),
      };
      this.units.set(unit, known);
    }
    return known;
  }

  private locationOf(offset: number): EncodedExpression | undefined {
    const entry = this.around.entries.at(offset);
    const found = own(entry, attribute.location);
    if (!found || !isBlock(found)) {
      return undefined;
    }
    return this.encode(entry.unit, blockOf(found));
  }
}

const DATA16 = 0x1e;
