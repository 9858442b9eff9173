// SPDX-License-Identifier: Apache-2.0
/** The types that C has everywhere, for data models where `long` is as large as a pointer (LP64, ILP32). */

import type { BaseEncoding, BaseType } from '../../symbols';

export interface BuiltinTypes {
  readonly int: BaseType;
  readonly unsignedInt: BaseType;
  readonly long: BaseType;
  readonly unsignedLong: BaseType;
  readonly longLong: BaseType;
  readonly unsignedLongLong: BaseType;
  readonly char: BaseType;
  readonly float: BaseType;
  readonly double: BaseType;
  readonly longDouble: BaseType;
}

function base(name: string, size: number, encoding: BaseEncoding): BaseType {
  return { kind: 'base', name, size, encoding };
}

function make(pointerSize: number): BuiltinTypes {
  return {
    int: base('int', 4, 'signed'),
    unsignedInt: base('unsigned int', 4, 'unsigned'),
    long: base('long', pointerSize, 'signed'),
    unsignedLong: base('unsigned long', pointerSize, 'unsigned'),
    longLong: base('long long', 8, 'signed'),
    unsignedLongLong: base('unsigned long long', 8, 'unsigned'),
    // As in C for RISC-V and Arm.
    char: base('char', 1, 'unsigned-char'),
    float: base('float', 4, 'float'),
    double: base('double', 8, 'float'),
    longDouble: base('long double', 16, 'float'),
  };
}

const WIDE = make(8);
const NARROW = make(4);

export function builtinTypes(pointerSize: number): BuiltinTypes {
  return pointerSize === 8 ? WIDE : NARROW;
}

/** A type by keywords in any order: `long unsigned int`; undefined when they do not go together. */
export function typeOfWords(words: readonly string[], pointerSize: number): BaseType | 'void' | undefined {
  const types = builtinTypes(pointerSize);
  const sorted = [...words].sort();
  const sign = sorted.includes('unsigned') ? 'unsigned' : 'signed';
  const isSignGiven = sorted.some((word) => word === 'signed' || word === 'unsigned');
  const rest = sorted.filter((word) => word !== 'signed' && word !== 'unsigned').join(' ');
  if (sorted.length - (isSignGiven ? 1 : 0) !== (rest === '' ? 0 : rest.split(' ').length)) {
    return undefined;
  }
  return isSignGiven ? integerOf(rest, sign, types) : (otherOf(rest, types) ?? integerOf(rest, sign, types));
}

function otherOf(words: string, types: BuiltinTypes): BaseType | 'void' | undefined {
  switch (words) {
    case 'void':
      return 'void';
    case 'char':
      return types.char;
    case '_Bool':
      return base('_Bool', 1, 'boolean');
    case 'float':
      return types.float;
    case 'double':
      return types.double;
    case 'double long':
      return types.longDouble;
    default:
      return undefined;
  }
}

function integerOf(words: string, sign: 'signed' | 'unsigned', types: BuiltinTypes): BaseType | undefined {
  const isSigned = sign === 'signed';
  switch (words) {
    case 'char':
      return base(`${sign} char`, 1, `${sign}-char`);
    case 'short':
    case 'int short':
      return base(isSigned ? 'short' : 'unsigned short', 2, sign);
    case '':
    case 'int':
      return isSigned ? types.int : types.unsignedInt;
    case 'long':
    case 'int long':
      return isSigned ? types.long : types.unsignedLong;
    case 'long long':
    case 'int long long':
      return isSigned ? types.longLong : types.unsignedLongLong;
    case '__int128':
      return base(isSigned ? '__int128' : 'unsigned __int128', 16, sign);
    default:
      return undefined;
  }
}

const FIXED_WIDTH = /^(?:__)?([us])(8|16|32|64)$|^(u?)int(8|16|32|64)_t$/;
const POINTER_WIDE: Readonly<Record<string, 'signed' | 'unsigned'>> = {
  size_t: 'unsigned',
  ssize_t: 'signed',
  uintptr_t: 'unsigned',
  intptr_t: 'signed',
  ptrdiff_t: 'signed',
};

/** Names that C programs define alike, for programs that define them not. */
export function customaryType(name: string, pointerSize: number): BaseType | undefined {
  if (name === 'bool') {
    return base(name, 1, 'boolean');
  }
  const wide = Object.hasOwn(POINTER_WIDE, name) ? POINTER_WIDE[name] : undefined;
  if (wide) {
    return base(name, pointerSize, wide);
  }
  const found = FIXED_WIDTH.exec(name);
  if (!found) {
    return undefined;
  }
  const sign = found[1] === 'u' || found[3] === 'u' ? 'unsigned' : 'signed';
  const size = Number(found[2] ?? found[4]) / 8;
  return base(name, size, size === 1 ? `${sign}-char` : sign);
}
