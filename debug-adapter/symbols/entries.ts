// SPDX-License-Identifier: Apache-2.0
/** Debugging entries at any place of .debug_info: their attributes, those of entries they refer to, their children. */

import type { Abbreviation } from './abbreviations';
import { ByteReader } from './byte-reader';
import { attribute } from './dwarf';
import { EntrySkipper } from './entry-skipper';
import {
  isAddressForm,
  isBlockForm,
  readAddress,
  readBlock,
  readConstant,
  readNumber,
  readReference,
  readText,
} from './forms';
import { SymbolFileError } from './symbol-error';
import { type Attributes, type AttributeValue, takeAttributes, type Unit } from './unit';

/** Entries refer to each other at most this often in a row. */
const MAXIMUM_REFERENCES = 16;
/** Contents of units that are kept; the last one always is. */
const MAXIMUM_CONTENTS = 32 * 1024 * 1024;

/** An entry may be kept: it does not keep the unit's contents in memory. */
export class Entry {
  constructor(
    readonly unit: Unit,
    /** In .debug_info. */
    readonly offset: number,
    readonly shape: Abbreviation,
    readonly values: Attributes,
    /** Position in `reader` of what follows the attributes: the first child, if there are children. */
    readonly after: number,
    private readonly contents: (unit: Unit) => ByteReader,
  ) {}

  /** Over the unit's entries; shared with the unit's other entries, so its position means nothing. */
  get reader(): ByteReader {
    return this.contents(this.unit);
  }
}

/** An attribute together with the entry that has it, which may be one that was referred to. */
export interface FoundAttribute {
  readonly entry: Entry;
  readonly value: AttributeValue;
}

export class Entries {
  private readonly contents = new Map<Unit, ByteReader>();
  private contentBytes = 0;
  private readonly skippers = new WeakMap<Unit, EntrySkipper>();

  /** @param unitOf the unit that holds an offset of .debug_info */
  constructor(private readonly unitOf: (offset: number) => Unit | undefined) {}

  /** @throws {SymbolFileError} when there is no entry */
  at(offset: number): Entry {
    const unit = this.unitOf(offset);
    if (!unit || offset < unit.header.entries) {
      throw new SymbolFileError(`.debug_info: there is no entry at offset 0x${offset.toString(16)}`);
    }
    const entry = this.read(unit, offset - unit.header.entries);
    if (!entry) {
      throw new SymbolFileError(`.debug_info: the entry at offset 0x${offset.toString(16)} is empty`);
    }
    return entry;
  }

  /** The first entry of a unit, which holds all others. */
  root(unit: Unit): Entry {
    return this.at(unit.header.entries);
  }

  /** The entries directly below one. */
  *children(parent: Entry): Generator<Entry> {
    if (!parent.shape.hasChildren) {
      return;
    }
    const size = parent.reader.bytes.length;
    for (let position = parent.after; position < size; ) {
      const child = this.read(parent.unit, position);
      if (!child) {
        return;
      }
      yield child;
      position = this.endOf(child);
    }
  }

  /** An attribute of an entry, or of the one that it completes (an abstract instance, a declaration). */
  find(entry: Entry, name: number): FoundAttribute | undefined {
    let current: Entry | undefined = entry;
    for (let depth = 0; current && depth < MAXIMUM_REFERENCES; depth++) {
      const value = current.values.get(name);
      if (value) {
        return { entry: current, value };
      }
      current = this.origin(current);
    }
    return undefined;
  }

  /** The entry that one completes. */
  origin(entry: Entry): Entry | undefined {
    return this.referred(entry, attribute.abstractOrigin) ?? this.referred(entry, attribute.specification);
  }

  /** The entry that an attribute of an entry refers to. */
  referred(entry: Entry, name: number): Entry | undefined {
    const value = entry.values.get(name);
    const offset = value && referenceOf({ entry, value });
    return offset === undefined ? undefined : this.at(offset);
  }

  text(entry: Entry, name: number): string | undefined {
    const found = this.find(entry, name);
    return found && textOf(found);
  }

  number(entry: Entry, name: number): number | undefined {
    const found = this.find(entry, name);
    return found && numberOf(found);
  }

