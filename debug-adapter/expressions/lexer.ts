// SPDX-License-Identifier: Apache-2.0

import { ExpressionError } from './expression-error';
import type { Token, TokenKind } from './token';

/** Characters of the longest expression. */
const MAX_LENGTH = 4000;

const SPACE = /\s+/y;
const REGISTER = /\$([A-Za-z_]\w*)/y;
const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ['name', /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y],
  ['number', /0[xX][\da-fA-F]*\w*|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\w*/y],
  ['character', /'(?:[^'\\\n]|\\[^\n])*'/y],
  ['string', /"(?:[^"\\\n]|\\[^\n])*"/y],
  ['operator', /<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%&|^~!<>=?:.,()[\]{}@]/y],
];

/** The tokens of an expression; the last one has kind 'end'. @throws ExpressionError */
export function tokensOf(text: string): Token[] {
  if (text.length > MAX_LENGTH) {
    throw new ExpressionError(`an expression has at most ${MAX_LENGTH} characters`, { start: 0, end: text.length });
  }
  const tokens: Token[] = [];
  for (let offset = afterSpace(text, 0); offset < text.length; ) {
    const token = tokenAt(text, offset);
    tokens.push(token);
    offset = afterSpace(text, token.end);
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return tokens;
}

function afterSpace(text: string, offset: number): number {
  return offset + (matchAt(SPACE, text, offset)?.[0].length ?? 0);
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

function tokenAt(text: string, start: number): Token {
  const register = matchAt(REGISTER, text, start);
  if (register) {
    return { kind: 'register', text: register[1]!, start, end: start + register[0].length };
  }
  for (const [kind, pattern] of PATTERNS) {
    const found = matchAt(pattern, text, start);
    if (found) {
      return { kind, text: found[0], start, end: start + found[0].length };
    }
  }
  const character = String.fromCodePoint(text.codePointAt(start)!);
  const isQuote = character === '"' || character === "'";
  const message = isQuote ? `a closing ${character} is missing` : `'${character}' has no meaning here`;
  throw new ExpressionError(message, { start, end: isQuote ? text.length : start + character.length });
}
