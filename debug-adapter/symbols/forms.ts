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

/** The form of a value: the one of its abbreviation, or the one that stands before the value. */
export function directForm(reader: ByteReader, code: number): number {
  return code === form.indirect ? indirectForm(reader) : code;
}

/** Size of a form in bytes, where it does not depend on the value. */
export function fixedSize(code: number, unit: UnitContext): number | undefined {
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

/** Whether a value is a block of bytes: an expression, or a constant larger than a number. */
export function isBlockForm(code: number): boolean {
  switch (code) {
    case form.block1:
    case form.block2:
    case form.block4:
    case form.block:
    case form.expression:
      return true;
    default:
      return false;
  }
}

/** Reads the bytes of a block. @throws {SymbolFileError} when the form is none */
export function readBlock(reader: ByteReader, code: number): Uint8Array {
  switch (code) {
    case form.block1:
      return reader.block(reader.u8());
    case form.block2:
      return reader.block(reader.u16());
    case form.block4:
      return reader.block(reader.u32());
    case form.block:
    case form.expression:
      return reader.block(reader.uleb());
    case form.data16:
      return reader.block(16);
    case form.indirect:
      return readBlock(reader, indirectForm(reader));
    default:
      throw reader.error(`attribute form 0x${code.toString(16)} is no block`);
  }
}

/** Reads a constant in full width: signed where the form says so, else unsigned. */
export function readConstant(reader: ByteReader, unit: UnitContext, code: number, constant: number): bigint {
  switch (code) {
    case form.data8:
      return reader.bigUnsigned(8);
    case form.data16:
      return reader.bigUnsigned(16);
    case form.signedData:
      return reader.bigSleb();
    case form.unsignedData:
      return reader.bigUleb();
    case form.indirect:
      return readConstant(reader, unit, indirectForm(reader), constant);
    default:
      return toBigint(reader, readNumber(reader, unit, code, constant));
  }
}

function toBigint(reader: ByteReader, value: number): bigint {
  if (!Number.isSafeInteger(value)) {
    throw reader.error('a constant is beyond 53 bits');
  }
  return BigInt(value);
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
      return unit.entryOfSignature(reader.bigUnsigned(8));
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
