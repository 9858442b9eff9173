// SPDX-License-Identifier: Apache-2.0
/** Reads the names of C types as far as constant expressions, casts and compound literals need them. */

import type { Cursor } from './cursor';
import { BOOL, INT, type IntegerType, LONG, UNSIGNED_INT, UNSIGNED_LONG } from './integer';
import { isPunctuator, type Token } from './token';

/** A type as read. */
export interface TypeName {
  /** The struct's or typedef's name, or the integer type's words. */
  readonly name: string;
  /** Present when it is an integer type. */
  readonly integer?: IntegerType | undefined;
  readonly pointer: boolean;
  readonly array: boolean;
}

const UNSIGNED_CHAR: IntegerType = { bits: 8, unsigned: true };
const UNSIGNED_SHORT: IntegerType = { bits: 16, unsigned: true };

/** Integer types of the standard and of Bao's types.h on RV64. */
export const INTEGER_TYPES: ReadonlyMap<string, IntegerType> = new Map<string, IntegerType>([
  ['bool', BOOL],
  ['_Bool', BOOL],
  ['int8_t', { bits: 8, unsigned: false }],
  ['uint8_t', UNSIGNED_CHAR],
  ['int16_t', { bits: 16, unsigned: false }],
  ['uint16_t', UNSIGNED_SHORT],
  ['int32_t', INT],
  ['uint32_t', UNSIGNED_INT],
  ['int64_t', LONG],
  ['uint64_t', UNSIGNED_LONG],
  ['intptr_t', LONG],
  ['uintptr_t', UNSIGNED_LONG],
  ['size_t', UNSIGNED_LONG],
  ['ssize_t', LONG],
  ['ptrdiff_t', LONG],
  ['paddr_t', UNSIGNED_LONG],
  ['vaddr_t', UNSIGNED_LONG],
  ['regaddr_t', UNSIGNED_LONG],
  ['cpumap_t', UNSIGNED_LONG],
  ['colormap_t', UNSIGNED_LONG],
  ['cpuid_t', UNSIGNED_LONG],
  ['vmid_t', UNSIGNED_LONG],
  ['vcpuid_t', UNSIGNED_LONG],
  ['irqid_t', UNSIGNED_INT],
  ['deviceid_t', UNSIGNED_INT],
  ['streamid_t', UNSIGNED_INT],
  ['remio_bind_key_t', UNSIGNED_LONG],
]);

const BASIC_WORDS = new Set([
  'signed',
  'unsigned',
  'char',
  'short',
  'int',
  'long',
  '__int128',
  'void',
  'float',
  'double',
]);
const QUALIFIERS = new Set([
  'const',
  'volatile',
  'restrict',
  '__restrict',
  'static',
  'extern',
  'inline',
  '__inline',
  'register',
  'typedef',
  '_Atomic',
  '_Thread_local',
  '__thread',
  '_Noreturn',
  '__extension__',
  'auto',
]);
const TAGS = new Set(['struct', 'union', 'enum']);

export function isQualifier(token: Token): boolean {
  return token.kind === 'identifier' && QUALIFIERS.has(token.text);
}

export function isTag(token: Token): boolean {
  return token.kind === 'identifier' && TAGS.has(token.text);
}

export function isBasicTypeWord(token: Token): boolean {
  return token.kind === 'identifier' && BASIC_WORDS.has(token.text);
}

/** The integer type that words such as `unsigned long int` make (LP64), or undefined. */
export function integerOfWords(words: readonly string[]): IntegerType | undefined {
  if (words.includes('void') || words.includes('float') || words.includes('double')) {
    return undefined;
  }
  const unsigned = words.includes('unsigned');
  if (words.includes('char')) {
    return { bits: 8, unsigned: unsigned || !words.includes('signed') };
  }
  if (words.includes('short')) {
    return { bits: 16, unsigned };
  }
  if (words.includes('long')) {
    return unsigned ? UNSIGNED_LONG : LONG;
  }
  return unsigned ? UNSIGNED_INT : INT;
}

export interface TypeScope {
  /** The type a typedef of the file names, or undefined when there is no such typedef. */
  typedef(name: string): TypeName | undefined;
  /** Whether the name is a constant or a variable, so that it cannot be a type. */
  isValue(name: string): boolean;
}

/**
 * Reads `(type-name)` including both parentheses, when that is what stands here; else leaves the cursor alone. An
 * unknown identifier alone in parentheses is taken for a type when an operand follows: the headers are not seen.
 */
export function readParenthesisedType(cursor: Cursor, scope: TypeScope): TypeName | undefined {
  const start = cursor.index;
  if (!cursor.accept('(')) {
    return undefined;
  }
  const type = readTypeName(cursor, scope);
  if (type !== undefined && cursor.accept(')') && (type.certain || startsOperand(cursor.peek()))) {
    return type;
  }
  cursor.index = start;
  return undefined;
}

function startsOperand(token: Token): boolean {
  return (
    token.kind === 'identifier' ||
    token.kind === 'number' ||
    token.kind === 'character' ||
    isPunctuator(token, '(') ||
    isPunctuator(token, '{') ||
    isPunctuator(token, '~') ||
    isPunctuator(token, '!')
  );
}

function readTypeName(cursor: Cursor, scope: TypeScope): (TypeName & { certain: boolean }) | undefined {
  const base = readBase(cursor, scope);
  if (base === undefined) {
    return undefined;
  }
  let pointer = base.pointer;
  while (cursor.at('*') || isQualifier(cursor.peek())) {
    pointer ||= cursor.at('*');
    cursor.next();
  }
  let array = base.array;
  while (cursor.at('[')) {
    array = true;
    cursor.skipBalanced();
  }
  return { name: base.name, integer: pointer ? undefined : base.integer, pointer, array, certain: base.certain };
}

function readBase(cursor: Cursor, scope: TypeScope): (TypeName & { certain: boolean }) | undefined {
  const words: string[] = [];
  for (;;) {
    const token = cursor.peek();
    if (isQualifier(token)) {
      cursor.next();
    } else if (isBasicTypeWord(token)) {
      words.push(cursor.next().text);
    } else {
      break;
    }
  }
  if (words.length > 0) {
    skipQualifiers(cursor);
    return { name: words.join(' '), integer: integerOfWords(words), pointer: false, array: false, certain: true };
  }
  const token = cursor.peek();
  if (isTag(token)) {
    cursor.next();
    const integer = token.text === 'enum' ? UNSIGNED_INT : undefined;
    const name = cursor.peek().kind === 'identifier' ? cursor.next().text : '';
    if (cursor.at('{')) {
      cursor.skipBalanced();
    }
    skipQualifiers(cursor);
    return { name, integer, pointer: false, array: false, certain: true };
  }
  if (token.kind !== 'identifier' || scope.isValue(token.text)) {
    return undefined;
  }
  cursor.next();
  skipQualifiers(cursor);
  const typedef = scope.typedef(token.text);
  const integer = INTEGER_TYPES.get(token.text);
  if (typedef !== undefined) {
    return { ...typedef, certain: true };
  }
  // A type of a header that is not seen is most likely an address or a count.
  const certain = integer !== undefined;
  return { name: token.text, integer: integer ?? UNSIGNED_LONG, pointer: false, array: false, certain };
}

function skipQualifiers(cursor: Cursor): void {
  while (isQualifier(cursor.peek())) {
    cursor.next();
  }
}
