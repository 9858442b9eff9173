// SPDX-License-Identifier: Apache-2.0
/** Values on the stack of a location expression, with the types and arithmetic of DWARF 5, sections 2.5.1 and 2.5.1.4. */

import { stripTypedefs } from './type-sizes';
import type { Type } from './types';

/** Why a variable has no value here. Ends an evaluation; it never leaves the reader. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

export interface ValueType {
  /** Bytes. */
  readonly size: number;
  /** `generic` is an integer as large as an address, whose sign depends on the operation. */
  readonly kind: 'generic' | 'signed' | 'unsigned' | 'float';
}

/** A value's bits, as an unsigned integer of its type's size. */
export interface Value {
  readonly bits: bigint;
  readonly type: ValueType;
}

const GENERIC: Readonly<Record<number, ValueType>> = {
  4: { size: 4, kind: 'generic' },
  8: { size: 8, kind: 'generic' },
};

export function genericType(addressSize: number): ValueType {
  return GENERIC[addressSize] ?? GENERIC[8]!;
}

/** Wraps an integer into a type. */
export function makeValue(integer: bigint, type: ValueType): Value {
  return { bits: BigInt.asUintN(type.size * 8, integer), type };
}

/** The type that a base type has on the stack. @throws {Unavailable} for others */
export function valueType(type: Type): ValueType {
  const base = stripTypedefs(type);
  if (base.kind === 'pointer') {
    return { size: base.size, kind: 'unsigned' };
  }
  if (base.kind !== 'base' || base.size < 1 || base.size > 16) {
    throw new Unavailable('its description calculates with a type that is no number');
  }
  if (base.encoding === 'float') {
    return { size: base.size, kind: 'float' };
  }
  const isSigned = base.encoding === 'signed' || base.encoding === 'signed-char';
  return { size: base.size, kind: isSigned ? 'signed' : 'unsigned' };
}

export function sameType(a: ValueType, b: ValueType): boolean {
  return a.size === b.size && a.kind === b.kind;
}

/** The number that the bits stand for; generic ones as signed. */
export function asSigned({ bits, type }: Value): bigint {
  return BigInt.asIntN(type.size * 8, bits);
}

function asInteger(value: Value): bigint {
  return value.type.kind === 'unsigned' ? value.bits : asSigned(value);
}

const scratch = new DataView(new ArrayBuffer(8));

function asFloat({ bits, type }: Value): number {
  if (type.size === 4) {
    scratch.setUint32(0, Number(bits), true);
    return scratch.getFloat32(0, true);
  }
  if (type.size === 8) {
    scratch.setBigUint64(0, bits, true);
    return scratch.getFloat64(0, true);
  }
  throw new Unavailable(`its description calculates with floating-point numbers of ${type.size} bytes`);
}

function fromFloat(number: number, type: ValueType): Value {
  if (type.size === 4) {
    scratch.setFloat32(0, number, true);
    return { bits: BigInt(scratch.getUint32(0, true)), type };
  }
  if (type.size === 8) {
    scratch.setFloat64(0, number, true);
    return { bits: scratch.getBigUint64(0, true), type };
  }
  throw new Unavailable(`its description calculates with floating-point numbers of ${type.size} bytes`);
}

/** DW_OP_convert: keeps the number, as far as the new type can hold it. */
export function convert(value: Value, type: ValueType): Value {
  if (value.type.kind === 'float') {
    const number = asFloat(value);
    if (type.kind === 'float') {
      return fromFloat(number, type);
    }
    return makeValue(Number.isFinite(number) ? BigInt(Math.trunc(number)) : 0n, type);
  }
  if (type.kind === 'float') {
    return fromFloat(Number(asInteger(value)), type);
  }
  return makeValue(asInteger(value), type);
}

export type Arithmetic = 'plus' | 'minus' | 'mul' | 'div' | 'mod' | 'and' | 'or' | 'xor' | 'shl' | 'shr' | 'shra';
export type Comparison = 'eq' | 'ge' | 'gt' | 'le' | 'lt' | 'ne';

