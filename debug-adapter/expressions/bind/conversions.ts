// SPDX-License-Identifier: Apache-2.0
/** Which types results have, and how values change with them (C11 6.3). */

import { type BaseType, type PlainType, sizeOf, stripTypedefs, type Type } from '../../symbols';
import { fitInteger, isFloat, isSigned, type Scalar, type ScalarType } from '../../values';
import type { Bound } from './bound';
import type { BuiltinTypes } from './builtin-types';

const INT_BITS = 32;

/** Integer types by how much C prefers them (C11 6.3.1.1): two of one size may differ. */
function rank(type: BaseType): number {
  const longs = type.name.includes('long long') ? 2 : type.name.includes('long') ? 1 : 0;
  return type.size * 4 + longs;
}

/** An integer as arithmetic takes it: `int` at least; floating-point numbers as they are. Not for pointers. */
export function promoted(bound: Bound, types: BuiltinTypes): BaseType {
  const type = bound.arithmeticType ?? bound.plain;
  if (type.kind === 'enum') {
    return integerOf(type.size * 8, type.signed, types);
  }
  if (type.kind !== 'base') {
    return types.unsignedLong;
  }
  const bits = bound.bits ?? type.size * 8;
  if (isFloat(type) || (bits >= INT_BITS && bound.bits === undefined)) {
    return type;
  }
  return bits > INT_BITS ? type : integerOf(bits, isSigned(type), types);
}

function integerOf(bits: number, signed: boolean, types: BuiltinTypes): BaseType {
  if (bits < INT_BITS || (bits === INT_BITS && signed)) {
    return types.int;
  }
  if (bits === INT_BITS) {
    return types.unsignedInt;
  }
  if (types.long.size * 8 >= bits) {
    return signed ? types.long : types.unsignedLong;
  }
  return signed ? types.longLong : types.unsignedLongLong;
}

/** The usual arithmetic conversions (C11 6.3.1.8) of promoted types. */
export function commonType(left: BaseType, right: BaseType, types: BuiltinTypes): BaseType {
  if (left === right) {
    return left;
  }
  if (isFloat(left) || isFloat(right)) {
    const larger = !isFloat(right) || (isFloat(left) && left.size >= right.size) ? left : right;
    return larger;
  }
  if (isSigned(left) === isSigned(right)) {
    return rank(left) >= rank(right) ? left : right;
  }
  const [signed, unsigned] = isSigned(left) ? [left, right] : [right, left];
  if (rank(unsigned) >= rank(signed)) {
    return unsigned;
  }
  return signed.size > unsigned.size ? signed : unsignedOf(signed, types);
}

function unsignedOf(type: BaseType, types: BuiltinTypes): BaseType {
  if (type.size === types.int.size && !type.name.includes('long')) {
    return types.unsignedInt;
  }
  return type.name.includes('long long') ? types.unsignedLongLong : types.unsignedLong;
}

/** A scalar in the range of a type. Out of the range of C's rules it wraps around; NaN becomes 0. */
export function converted(scalar: Scalar, type: ScalarType): Scalar {
  if (type.kind === 'base' && type.encoding === 'boolean') {
    return Number(scalar) === 0 ? 0n : 1n;
  }
  if (isFloat(type)) {
    return type.size === 4 ? toSingle(scalar) : Number(scalar);
  }
  return fitInteger(toInteger(scalar), type.size * 8, isSigned(type));
}

function toInteger(scalar: Scalar): bigint {
  if (typeof scalar === 'bigint') {
    return scalar;
  }
  return Number.isFinite(scalar) ? BigInt(Math.trunc(scalar)) : 0n;
}

/** Rounded once: a large integer that went by way of a double would be rounded twice. */
function toSingle(scalar: Scalar): number {
  if (typeof scalar === 'number') {
    return Math.fround(scalar);
  }
  const magnitude = scalar < 0n ? -scalar : scalar;
  if (magnitude < 1n << 53n) {
    return Math.fround(Number(scalar));
  }
  const sticky = (magnitude & 0xfffn) === 0n ? 0n : 1n;
  const single = Math.fround(Number((magnitude >> 12n) | sticky)) * 4096;
  return scalar < 0n ? -single : single;
}

/** Whether values of the type are numbers, not pointers. */
export function isArithmetic(type: PlainType): boolean {
  return type.kind === 'base' || type.kind === 'enum';
}

export function isInteger(type: PlainType): boolean {
  return isArithmetic(type) && !isFloat(type);
}

/** What a pointer points to. */
export function targetOf(type: PlainType): Type | undefined {
  return type.kind === 'pointer' ? type.target() : undefined;
}

/** Bytes of a value; `void` and functions count 1, as GNU C has it. 0 when it is not known. */
export function gnuSizeOf(type: Type): number {
  const { kind } = stripTypedefs(type);
  return kind === 'void' || kind === 'function' ? 1 : sizeOf(type);
}
