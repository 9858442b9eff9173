// SPDX-License-Identifier: Apache-2.0
/** Constants of C (C11 6.4.4 and 6.4.5). Characters and texts are UTF-8. */

import { ExpressionError } from './expression-error';
import type { Literal } from './syntax';
import type { Token } from './token';

const INTEGER = /^(0[xX][\da-fA-F]+|0[bB][01]+|0[0-7]*|[1-9]\d*)(?:([uU])?([lL]{1,2})?|([lL]{1,2})([uU]))$/;
const FLOAT = /^(\d+\.\d*|\.\d+|\d+(?=[eE]))([eE][+-]?\d+)?([fFlL])?$/;
const MAX_INTEGER = (1n << 64n) - 1n;

/** @throws ExpressionError */
export function readNumber(token: Token): Literal {
  const { start, end } = token;
  const integer = INTEGER.exec(token.text);
  if (integer) {
    const [, digits, unsigned, longs, longsFirst, unsignedLast] = integer as unknown as [string, string, ...string[]];
    const value = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
    if (value > MAX_INTEGER) {
      throw new ExpressionError(`${token.text} does not fit in 64 bits`, token);
    }
    return {
      kind: 'integer',
      value,
      isUnsigned: (unsigned ?? unsignedLast) !== undefined,
      longs: (longs ?? longsFirst ?? '').length,
      isDecimal: !digits.startsWith('0'),
      start,
      end,
    };
  }
  const float = FLOAT.exec(token.text);
  if (!float) {
    throw new ExpressionError(`'${token.text}' is not a number of C`, token);
  }
  const value = Number.parseFloat(token.text);
  const isSingle = float[3] === 'f' || float[3] === 'F';
  return { kind: 'float', value: isSingle ? Math.fround(value) : value, size: isSingle ? 4 : 8, start, end };
}

/** @throws ExpressionError */
export function readCharacter(token: Token): Literal {
  const bytes = bytesOf(token);
  if (bytes.length !== 1) {
    const found = bytes.length === 0 ? 'nothing' : `${bytes.length} bytes`;
    throw new ExpressionError(`a character is one byte; between the quotes is ${found}`, token);
  }
  return { kind: 'character', value: BigInt(bytes[0]!), start: token.start, end: token.end };
}

/** With its zero byte. @throws ExpressionError */
export function readString(token: Token): Literal {
  return { kind: 'string', bytes: Uint8Array.of(...bytesOf(token), 0), start: token.start, end: token.end };
}

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  e: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  "'": 39,
  '"': 34,
  '?': 63,
};
const PART = /\\(?:x([\da-fA-F]+)|([0-7]{1,3})|([\s\S]))|[^\\]+/g;

function bytesOf(token: Token): number[] {
  const bytes: number[] = [];
  for (const [part, hex, octal, simple] of token.text.slice(1, -1).matchAll(PART)) {
    if (hex !== undefined || octal !== undefined) {
      const code = hex !== undefined ? Number.parseInt(hex, 16) : Number.parseInt(octal!, 8);
      if (code > 0xff) {
        throw new ExpressionError(`${part} does not fit in a character`, token);
      }
      bytes.push(code);
    } else if (simple !== undefined) {
      const code = SIMPLE_ESCAPES[simple];
      if (code === undefined) {
        throw new ExpressionError(`${part} is no escape sequence of C`, token);
      }
      bytes.push(code);
    } else {
      bytes.push(...new TextEncoder().encode(part));
    }
  }
  return bytes;
}
