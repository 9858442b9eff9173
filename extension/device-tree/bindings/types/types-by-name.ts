// SPDX-License-Identifier: Apache-2.0
/** Looks up what type a property has, by its name. */

import { compilePattern } from '../schema';
import type { Dimensions, TypeTables } from './property-type';

export interface KnownType {
  /** Several where bindings use the name differently; none where no binding knows it. */
  readonly types: ReadonlySet<string>;
  readonly dimensions: Dimensions | undefined;
}

/** Gives the type of a property. */
export interface PropertyTypes {
  of(name: string): KnownType;
}

export class TypesByName implements PropertyTypes {
  private readonly known = new Map<string, KnownType>();

  constructor(private readonly tables: TypeTables) {}

  of(name: string): KnownType {
    const known = this.known.get(name);
    if (known) {
      return known;
    }
    const made = this.lookUp(name);
    if (this.known.size < MAXIMUM_KEPT) {
      this.known.set(name, made);
    }
    return made;
  }

  private lookUp(name: string): KnownType {
    const exact = Object.hasOwn(this.tables.exact, name) ? this.tables.exact[name]! : [];
    const types = new Set(exact.flatMap(({ type }) => type ?? []));
    let dimensions = exact.find((each) => each.dimensions)?.dimensions;
    if (types.size === 0 || !dimensions) {
      const matching = this.tables.patterns.filter(([pattern]) => compilePattern(pattern)?.test(name));
      if (types.size === 0) {
        for (const [, { type }] of matching) {
          types.add(type!);
        }
      }
      dimensions ??= matching.find(([, type]) => type.dimensions)?.[1].dimensions;
    }
    return { types, dimensions };
  }
}

/** Names are few in real trees; more come from input that only wants memory. */
const MAXIMUM_KEPT = 50_000;

/** Types of which the second are asked for names that the first do not know. */
export class LayeredTypes implements PropertyTypes {
  constructor(
    private readonly first: PropertyTypes,
    private readonly second: PropertyTypes,
  ) {}

  of(name: string): KnownType {
    const known = this.first.of(name);
    return known.types.size > 0 ? known : this.second.of(name);
  }
}
