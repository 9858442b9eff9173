// SPDX-License-Identifier: Apache-2.0
/** The names that a unit gives to types, variables and enumerators at file scope. */

import { canonicalTypeName } from './c-type-names';
import { attribute, tag } from './dwarf';
import { type Entries, type Entry, own } from './entries';
import type { Unit } from './unit';

/** Entries by name, as offsets in .debug_info; several of a name in the order of the unit. */
export interface UnitNames {
  /** Complete ones, by keyword and name: `struct virtqueue`, `u32`. */
  readonly types: ReadonlyMap<string, number>;
  /** Definitions before declarations. */
  readonly variables: ReadonlyMap<string, readonly number[]>;
  /** The enumeration types that have a constant of a name. */
  readonly enumerators: ReadonlyMap<string, number>;
}

const KEYWORDS: ReadonlyMap<number, string> = new Map([
  [tag.structureType, 'struct '],
  [tag.unionType, 'union '],
  [tag.enumerationType, 'enum '],
  [tag.typedef, ''],
  [tag.baseType, ''],
]);

/** Keyword and name of a type as they are written in C. */
export function typeKey(kind: number, name: string): string {
  return kind === tag.baseType ? canonicalTypeName(name) : (KEYWORDS.get(kind) ?? '') + name;
}

/** Reads the entries at file scope. What comes after damage is missing. */
export function readUnitNames(entries: Entries, unit: Unit, guarded: (action: () => void) => void): UnitNames {
  const names: Collected = { types: new Map(), variables: new Map(), enumerators: new Map() };
  guarded(() => {
    for (const entry of entries.children(entries.root(unit))) {
      takeName(entries, entry, names);
    }
  });
  return names;
}

interface Collected {
  readonly types: Map<string, number>;
  readonly variables: Map<string, number[]>;
  readonly enumerators: Map<string, number>;
}

function takeName(entries: Entries, entry: Entry, names: Collected): void {
  const { tag: kind } = entry.shape;
  if (kind === tag.variable) {
    takeVariable(entries, entry, names.variables);
  } else if (KEYWORDS.has(kind) && !own(entry, attribute.declaration)) {
    const name = own(entry, attribute.name) && entries.text(entry, attribute.name);
    const key = name === undefined ? undefined : typeKey(kind, name);
    if (key !== undefined && !names.types.has(key)) {
      names.types.set(key, entry.offset);
    }
    if (kind === tag.enumerationType) {
      takeEnumerators(entries, entry, names.enumerators);
    }
  }
}

function takeVariable(entries: Entries, entry: Entry, variables: Map<string, number[]>): void {
  const name = entries.text(entry, attribute.name);
  if (name === undefined) {
    return;
  }
  const known = variables.get(name);
  if (!known) {
    variables.set(name, [entry.offset]);
  } else if (own(entry, attribute.declaration)) {
    known.push(entry.offset);
  } else {
    known.unshift(entry.offset);
  }
}

function takeEnumerators(entries: Entries, entry: Entry, enumerators: Map<string, number>): void {
  for (const child of entries.children(entry)) {
    const name = child.shape.tag === tag.enumerator ? entries.text(child, attribute.name) : undefined;
    if (name !== undefined && !enumerators.has(name)) {
      enumerators.set(name, entry.offset);
    }
  }
}
