// SPDX-License-Identifier: Apache-2.0
/**
 * What names with a `$` stand for that are no registers: facts about the system that is debugged, as a tree that is read
 * only as far as somebody asks. gdb calls such names convenience variables and functions.
 */

export interface ConvenienceInteger {
  readonly kind: 'integer';
  readonly value: bigint;
  /** 64 bits without a sign; else with one. */
  readonly isUnsigned: boolean;
  /** People read it as hexadecimal. */
  readonly isHex: boolean;
}

export interface ConvenienceText {
  readonly kind: 'text';
  readonly text: string;
}

/** One of several names, which expressions can compare with. Its number is its place among them, from 0 on. */
export interface ConvenienceOneOf {
  readonly kind: 'one-of';
  /** What the names are: `request_state`. */
  readonly type: string;
  readonly name: string;
  readonly names: readonly string[];
}

export interface ConvenienceTruth {
  readonly kind: 'truth';
  readonly value: boolean;
}

/** Not there, or not known; the reason is for people. */
export interface ConvenienceMissing {
  readonly kind: 'missing';
  readonly reason: string;
}

/** Something with parts. */
export interface ConvenienceObject {
  readonly kind: 'object';
  /** What it is, as a C identifier: `request`. */
  readonly type: string;
  /** What it counts as where a number is needed; undefined when it is none. */
  readonly number: bigint | undefined;
  /** In one line, for people. */
  readonly text: () => string | Promise<string>;
  readonly members: ConvenienceMembers;
}

/** Readers of members by name. They may throw ValueError. */
export type ConvenienceMembers = Readonly<Record<string, () => Convenience | Promise<Convenience>>>;

export interface ConvenienceList {
  readonly kind: 'list';
  /** What its items are. */
  readonly type: string;
  readonly items: readonly Convenience[];
}

/** `$name(arguments)`. It may throw ValueError. */
export interface ConvenienceFunction {
  readonly kind: 'function';
  /** Names of the arguments, for each way of calling it: `[['id'], ['vm', 'id']]`. */
  readonly forms: readonly (readonly string[])[];
  readonly call: (values: readonly bigint[]) => Convenience | Promise<Convenience>;
}

export type Convenience =
  | ConvenienceInteger
  | ConvenienceText
  | ConvenienceOneOf
  | ConvenienceTruth
  | ConvenienceMissing
  | ConvenienceObject
  | ConvenienceList
  | ConvenienceFunction;

/** A name with what it stands for, for people who look for one. */
export interface ConvenienceName {
  /** Without its `$`. */
  readonly name: string;
  readonly about: string;
  /** Arguments follow in brackets. */
  readonly isFunction: boolean;
}

/** What can be told at one place of one stop. */
export interface ConvenienceSource {
  readonly names: readonly ConvenienceName[];
  /** @param name without its `$`; undefined for one that is not among `names` */
  value(name: string): Promise<Convenience | undefined>;
}

/** A number as people count. */
export function integer(value: number | bigint): ConvenienceInteger {
  return { kind: 'integer', value: BigInt(value), isUnsigned: false, isHex: false };
}

/** 64 bits that people count with: ages, serial numbers. */
export function unsigned(value: bigint): ConvenienceInteger {
  return { kind: 'integer', value, isUnsigned: true, isHex: false };
}

/** 64 bits that people read as hexadecimal: addresses, sizes, contents of registers. */
export function hex(value: bigint): ConvenienceInteger {
  return { kind: 'integer', value, isUnsigned: true, isHex: true };
}

export function text(content: string): ConvenienceText {
  return { kind: 'text', text: content };
}

export function oneOf<Name extends string>(type: string, name: Name, names: readonly Name[]): ConvenienceOneOf {
  return { kind: 'one-of', type, name, names };
}

export function truth(value: boolean): ConvenienceTruth {
  return { kind: 'truth', value };
}

export function missing(reason: string): ConvenienceMissing {
  return { kind: 'missing', reason };
}

/** @param number what it counts as, if it is one */
export function object(
  type: string,
  summary: ConvenienceObject['text'],
  members: ConvenienceMembers,
  number?: number | bigint,
): ConvenienceObject {
  return { kind: 'object', type, number: number === undefined ? undefined : BigInt(number), text: summary, members };
}

export function list(type: string, items: readonly Convenience[]): ConvenienceList {
  return { kind: 'list', type, items };
}

/** The member of that name, if an object has it. */
export function memberReader({ members }: ConvenienceObject, name: string): ConvenienceMembers[string] | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}
