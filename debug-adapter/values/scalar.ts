// SPDX-License-Identifier: Apache-2.0
/** Numbers, pointers and enumerations as they stand in bytes. */

import { stripTypedefs, type Type } from '../symbols';
import type { ValueAccess } from './access';
import { fromInteger, toUnsigned } from './bits';
import { readBytes } from './read';
import { isFloat, isScalar, isSigned, type ScalarType } from './types';
import { isBitField, sliceOf, type Value, ValueError } from './value';
import { writeBytes } from './write';

/** An integer, pointer (unsigned) or enumeration as bigint; a floating-point number as number. */
export type Scalar = bigint | number;

const WORD_BITS = 32;
/** Bytes of the largest number: `__int128`, `long double`. */
const MAX_SIZE = 16;

/** @throws ValueError when it cannot be read or is no scalar */
export async function readScalar(value: Value, access: ValueAccess): Promise<Scalar> {
  const type = scalarType(value.type);
  const { location } = value;
  if (location.kind === 'register' && value.slice === undefined && !isFloat(type)) {
    const content = await access.readRegister(location.number);
    if (content !== undefined && type.size <= access.pointerSize) {
      return fitInteger(content, type.size * 8, isSigned(type));
    }
  }
  return decodeScalar(await readBytes(value, access), type, sliceOf(value).size);
}

function scalarType(type: Type): ScalarType {
  const plain = stripTypedefs(type);
  if (!isScalar(plain)) {
    throw new ValueError(plain.kind === 'unknown' ? plain.reason : 'it is no single value');
  }
  if (!Number.isInteger(plain.size) || plain.size < 0 || plain.size > MAX_SIZE) {
    throw new ValueError(`numbers of ${plain.size} bytes are not known`);
  }
  return plain;
}

/** @param bits as many of the bytes' bits as count */
function decodeScalar(bytes: Uint8Array, type: ScalarType, bits: number): Scalar {
  if (isFloat(type)) {
    return decodeFloat(bytes);
  }
  return fitInteger(toUnsigned(bytes), bits, isSigned(type));
}

/** The low bits of a number, read as signed or unsigned. */
export function fitInteger(value: bigint, bits: number, signed: boolean): bigint {
  return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

function decodeFloat(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (bytes.length) {
    case 4:
      return view.getFloat32(0, true);
    case 8:
      return view.getFloat64(0, true);
    case 16:
      return quadToDouble(view.getBigUint64(0, true), view.getBigUint64(8, true));
    default:
      throw new ValueError(`floating-point numbers of ${bytes.length} bytes are not known`);
  }
}

/** IEEE 754 binary128, which is `long double` on RISC-V, cut to the precision of a double. */
function quadToDouble(low: bigint, high: bigint): number {
  const sign = high >> 63n === 0n ? 1 : -1;
  const exponent = Number((high >> 48n) & 0x7fffn);
  const fraction = ((high & 0xffff_ffff_ffffn) << 64n) | low;
  if (exponent === 0x7fff) {
    return fraction === 0n ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  }
  const significand = Number(fraction) / 2 ** 112 + (exponent === 0 ? 0 : 1);
  return sign * significand * 2 ** (Math.max(exponent, 1) - 16383);
}

/** @throws ValueError for a floating-point type that cannot be written */
export function encodeScalar(scalar: Scalar, type: ScalarType): Uint8Array {
  if (!isFloat(type)) {
    return fromInteger(BigInt(scalar), type.size);
  }
  const bytes = new Uint8Array(type.size);
  const view = new DataView(bytes.buffer);
  if (type.size === 4) {
    view.setFloat32(0, Number(scalar), true);
  } else if (type.size === 8) {
    view.setFloat64(0, Number(scalar), true);
  } else {
    throw new ValueError(`floating-point numbers of ${type.size} bytes cannot be written`);
  }
  return bytes;
}

/**
 * Writes a scalar that is already in the range of the value's type.
 * @throws ValueError when the value has no place that can be written to
 */
export async function writeScalar(value: Value, scalar: Scalar, access: ValueAccess): Promise<void> {
  const type = scalarType(value.type);
  const { location } = value;
  if (location.kind === 'register' && value.slice === undefined && !isFloat(type) && type.size <= access.pointerSize) {
    return access.writeRegister(location.number, registerContent(BigInt(scalar), type.size, access.pointerSize));
  }
  const bytes = encodeScalar(scalar, type);
  await writeBytes(value, isBitField(value) ? bytes.subarray(0, Math.ceil(sliceOf(value).size / 8)) : bytes, access);
}

/** RISC-V's calling convention keeps numbers of up to 32 bits in registers sign-extended from bit 31, unsigned ones
 *  too, and compilers rely on it. */
function registerContent(value: bigint, size: number, pointerSize: number): bigint {
  return BigInt.asUintN(pointerSize * 8, size * 8 <= WORD_BITS ? BigInt.asIntN(WORD_BITS, value) : value);
}

/** The value of a scalar as something with bytes but no place. */
export function scalarValue(scalar: Scalar, type: Type): Value {
  return { type, location: { kind: 'value', bytes: encodeScalar(scalar, scalarType(type)) } };
}