  flag(entry: Entry, name: number): boolean {
    return (this.number(entry, name) ?? 0) !== 0;
  }

  /** Position of what follows an entry and everything below it. */
  private endOf(entry: Entry): number {
    const { reader, unit } = entry;
    if (!entry.shape.hasChildren) {
      return entry.after;
    }
    const sibling = entry.values.get(attribute.sibling);
    const offset = sibling && referenceOf({ entry, value: sibling });
    const position = (offset ?? 0) - unit.header.entries;
    // One that leads backwards would never end.
    return position > entry.after && position <= reader.bytes.length ? position : this.skipBelow(entry);
  }

  private skipBelow({ unit, reader, after }: Entry): number {
    const skipper = this.skipperOf(unit);
    reader.seek(after);
    for (let depth = 1; depth > 0 && !reader.atEnd; ) {
      const code = reader.uleb();
      if (code === 0) {
        depth--;
      } else {
        const shape = unit.shapes.get(code);
        skipper.skip(reader, shape);
        depth += shape.hasChildren ? 1 : 0;
      }
    }
    return reader.position;
  }

  private skipperOf(unit: Unit): EntrySkipper {
    let skipper = this.skippers.get(unit);
    if (!skipper) {
      skipper = new EntrySkipper(unit);
      this.skippers.set(unit, skipper);
    }
    return skipper;
  }

  /** The entry at a position of the unit's contents; undefined at the end of a list of children. */
  private read(unit: Unit, position: number): Entry | undefined {
    const reader = this.contentsOf(unit);
    reader.seek(position);
    const code = reader.uleb();
    if (code === 0) {
      return undefined;
    }
    const shape = unit.shapes.get(code);
    const values = takeAttributes(reader, unit, shape);
    return new Entry(unit, unit.header.entries + position, shape, values, reader.position, this.contentsOf);
  }

  private readonly contentsOf = (unit: Unit): ByteReader => {
    const known = this.contents.get(unit);
    if (known) {
      return known;
    }
    const { entries, end } = unit.header;
    const { bytes } = unit.sections.get('info').reader(entries, end - entries);
    for (const [other, reader] of this.contents) {
      if (this.contentBytes + bytes.length <= MAXIMUM_CONTENTS) {
        break;
      }
      this.contents.delete(other);
      this.contentBytes -= reader.bytes.length;
    }
    const reader = new ByteReader(bytes, '.debug_info', entries);
    this.contents.set(unit, reader);
    this.contentBytes += bytes.length;
    return reader;
  };
}

/** The attribute of an entry itself. */
export function own(entry: Entry, name: number): FoundAttribute | undefined {
  const value = entry.values.get(name);
  return value && { entry, value };
}

function at<T>({ entry, value }: FoundAttribute, read: (reader: ByteReader, unit: Unit) => T): T {
  const { reader } = entry;
  reader.seek(value.position);
  return read(reader, entry.unit);
}

export function textOf(found: FoundAttribute): string | undefined {
  return at(found, (reader, unit) => readText(reader, unit, found.value.form));
}

/** A number, an offset or an index. */
export function numberOf(found: FoundAttribute): number {
  return at(found, (reader, unit) => readNumber(reader, unit, found.value.form, found.value.constant));
}

export function constantOf(found: FoundAttribute): bigint {
  return at(found, (reader, unit) => readConstant(reader, unit, found.value.form, found.value.constant));
}

/** A copy, which does not keep the unit's contents in memory. */
export function blockOf(found: FoundAttribute): Uint8Array {
  return at(found, (reader) => readBlock(reader, found.value.form)).slice();
}

/** Offset in .debug_info of the entry referred to; undefined when it is in another file. */
export function referenceOf(found: FoundAttribute): number | undefined {
  return at(found, (reader, unit) => readReference(reader, unit, found.value.form));
}

/** An address as in address.ts; undefined when the attribute is no address. */
export function addressOf(found: FoundAttribute): number | undefined {
  return isAddressForm(found.value.form)
    ? at(found, (reader, unit) => readAddress(reader, unit, found.value.form))
    : undefined;
}

export function isBlock(found: FoundAttribute): boolean {
  return isBlockForm(found.value.form);
}
