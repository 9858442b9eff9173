// SPDX-License-Identifier: Apache-2.0
/** Values of attributes: how long each form is, and what it means (DWARF 5, section 7.5.6). */

import type { ByteReader } from './byte-reader';
import { form } from './dwarf';
import type { UnitContext } from './unit-context';

/** Skips a value. @throws {SymbolFileError} for a form whose size is unknown */
export function skipForm(reader: ByteReader, unit: UnitContext, code: number): void {
  const size = fixedSize(code, unit);
  if (size !== undefined) {
    reader.skip(size);
    return;
  }
  switch (code) {
    case form.string:
      reader.skipText();
      break;
    case form.block1:
      reader.skip(reader.u8());
      break;
    case form.block2:
      reader.skip(reader.u16());
      break;
    case form.block4:
      reader.skip(reader.u32());
      break;
    case form.block:
    case form.expression:
      reader.skip(reader.uleb());
      break;
    case form.indirect:
      skipForm(reader, unit, indirectForm(reader));
      break;
    case form.signedData:
    case form.unsignedData:
    case form.referenceUnsigned:
    case form.stringIndex:
    case form.addressIndex:
    case form.locationListIndex:
    case form.rangeListIndex:
    case form.gnuAddressIndex:
    case form.gnuStringIndex:
      reader.uleb();
      break;
    default:
      throw reader.error(`attribute form 0x${code.toString(16)} is unknown`);
  }
}

/** The form that stands before an indirect value; indirect again would never end. */
function indirectForm(reader: ByteReader): number {
  const code = reader.uleb();
  if (code === form.indirect || code === form.implicitConstant) {
    throw reader.error('an indirect form leads to another one');
  }
  return code;
}

/** Size of a form in bytes, where it does not depend on the value. */
function fixedSize(code: number, unit: UnitContext): number | undefined {
  switch (code) {
    case form.flagPresent:
    case form.implicitConstant:
      return 0;
    case form.data1:
    case form.flag:
    case form.reference1:
    case form.stringIndex1:
    case form.addressIndex1:
      return 1;
    case form.data2:
    case form.reference2:
    case form.stringIndex2:
    case form.addressIndex2:
      return 2;
    case form.stringIndex3:
    case form.addressIndex3:
      return 3;
    case form.data4:
    case form.reference4:
    case form.referenceSupplementary4:
    case form.stringIndex4:
    case form.addressIndex4:
      return 4;
    case form.data8:
    case form.reference8:
    case form.referenceSignature8:
    case form.referenceSupplementary8:
      return 8;
    case form.data16:
      return 16;
    case form.address:
      return unit.addressSize;
    case form.referenceAddress:
      return unit.version === 2 ? unit.addressSize : unit.offsetSize;
    case form.stringPointer:
    case form.lineStringPointer:
    case form.sectionOffset:
    case form.stringSupplementary:
    case form.gnuReferenceAlternate:
    case form.gnuStringAlternate:
      return unit.offsetSize;
    default:
      return undefined;
  }
}

/** Reads a number: a constant, an offset, an index or a flag. 64-bit data is read as signed. */
export function readNumber(reader: ByteReader, unit: UnitContext, code: number, constant: number): number {
  switch (code) {
    case form.implicitConstant:
      return constant;
    case form.flagPresent:
      return 1;
    case form.signedData:
      return reader.sleb();
    case form.indirect:
      return readNumber(reader, unit, indirectForm(reader), constant);
    case form.unsignedData:
    case form.referenceUnsigned:
    case form.stringIndex:
    case form.addressIndex:
    case form.rangeListIndex:
    case form.locationListIndex:
    case form.gnuAddressIndex:
    case form.gnuStringIndex:
      return reader.uleb();
    default:
      return readFixed(reader, code, fixedSize(code, unit));
  }
}

function readFixed(reader: ByteReader, code: number, size: number | undefined): number {
  switch (size) {
    case 1:
      return reader.u8();
    case 2:
      return reader.u16();
    case 3:
      return reader.u24();
    case 4:
      return reader.u32();
    case 8:
      return reader.address64();
    default:
      throw reader.error(`attribute form 0x${code.toString(16)} is no number`);
  }
}

/** Reads an address; NaN when it is not exact (see address.ts). */
export function readAddress(reader: ByteReader, unit: UnitContext, code: number): number {
  if (code === form.address) {
    return reader.address(unit.addressSize);
  }
  return unit.indexedAddress(readNumber(reader, unit, code, 0));
}

export function isAddressForm(code: number): boolean {
  return (
    code === form.address ||
    code === form.addressIndex ||
    code === form.gnuAddressIndex ||
    (code >= form.addressIndex1 && code <= form.addressIndex4)
  );
}

/** Reads a text; undefined when it is in a supplementary file, which is not read. */
export function readText(reader: ByteReader, unit: UnitContext, code: number): string | undefined {
  switch (code) {
    case form.string:
      return reader.text();
    case form.stringPointer:
      return unit.sections.get('str').text(readNumber(reader, unit, code, 0));
    case form.lineStringPointer:
      return unit.sections.get('line_str').text(readNumber(reader, unit, code, 0));
    case form.stringSupplementary:
    case form.gnuStringAlternate:
      skipForm(reader, unit, code);
      return undefined;
    case form.indirect:
      return readText(reader, unit, indirectForm(reader));
    default:
      return unit.indexedText(readNumber(reader, unit, code, 0));
  }
}

/** Reads a reference to a debugging entry: its offset in .debug_info; undefined when it is in another file. */
export function readReference(reader: ByteReader, unit: UnitContext, code: number): number | undefined {
  switch (code) {
    case form.referenceAddress:
      return readNumber(reader, unit, code, 0);
    case form.referenceSignature8:
    case form.referenceSupplementary4:
    case form.referenceSupplementary8:
    case form.gnuReferenceAlternate:
      skipForm(reader, unit, code);
      return undefined;
    case form.indirect:
      return readReference(reader, unit, indirectForm(reader));
    default:
      return unit.offset + readNumber(reader, unit, code, 0);
  }
}
