// SPDX-License-Identifier: Apache-2.0

import { ExpressionError } from './expression-error';
import type { Token } from './token';

/** How deep brackets and prefix operators may be nested. */
const MAX_DEPTH = 100;

/** A place in the tokens of an expression. */
export class TokenCursor {
  private position = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** @param ahead how many tokens further on */
  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.position + ahead, this.tokens.length - 1)]!;
  }

  next(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }

  /** Where the last token that was taken ends. */
  get end(): number {
    return this.tokens[this.position - 1]?.end ?? 0;
  }

  isAt(operator: string): boolean {
    const token = this.peek();
    return token.kind === 'operator' && token.text === operator;
  }

  accept(operator: string): boolean {
    const found = this.isAt(operator);
    this.position += found ? 1 : 0;
    return found;
  }

  /** @throws ExpressionError when another token comes */
  expect(operator: string, purpose: string): Token {
    if (!this.isAt(operator)) {
      throw new ExpressionError(`'${operator}' is missing ${purpose}`, this.peek());
    }
    return this.next();
  }

  expectName(purpose: string): Token {
    if (this.peek().kind !== 'name') {
      throw new ExpressionError(`a name is missing ${purpose}`, this.peek());
    }
    return this.next();
  }

  /** Tries something that returns undefined when it does not fit; then the place is as before. */
  attempt<T>(read: () => T | undefined): T | undefined {
    const before = this.position;
    const result = read();
    if (result === undefined) {
      this.position = before;
    }
    return result;
  }

  /** @throws ExpressionError when this is nested too deep */
  nested<T>(read: () => T): T {
    if (this.depth === MAX_DEPTH) {
      throw new ExpressionError('the expression is nested too deep', this.peek());
    }
    this.depth++;
    try {
      return read();
    } finally {
      this.depth--;
    }
  }
}
