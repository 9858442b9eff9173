// SPDX-License-Identifier: Apache-2.0
/** Units of .debug_info: their headers and the attributes of their first entry (DWARF 5, section 7.5.1). */

import { type Abbreviation, AbbreviationTable } from './abbreviations';
import type { ByteReader } from './byte-reader';
import type { DebugSections } from './debug-sections';
import { attribute, unitType } from './dwarf';
import { directForm, isAddressForm, readAddress, readNumber, readText, skipForm } from './forms';
import type { UnitContext } from './unit-context';

/** Where an attribute's value stands. */
export interface AttributeValue {
  readonly form: number;
  /** Position in the reader that the entry was read with. */
  readonly position: number;
  readonly constant: number;
}

export type Attributes = ReadonlyMap<number, AttributeValue>;

/** Takes an entry's attributes, remembering where each value stands. */
export function takeAttributes(reader: ByteReader, unit: UnitContext, shape: Abbreviation): Attributes {
  const values = new Map<number, AttributeValue>();
  for (const { attribute: name, form: shapeForm, constant } of shape.attributes) {
    const form = directForm(reader, shapeForm);
    values.set(name, { form, position: reader.position, constant });
    skipForm(reader, unit, form);
  }
  return values;
}

/** Runs `read` at the value of an attribute and comes back; undefined when the attribute is absent. */
export function atValue<T>(
  reader: ByteReader,
  values: Attributes,
  name: number,
  read: (value: AttributeValue) => T,
): T | undefined {
  const value = values.get(name);
  if (!value) {
    return undefined;
  }
  const back = reader.position;
  reader.seek(value.position);
  const result = read(value);
  reader.seek(back);
  return result;
}

export interface UnitHeader {
  /** Offset of the unit in .debug_info. */
  readonly offset: number;
  /** Offset of the first entry. */
  readonly entries: number;
  /** Offset of the first byte after the unit. */
  readonly end: number;
  readonly version: number;
  readonly type: number;
  readonly addressSize: number;
  readonly offsetSize: number;
  readonly abbreviations: number;
  /** Of a type unit: what other units refer to it by, and the offset of the type's entry in .debug_info. */
  readonly signature: bigint | undefined;
  readonly typeEntry: number | undefined;
}

export function isTypeUnit(header: UnitHeader): boolean {
  return header.type === unitType.type || header.type === unitType.splitType;
}

/** Whether a version of DWARF is read. */
export function isReadVersion(version: number): boolean {
  return version >= 2 && version <= 5;
}

/** The longest header: 64-bit DWARF 5 of a type unit. */
const MAXIMUM_HEADER = 48;

/** Reads the header at `offset`. @throws {SymbolFileError} when the unit reaches beyond the section */
export function readUnitHeader(sections: DebugSections, offset: number): UnitHeader {
  const info = sections.get('info');
  const reader = info.window(offset, MAXIMUM_HEADER);
  const { length, offsetSize } = readUnitLength(reader);
  const end = reader.offset + length;
  if (end > info.size) {
    throw reader.error(
      `truncated: a unit should end at 0x${end.toString(16)}, the section at 0x${info.size.toString(16)}`,
    );
  }
  const version = reader.u16();
  if (!isReadVersion(version)) {
    const empty = { type: 0, addressSize: 8, abbreviations: 0, signature: undefined, typeEntry: undefined };
    return { offset, entries: end, end, version, offsetSize, ...empty };
  }
  const oldType = offset >= sections.typesStart ? unitType.type : unitType.compile;
  const type = version === 5 ? reader.u8() : oldType;
  const sizeFirst = version === 5 ? reader.u8() : 0;
  const abbreviations = offsetSize === 8 ? reader.u64() : reader.u32();
  const addressSize = version === 5 ? sizeFirst : reader.u8();
  if (type === unitType.skeleton || type === unitType.splitCompile) {
    reader.skip(8);
  }
  const isType = type === unitType.type || type === unitType.splitType;
  const signature = isType ? reader.bigUnsigned(8) : undefined;
  const typeEntry = isType ? offset + (offsetSize === 8 ? reader.u64() : reader.u32()) : undefined;
  const entries = reader.offset;
  return { offset, entries, end, version, type, addressSize, offsetSize, abbreviations, signature, typeEntry };
}

/** Reads a unit's length, of 4 bytes or an escape and 8 bytes (DWARF 5, section 7.4). */
export function readUnitLength(reader: ByteReader): { length: number; offsetSize: 4 | 8 } {
  const length = reader.u32();
  if (length < 0xffff_fff0) {
    return { length, offsetSize: 4 };
  }
  if (length !== 0xffff_ffff) {
    throw reader.error(`the length 0x${length.toString(16)} is reserved`);
  }
  return { length: reader.u64(), offsetSize: 8 };
}

