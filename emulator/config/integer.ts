// SPDX-License-Identifier: Apache-2.0
/** Integers as C computes with them on RV64 (LP64: int is 32 bits, long and pointers are 64). */

export interface IntegerType {
  readonly bits: 8 | 16 | 32 | 64;
  readonly unsigned: boolean;
  /** _Bool: everything but zero becomes one. */
  readonly bool?: boolean;
}

export interface Integer {
  readonly value: bigint;
  readonly type: IntegerType;
}

export const INT: IntegerType = { bits: 32, unsigned: false };
export const UNSIGNED_INT: IntegerType = { bits: 32, unsigned: true };
export const LONG: IntegerType = { bits: 64, unsigned: false };
export const UNSIGNED_LONG: IntegerType = { bits: 64, unsigned: true };
export const BOOL: IntegerType = { bits: 8, unsigned: true, bool: true };

/** A 64-bit type holds it as C would store it: wrapped, signed or not. */
export function convert(value: bigint, type: IntegerType): bigint {
  if (type.bool) {
    return value === 0n ? 0n : 1n;
  }
  return type.unsigned ? BigInt.asUintN(type.bits, value) : BigInt.asIntN(type.bits, value);
}

/** Integer promotion (C11 6.3.1.1). */
export function promote(integer: Integer): Integer {
  return integer.type.bits < 32 ? { value: integer.value, type: INT } : integer;
}

/** The common type of two promoted operands (C11 6.3.1.8). */
export function commonType(left: IntegerType, right: IntegerType): IntegerType {
  if (left.bits !== right.bits) {
    return left.bits > right.bits ? left : right;
  }
  return left.unsigned ? left : right;
}

export type NumberReading = Integer | 'floating' | 'malformed' | 'too-large';

/** Reads a preprocessing number as an integer constant (C11 6.4.4.1, and binary ones). */
export function readNumber(text: string): NumberReading {
  const match = /^(0[xX][0-9a-fA-F']+|0[bB][01']+|0[0-7']*|[1-9][0-9']*)([uUlLzZ]*)$/.exec(text);
  if (!match || match[1]!.length > 80) {
    return looksFloating(text) ? 'floating' : 'malformed';
  }
  const suffix = match[2]!.toLowerCase();
  if (!/^(u?(l|ll|z)?|(l|ll|z)u)$/.test(suffix)) {
    return 'malformed';
  }
  const digits = match[1]!;
  const octal = /^0[0-7]+$/.test(digits);
  const value = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  const type = constantType(value, suffix, /^[1-9]/.test(digits));
  return type === undefined ? 'too-large' : { value, type };
}

function looksFloating(text: string): boolean {
  return /^(0[xX])?[0-9a-fA-F]*\.|^[0-9]+[eE][+-]?[0-9]+/.test(text);
}

/** The first type of the list of C11 6.4.4.1 that can hold the value. */
function constantType(value: bigint, suffix: string, decimal: boolean): IntegerType | undefined {
  const unsigned = suffix.includes('u');
  const long = suffix.includes('l') || suffix.includes('z');
  const candidates = [INT, UNSIGNED_INT, LONG, UNSIGNED_LONG].filter(
    (type) => (!long || type.bits === 64) && (type.unsigned ? unsigned || !decimal : !unsigned),
  );
  const fitting = candidates.find((type) => convert(value, type) === value);
  // A decimal constant that only fits an unsigned long is accepted by compilers with a warning.
  return fitting ?? (convert(value, UNSIGNED_LONG) === value ? UNSIGNED_LONG : undefined);
}

const ESCAPES: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  r: 13,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
  e: 27,
};

/** Replaces C's escape sequences in the text between two quotes. */
export function replaceEscapes(body: string): string {
  return body.replace(/\\(x[0-9a-fA-F]+|[0-7]{1,3}|[^\r\n])/g, (_, sequence: string) => {
    if (/^x[0-9a-fA-F]/.test(sequence)) {
      return String.fromCharCode(Number.parseInt(sequence.slice(-2), 16));
    }
    if (/^[0-7]/.test(sequence)) {
      return String.fromCharCode(Number.parseInt(sequence, 8) & 0xff);
    }
    return String.fromCharCode(ESCAPES[sequence] ?? sequence.charCodeAt(0));
  });
}

/** The value of a character constant as written, quotes included; the last characters win, as in gcc. */
export function readCharacter(text: string): Integer {
  const body = replaceEscapes(text.slice(text.indexOf("'") + 1, -1));
  let value = 0n;
  for (const character of body.slice(-4)) {
    value = (value << 8n) | BigInt(character.charCodeAt(0) & 0xff);
  }
  return { value: body.length === 1 ? BigInt.asIntN(8, value) : BigInt.asIntN(32, value), type: INT };
}
