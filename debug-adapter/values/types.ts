// SPDX-License-Identifier: Apache-2.0
/** What C says about types, whatever program they come from. Sizes are bytes. */

import type { ArrayType, BaseType, EnumType, PlainType, PointerType, Type } from '../symbols';

export function pointerTo(target: Type, pointerSize: number): PointerType {
  return { kind: 'pointer', size: pointerSize, target: () => target };
}

export function arrayOf(element: Type, count: number | undefined): ArrayType {
  return { kind: 'array', element: () => element, count };
}

export function isAggregate(type: PlainType): boolean {
  return type.kind === 'struct' || type.kind === 'union' || type.kind === 'array';
}

export type ScalarType = BaseType | EnumType | PointerType;

export function isScalar(type: PlainType): type is ScalarType {
  return type.kind === 'base' || type.kind === 'enum' || type.kind === 'pointer';
}

/** Whether negative values are possible. */
export function isSigned(type: ScalarType): boolean {
  switch (type.kind) {
    case 'enum':
      return type.signed;
    case 'pointer':
      return false;
    case 'base':
      return type.encoding === 'signed' || type.encoding === 'signed-char' || type.encoding === 'float';
  }
}

export function isFloat(type: PlainType): boolean {
  return type.kind === 'base' && type.encoding === 'float';
}

/** One byte that stands for a character, signed or not. */
export function isCharacter(type: PlainType): type is BaseType {
  return (
    type.kind === 'base' && type.size === 1 && (type.encoding === 'signed-char' || type.encoding === 'unsigned-char')
  );
}

/** Plain `char`, which texts are made of; bytes (`unsigned char`, `u8`) are numbers. */
export function isTextCharacter(type: PlainType): boolean {
  return isCharacter(type) && type.name === 'char';
}