/** What a unit's first entry usually takes, and what it may take when it holds texts itself. */
const ROOT_ENTRY_BYTES = 256;
const LARGE_ROOT_ENTRY_BYTES = 64 * 1024;

/** Reads the first entry of a unit. @throws {SymbolFileError} when it is damaged */
export function openUnit(
  sections: DebugSections,
  header: UnitHeader,
  shapes?: AbbreviationTable,
  signatures: SignatureIndex = () => undefined,
): Unit {
  const table = shapes ?? new AbbreviationTable(sections.get('abbrev'), header.abbreviations);
  try {
    return new Unit(sections, header, table, ROOT_ENTRY_BYTES, signatures);
  } catch (error) {
    if (header.end - header.entries <= ROOT_ENTRY_BYTES) {
      throw error;
    }
    return new Unit(sections, header, table, LARGE_ROOT_ENTRY_BYTES, signatures);
  }
}

/** Where the entry of the type with a signature is in .debug_info. */
export type SignatureIndex = (signature: bigint) => number | undefined;

/** A unit whose first entry has been read. */
export class Unit implements UnitContext {
  readonly offset: number;
  readonly version: number;
  readonly addressSize: number;
  readonly offsetSize: number;
  readonly tag: number;
  readonly name: string | undefined;
  readonly directory: string | undefined;
  /** Offset of the line program in .debug_line. */
  readonly lineProgram: number | undefined;
  readonly lowAddress: number | undefined;
  /** An address, or a size when `highIsSize`. */
  readonly high: number | undefined;
  readonly highIsSize: boolean;
  readonly ranges: { readonly form: number; readonly value: number } | undefined;
  readonly rangeListsBase: number;
  readonly locationListsBase: number;
  /** Of a skeleton: the file that holds the unit's debug information, which is not read. */
  readonly splitName: string | undefined;
  readonly addressBase: number;
  readonly stringOffsetsBase: number;

  constructor(
    readonly sections: DebugSections,
    readonly header: UnitHeader,
    readonly shapes: AbbreviationTable,
    window: number,
    readonly entryOfSignature: SignatureIndex,
  ) {
    this.offset = header.offset;
    this.version = header.version;
    this.addressSize = header.addressSize;
    this.offsetSize = header.offsetSize;
    const reader = sections.get('info').window(header.entries, Math.min(header.end - header.entries, window));
    if (header.addressSize !== 4 && header.addressSize !== 8) {
      throw reader.error(`addresses of ${header.addressSize} bytes are not supported`);
    }
    const shape = this.shapes.get(reader.uleb());
    this.tag = shape.tag;
    const values = takeAttributes(reader, this, shape);
    const number = (name: number) =>
      atValue(reader, values, name, (value) => readNumber(reader, this, value.form, value.constant));
    const text = (name: number) => atValue(reader, values, name, (value) => readText(reader, this, value.form));
    // The bases come first: everything else may be given by an index.
    const afterHeader = header.offsetSize === 8 ? 16 : 8;
    this.stringOffsetsBase = number(attribute.stringOffsetsBase) ?? afterHeader;
    this.addressBase = number(attribute.addressBase) ?? afterHeader;
    this.rangeListsBase = number(attribute.rangeListsBase) ?? afterHeader + 4;
    this.locationListsBase = number(attribute.locationListsBase) ?? afterHeader + 4;
    this.splitName = text(attribute.splitName) ?? text(attribute.gnuSplitName);
    this.name = text(attribute.name);
    this.directory = text(attribute.compilationDirectory);
    this.lineProgram = number(attribute.statementList);
    this.lowAddress = atValue(reader, values, attribute.lowAddress, (value) => readAddress(reader, this, value.form));
    this.highIsSize = !isAddressForm(values.get(attribute.highAddress)?.form ?? 0);
    this.high = this.highIsSize
      ? number(attribute.highAddress)
      : atValue(reader, values, attribute.highAddress, (value) => readAddress(reader, this, value.form));
    const ranges = number(attribute.ranges);
    this.ranges = ranges === undefined ? undefined : { form: values.get(attribute.ranges)!.form, value: ranges };
  }

  indexedAddress(index: number): number {
    return this.addressEntry(index).address(this.addressSize);
  }

  /** As `indexedAddress`, for what may be any constant: unsigned, in full width. */
  indexedConstant(index: number): bigint {
    return this.addressEntry(index).bigUnsigned(this.addressSize);
  }

  private addressEntry(index: number): ByteReader {
    const { addressSize } = this;
    return this.sections.get('addr').reader(this.addressBase + index * addressSize, addressSize);
  }

  indexedText(index: number): string {
    const { offsetSize } = this;
    const entry = this.stringOffsetsBase + index * offsetSize;
    const reader = this.sections.get('str_offsets').reader(entry, offsetSize);
    return this.sections.get('str').text(offsetSize === 8 ? reader.u64() : reader.u32());
  }
}
