// SPDX-License-Identifier: Apache-2.0

import type { Radix, ValueFormat } from '../values';
import { ExpressionError } from './expression-error';
import { tokensOf } from './lexer';
import { Parser, type TypeTest } from './parser';
import type { Syntax } from './syntax';
import type { Token } from './token';
import { TokenCursor } from './token-cursor';

/** Ways of reading one expression that are kept. */
const MAX_READINGS = 16;

/** An expression and what a format suffix asks for. */
export interface Reading {
  readonly syntax: Syntax;
  /** `,[count]`: so many elements from the value on. */
  readonly count: Syntax | undefined;
}

/** An expression that has been read once and can be evaluated in many places. */
export class Expression {
  /** What a suffix such as `,x` says about showing the value. */
  readonly format: ValueFormat;
  /** The text without that suffix. */
  readonly body: string;
  private readonly tokens: readonly Token[];
  /** Names in brackets that are types in some programs and variables in others. */
  private readonly doubtful: readonly string[];
  private readonly readings = new Map<string, Reading>();

  /** @throws ExpressionError */
  constructor(readonly text: string) {
    this.tokens = tokensOf(text);
    const asked = new Set<string>();
    const parsed = parse(this.tokens, (name) => {
      asked.add(name);
      return true;
    });
    this.doubtful = [...asked];
    this.format = parsed.format;
    this.body = text.slice(0, parsed.bodyEnd);
    this.readings.set(this.doubtful.join(), parsed);
  }

  /** @throws ExpressionError when it is no expression with these types */
  read(isType: TypeTest): Reading {
    const types = this.doubtful.filter(isType);
    const key = types.join();
    const known = this.readings.get(key);
    if (known) {
      return known;
    }
    const reading = parse(this.tokens, (name) => types.includes(name));
    if (this.readings.size < MAX_READINGS) {
      this.readings.set(key, reading);
    }
    return reading;
  }
}

/** @throws ExpressionError with the place of what is wrong */
export function parseExpression(text: string): Expression {
  return new Expression(text);
}

interface Parsed extends Reading {
  readonly format: ValueFormat;
  readonly bodyEnd: number;
}

function parse(tokens: readonly Token[], isType: TypeTest): Parsed {
  const cursor = new TokenCursor(tokens);
  const parser = new Parser(cursor, isType);
  const syntax = parser.expression();
  const bodyEnd = cursor.end;
  let format: ValueFormat = {};
  let count: Syntax | undefined;
  while (cursor.accept(',')) {
    if (cursor.accept('[')) {
      count = parser.expression();
      cursor.expect(']', "in ',[count]'");
    } else {
      format = { ...format, ...formatOf(cursor.next()) };
    }
  }
  const rest = cursor.peek();
  if (rest.kind !== 'end') {
    throw new ExpressionError(`'${rest.text}' is one too many: the expression ends before it`, rest);
  }
  return { syntax, count, format, bodyEnd };
}

const RADIX: Readonly<Record<string, Radix>> = { d: 'decimal', x: 'hex', h: 'hex', o: 'octal', b: 'binary' };

function formatOf(token: Token): ValueFormat {
  const letter = token.text.toLowerCase();
  const radix = RADIX[letter];
  if (token.kind === 'name' && radix !== undefined) {
    return { radix };
  }
  if (token.kind === 'name' && letter === 'c') {
    return { characters: true };
  }
  if (token.kind === 'name' && letter === 's') {
    return { text: true };
  }
  throw new ExpressionError('behind the comma a format is missing: d, x, o, b, c, s or [count]', token);
}
