// SPDX-License-Identifier: Apache-2.0
/** Types for tests that need no program. */

import type {
  BaseType,
  EnumType,
  Member,
  PointerType,
  StructType,
  Type,
  TypedefType,
} from '../../debug-adapter/symbols';

export const made = {
  char: base('char', 1, 'unsigned-char'),
  signedChar: base('signed char', 1, 'signed-char'),
  unsignedChar: base('unsigned char', 1, 'unsigned-char'),
  bool: base('_Bool', 1, 'boolean'),
  short: base('short', 2, 'signed'),
  unsignedShort: base('unsigned short', 2, 'unsigned'),
  int: base('int', 4, 'signed'),
  unsigned: base('unsigned int', 4, 'unsigned'),
  long: base('long', 8, 'signed'),
  unsignedLong: base('unsigned long', 8, 'unsigned'),
  longLong: base('long long', 8, 'signed'),
  unsignedLongLong: base('unsigned long long', 8, 'unsigned'),
  float: base('float', 4, 'float'),
  double: base('double', 8, 'float'),
  void: { kind: 'void' } as Type,
};

function base(name: string, size: number, encoding: BaseType['encoding']): BaseType {
  return { kind: 'base', name, size, encoding };
}

export function pointer(target: Type, size = 8): PointerType {
  return { kind: 'pointer', size, target: () => target };
}

export function array(element: Type, count: number | undefined): Type {
  return { kind: 'array', element: () => element, count };
}

export function alias(name: string, target: Type): TypedefType {
  return { kind: 'typedef', name, target: () => target };
}

export function constant(target: Type): Type {
  return { kind: 'const', target: () => target };
}

export function enumeration(name: string, values: Readonly<Record<string, bigint>>, signed = false): EnumType {
  const enumerators = Object.entries(values).map(([key, value]) => ({ name: key, value }));
  return { kind: 'enum', name, size: 4, signed, enumerators: () => enumerators };
}

export function member(name: string | undefined, type: Type | (() => Type), offset: number): Member {
  const typeOf = typeof type === 'function' ? type : () => type;
  return { name, type: typeOf, offset, bitOffset: undefined, bitSize: undefined };
}

export function bitField(name: string, type: Type, offset: number, bitOffset: number, bitSize: number): Member {
  return { name, type: () => type, offset, bitOffset, bitSize };
}

export function structure(
  name: string | undefined,
  size: number,
  members: readonly Member[],
  kind: 'struct' | 'union' = 'struct',
): StructType {
  return { kind, name, size, members: () => members, incomplete: false, place: undefined };
}