/** Combines two values. @throws {Unavailable} when their types differ or do not allow it */
export function calculate(operation: Arithmetic, left: Value, right: Value): Value {
  const isShift = operation === 'shl' || operation === 'shr' || operation === 'shra';
  if (!isShift && !sameType(left.type, right.type)) {
    throw new Unavailable('its description calculates with values of different types');
  }
  if (left.type.kind === 'float') {
    return calculateFloat(operation, left, right);
  }
  return isShift ? shift(operation, left, right) : calculateInteger(operation, left, right);
}

function calculateFloat(operation: Arithmetic, left: Value, right: Value): Value {
  const [a, b] = [asFloat(left), asFloat(right)];
  switch (operation) {
    case 'plus':
      return fromFloat(a + b, left.type);
    case 'minus':
      return fromFloat(a - b, left.type);
    case 'mul':
      return fromFloat(a * b, left.type);
    case 'div':
      return fromFloat(a / b, left.type);
    default:
      throw new Unavailable('its description calculates with the bits of a floating-point number');
  }
}

function calculateInteger(operation: Arithmetic, left: Value, right: Value): Value {
  const [a, b] = [asInteger(left), asInteger(right)];
  switch (operation) {
    case 'plus':
      return makeValue(a + b, left.type);
    case 'minus':
      return makeValue(a - b, left.type);
    case 'mul':
      return makeValue(a * b, left.type);
    case 'and':
      return makeValue(a & b, left.type);
    case 'or':
      return makeValue(a | b, left.type);
    case 'xor':
      return makeValue(a ^ b, left.type);
    default:
      return divide(operation, left, right);
  }
}

/** Division is signed for the generic type, the remainder is unsigned (section 2.5.1.4). */
function divide(operation: Arithmetic, left: Value, right: Value): Value {
  if (right.bits === 0n) {
    throw new Unavailable('its description divides by zero');
  }
  if (operation === 'div') {
    return makeValue(asInteger(left) / asInteger(right), left.type);
  }
  const isGeneric = left.type.kind === 'generic';
  return makeValue(isGeneric ? left.bits % right.bits : asInteger(left) % asInteger(right), left.type);
}

function shift(operation: Arithmetic, left: Value, right: Value): Value {
  const bits = left.type.size * 8;
  const count = right.bits < BigInt(bits) ? right.bits : BigInt(bits);
  switch (operation) {
    case 'shl':
      return makeValue(left.bits << count, left.type);
    case 'shr':
      return makeValue(left.bits >> count, left.type);
    default:
      return makeValue(asSigned(left) >> count, left.type);
  }
}

/** Compares two values; the generic type is signed. @throws {Unavailable} when their types differ */
export function compare(operation: Comparison, left: Value, right: Value): boolean {
  if (!sameType(left.type, right.type)) {
    throw new Unavailable('its description compares values of different types');
  }
  const isFloat = left.type.kind === 'float';
  const a = isFloat ? asFloat(left) : asInteger(left);
  const b = isFloat ? asFloat(right) : asInteger(right);
  switch (operation) {
    case 'eq':
      return a === b;
    case 'ne':
      return a !== b;
    case 'ge':
      return a >= b;
    case 'gt':
      return a > b;
    case 'le':
      return a <= b;
    case 'lt':
      return a < b;
  }
}

export function negate(value: Value): Value {
  return value.type.kind === 'float' ? fromFloat(-asFloat(value), value.type) : makeValue(-asSigned(value), value.type);
}

export function absolute(value: Value): Value {
  if (value.type.kind === 'float') {
    return fromFloat(Math.abs(asFloat(value)), value.type);
  }
  return value.type.kind !== 'unsigned' && asSigned(value) < 0n ? negate(value) : value;
}

/** The bits as bytes, least significant first. */
export function bytesOf({ bits, type }: Value): Uint8Array {
  const bytes = new Uint8Array(type.size);
  let rest = bits;
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

/** An unsigned integer from bytes, least significant first. */
export function bitsOf(bytes: Uint8Array): bigint {
  let bits = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) {
    bits = (bits << 8n) | BigInt(bytes[i]!);
  }
  return bits;
}
