// SPDX-License-Identifier: Apache-2.0
/** Values in one line. */

import { type ArrayType, type Location, type PlainType, type StructType, sizeOf, stripTypedefs } from '../symbols';
import type { ValueAccess } from './access';
import { enumText } from './enum-text';
import type { ValueFormat } from './format';
import { withKnownBytes } from './known-bytes';
import { elementCount, elementOf, memberOf } from './members';
import { addressText, booleanText, characterText, floatText, integerText } from './number-text';
import { readBytes } from './read';
import { readScalar } from './scalar';
import { textAt, textLiteral, unreadable } from './string-text';
import { isCharacter, isTextCharacter, type ScalarType } from './types';
import { sliceOf, type Value, ValueError } from './value';

/** Characters after which a list of members or elements ends with `...`. */
const MAX_LENGTH = 160;
/** Structs and arrays inside each other that are opened. */
const MAX_DEPTH = 3;
/** Bytes of a struct or an array that are read for its line. */
const MAX_BYTES = 4096;
/** Bytes of a text that are read. */
const MAX_TEXT = 256;

export function summary(value: Value, access: ValueAccess, format: ValueFormat): Promise<string> {
  return summarise(value, { access, format, depth: 0 });
}

interface Circumstances {
  readonly access: ValueAccess;
  readonly format: ValueFormat;
  readonly depth: number;
}

async function summarise(value: Value, within: Circumstances): Promise<string> {
  try {
    return await textOf(value, stripTypedefs(value.type), within);
  } catch (error) {
    if (error instanceof ValueError) {
      return `<${error.message}>`;
    }
    throw error;
  }
}

function textOf(value: Value, type: PlainType, within: Circumstances): Promise<string> | string {
  const { location } = value;
  if (location.kind === 'unavailable') {
    return `<${location.reason}>`;
  }
  switch (type.kind) {
    case 'struct':
    case 'union':
      return structText(value, type, within);
    case 'array':
      return arrayText(value, type, within);
    case 'function':
      return placeText(location, within.access);
    case 'void':
      return 'void';
    case 'unknown':
      return `<${type.reason}>`;
    default:
      return scalarText(value, type, within);
  }
}

function placeText(location: Location, access: ValueAccess): string {
  return location.kind === 'memory' ? codeText(location.address, access) : '<no address>';
}

function codeText(address: bigint, access: ValueAccess): string {
  const symbol = access.symbolAt(address);
  return symbol === undefined ? addressText(address) : `${addressText(address)} <${symbol}>`;
}

async function scalarText(value: Value, type: ScalarType, within: Circumstances): Promise<string> {
  const { access, format } = within;
  const scalar = await readScalar(value, access);
  if (typeof scalar === 'number') {
    return floatText(scalar, type.size);
  }
  switch (type.kind) {
    case 'enum':
      return enumText(scalar, type, format);
    case 'pointer':
      return pointerText(scalar, stripTypedefs(type.target()), within);
    case 'base':
      if (type.encoding === 'boolean') {
        return booleanText(scalar, format);
      }
      return isCharacter(type) || format.characters
        ? characterText(scalar, format)
        : integerText(scalar, sliceOf(value).size, format.radix);
  }
}

async function pointerText(address: bigint, target: PlainType, within: Circumstances): Promise<string> {
  const isText = isTextCharacter(target) || (within.format.text === true && isByte(target));
  if (isText && address !== 0n) {
    return `${addressText(address)} ${await textAt(address, within.access)}`;
  }
  return address === 0n ? '0x0' : codeText(address, within.access);
}

function isByte(type: PlainType): boolean {
  return type.kind === 'base' && type.size === 1;
}

async function structText(value: Value, type: StructType, within: Circumstances): Promise<string> {
  if (type.incomplete) {
    return '<its members are not known in this program>';
  }
  if (within.depth >= MAX_DEPTH) {
    return '{...}';
  }
  const inner = await opened(value, type.size, within);
  return typeof inner === 'string'
    ? inner
    : listText(type.members().length, async (index) => {
        const member = type.members()[index]!;
        const text = await summarise(memberOf(value, member), inner);
        return member.name === undefined ? text : `${member.name} = ${text}`;
      });
}

async function arrayText(value: Value, type: ArrayType, within: Circumstances): Promise<string> {
  const element = type.element();
  const plain = stripTypedefs(element);
  const { location } = value;
  if (isTextCharacter(plain) || (within.format.text === true && isByte(plain))) {
    return type.count === undefined && location.kind === 'memory'
      ? textAt(location.address, within.access)
      : textLiteral(await readBytes(textStart(value, elementCount(type)), within.access));
  }
  const inner = within.depth >= MAX_DEPTH ? '{...}' : await opened(value, sizeOf(type), within);
  // A list of bytes would be hard to read with each one's character beside it.
  const asNumbers = isByte(plain) && isCharacter(plain) && within.format.characters !== true;
  const elementType = asNumbers ? { ...plain, encoding: encodingOfNumber(plain.encoding) } : element;
  return typeof inner === 'string'
    ? inner
    : listText(elementCount(type), (index) => summarise(elementOf(value, elementType, index), inner));
}

function encodingOfNumber(encoding: string): 'signed' | 'unsigned' {
  return encoding === 'signed-char' ? 'signed' : 'unsigned';
}

/** As much of an array of characters as can be shown. */
function textStart(value: Value, count: number): Value {
  return { ...value, slice: { offset: value.slice?.offset ?? 0, size: Math.min(count, MAX_TEXT) * 8 } };
}

/** What is inside a struct or an array is read at once. A string says why it cannot be read. */
async function opened(value: Value, size: number, within: Circumstances): Promise<Circumstances | string> {
  const depth = within.depth + 1;
  const { location } = value;
  if (location.kind !== 'memory' || size === 0 || depth > 1) {
    return { ...within, depth };
  }
  const bytes = await within.access.read(location.address, Math.min(size, MAX_BYTES));
  return bytes.length === 0
    ? unreadable(location.address)
    : { ...within, depth, access: withKnownBytes(within.access, location.address, bytes) };
}

async function listText(count: number, itemText: (index: number) => Promise<string>): Promise<string> {
  let text = '{';
  for (let index = 0; index < count; index++) {
    text += index === 0 ? '' : ', ';
    if (text.length > MAX_LENGTH) {
      return `${text}...}`;
    }
    text += await itemText(index);
  }
  return `${text}}`;
}
