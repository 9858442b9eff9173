// SPDX-License-Identifier: Apache-2.0
/** What C says about types, whatever program they come from. Sizes are bytes. */

import type { ArrayType, BaseType, EnumType, PointerType, Type, TypedefType, UnknownType } from '../symbols';

/** Damaged debug information can make a type its own target. */
const MAX_CHAIN = 100;

type Named = TypedefType | { readonly kind: 'const' | 'volatile' | 'restrict' | 'atomic' };

/** A type that is neither a typedef nor qualified. */
export type PlainType = Exclude<Type, Named>;

const ENDLESS: UnknownType = { kind: 'unknown', size: 0, reason: 'the type is defined by itself' };

/** The type behind typedefs and qualifiers. */
export function stripType(type: Type): PlainType {
  let current = type;
  for (let steps = 0; steps < MAX_CHAIN; steps++) {
    switch (current.kind) {
      case 'typedef':
      case 'const':
      case 'volatile':
      case 'restrict':
      case 'atomic':
        current = current.target();
        break;
      default:
        return current;
    }
  }
  return ENDLESS;
}

/** Bytes that a value of the type takes; 0 when that is not known. `void` and functions count 1, as GNU C has it. */
export function sizeOf(type: Type): number {
  let factor = 1;
  let current = stripType(type);
  for (let steps = 0; current.kind === 'array'; steps++) {
    factor *= current.count ?? 0;
    if (steps === MAX_CHAIN) {
      return 0;
    }
    current = stripType(current.element());
  }
  const size = current.kind === 'void' || current.kind === 'function' ? 1 : current.size;
  const total = factor * size;
  return Number.isSafeInteger(total) ? total : 0;
}

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
