// SPDX-License-Identifier: Apache-2.0

import { attribute } from './dwarf';
import { EntrySkipper } from './entry-skipper';
import { readText } from './forms';
import { atValue, takeAttributes, type Unit } from './unit';

/** Entries of one name in one unit that are given. */
const MAXIMUM_FOUND = 1000;

export interface NamedEntry {
  /** In .debug_info. */
  readonly offset: number;
  readonly tag: number;
  /** The entry it is directly below. */
  readonly parent: number;
  /** Directly below the unit's own entry. */
  readonly isTopLevel: boolean;
}

/**
 * All entries of a unit with a name and one of some tags, those inside functions included.
 * @throws {SymbolFileError} when the unit is damaged
 */
export function scanUnit(unit: Unit, name: string, tags: ReadonlySet<number>): NamedEntry[] {
  const { entries, end } = unit.header;
  const reader = unit.sections.get('info').reader(entries, end - entries);
  const skipper = new EntrySkipper(unit);
  const found: NamedEntry[] = [];
  const parents: number[] = [];
  while (!reader.atEnd && found.length < MAXIMUM_FOUND) {
    const { offset } = reader;
    const code = reader.uleb();
    if (code === 0) {
      parents.pop();
      continue;
    }
    const shape = unit.shapes.get(code);
    if (tags.has(shape.tag)) {
      const values = takeAttributes(reader, unit, shape);
      const own = atValue(reader, values, attribute.name, (value) => readText(reader, unit, value.form));
      if (own === name) {
        const parent = parents[parents.length - 1] ?? entries;
        found.push({ offset, tag: shape.tag, parent, isTopLevel: parents.length === 1 });
      }
    } else {
      skipper.skip(reader, shape);
    }
    if (shape.hasChildren) {
      parents.push(offset);
    }
  }
  return found;
}
