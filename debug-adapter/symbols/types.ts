// SPDX-License-Identifier: Apache-2.0
/**
 * Types as a program's debug information describes them. They are read when asked for: a type refers to others by
 * functions, because types are recursive. Sizes and offsets are bytes.
 */

import type { SourcePlace } from './symbols';

export type BaseEncoding = 'boolean' | 'signed' | 'unsigned' | 'signed-char' | 'unsigned-char' | 'float' | 'unicode';

export interface BaseType {
  readonly kind: 'base';
  readonly name: string;
  readonly size: number;
  readonly encoding: BaseEncoding;
}

export interface PointerType {
  readonly kind: 'pointer';
  readonly size: number;
  /** `void` has kind 'void'. */
  readonly target: () => Type;
}

export interface Member {
  /** Undefined for an anonymous struct or union, whose members belong to the outer one. */
  readonly name: string | undefined;
  readonly type: () => Type;
  /** Of the member, or of the storage that holds its bits. */
  readonly offset: number;
  /** Of a bit field: bits from the least significant bit of the byte at `offset`; it may be 8 or more. */
  readonly bitOffset: number | undefined;
  readonly bitSize: number | undefined;
}

export interface StructType {
  readonly kind: 'struct' | 'union';
  /** The tag; undefined when it has none. */
  readonly name: string | undefined;
  readonly size: number;
  readonly members: () => readonly Member[];
  /** Only declared in this program: size 0, no members. */
  readonly incomplete: boolean;
  readonly place: SourcePlace | undefined;
}

export interface EnumType {
  readonly kind: 'enum';
  readonly name: string | undefined;
  readonly size: number;
  readonly signed: boolean;
  readonly enumerators: () => readonly { readonly name: string; readonly value: bigint }[];
}

export interface ArrayType {
  readonly kind: 'array';
  /** One dimension; further ones are arrays in `element`. */
  readonly element: () => Type;
  /** Undefined for `[]`. */
  readonly count: number | undefined;
}

export interface TypedefType {
  readonly kind: 'typedef';
  readonly name: string;
  readonly target: () => Type;
}

export interface QualifiedType {
  readonly kind: 'const' | 'volatile' | 'restrict' | 'atomic';
  readonly target: () => Type;
}

export interface FunctionType {
  readonly kind: 'function';
  readonly returns: () => Type;
  readonly parameters: () => readonly Type[];
  readonly variadic: boolean;
}

export interface VoidType {
  readonly kind: 'void';
}

/** Described in a way this reader does not know, or damaged; `reason` is for people. */
export interface UnknownType {
  readonly kind: 'unknown';
  readonly size: number;
  readonly reason: string;
}

export type Type =
  | BaseType
  | PointerType
  | StructType
  | EnumType
  | ArrayType
  | TypedefType
  | QualifiedType
  | FunctionType
  | VoidType
  | UnknownType;

/** A type that is neither a typedef nor qualified. */
export type PlainType = Exclude<Type, TypedefType | QualifiedType>;
