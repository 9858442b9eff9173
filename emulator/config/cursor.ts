// SPDX-License-Identifier: Apache-2.0
/** A place in a list of tokens, moved forward by the parsers. */

import { SyntaxProblem, shorten } from './diagnostics';
import { MAX_NESTING } from './limits';
import { isIdentifier, isPunctuator, type Token } from './token';

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const CLOSING = new Set(Object.values(CLOSERS));

export class Cursor {
  private depth = 0;

  /** The last token must be 'end'. */
  constructor(
    readonly tokens: readonly Token[],
    public index = 0,
  ) {}

  /** The token `ahead` places on. */
  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)]!;
  }

  /** The token read last; the first one before that. */
  previous(): Token {
    return this.tokens[Math.max(this.index - 1, 0)]!;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') {
      this.index++;
    }
    return token;
  }

  at(punctuator: string): boolean {
    return isPunctuator(this.peek(), punctuator);
  }

  atEnd(): boolean {
    return this.peek().kind === 'end';
  }

  accept(punctuator: string): boolean {
    if (!this.at(punctuator)) {
      return false;
    }
    this.index++;
    return true;
  }

  acceptWord(word: string): boolean {
    if (!isIdentifier(this.peek(), word)) {
      return false;
    }
    this.index++;
    return true;
  }

  /** Reads a punctuator that must come here; `context` says what it belongs to. Throws SyntaxProblem. */
  expect(punctuator: string, context: string): Token {
    if (!this.at(punctuator)) {
      throw this.unexpected(`'${punctuator}'`, context);
    }
    return this.next();
  }

  /** The problem that something else than `wanted` stands here. */
  unexpected(wanted: string, context: string): SyntaxProblem {
    const token = this.peek();
    const found = token.kind === 'end' ? 'the end of the file' : `'${shorten(token.text)}'`;
    return new SyntaxProblem('config-syntax', `${wanted} expected ${context}, found ${found}`, token.use);
  }

  /** Runs a parser one level deeper. Throws SyntaxProblem when that is too deep. */
  nested<T>(parse: () => T): T {
    if (this.depth >= MAX_NESTING) {
      const message = `nested more than ${MAX_NESTING} levels deep; flatten this`;
      throw new SyntaxProblem('config-limit', message, this.peek().use);
    }
    this.depth++;
    try {
      return parse();
    } finally {
      this.depth--;
    }
  }

  /** Skips from an opening bracket past its closing one, or to a closing one that closes nothing here. */
  skipBalanced(): void {
    const open: string[] = [];
    do {
      const token = this.next();
      if (token.kind === 'end') {
        return;
      }
      const closer = token.kind === 'punctuator' ? CLOSERS[token.text] : undefined;
      if (closer !== undefined) {
        open.push(closer);
      } else if (token.kind === 'punctuator' && CLOSING.has(token.text)) {
        const match = open.lastIndexOf(token.text);
        if (match < 0) {
          this.index--;
          return;
        }
        // A closing bracket also closes what was left open inside it.
        open.length = match;
      }
    } while (open.length > 0);
  }

  /** Skips to one of the punctuators outside of brackets, which is not read, or to an unmatched closing one. */
  skipTo(...punctuators: readonly string[]): void {
    while (!this.atEnd()) {
      const token = this.peek();
      if (token.kind === 'punctuator') {
        if (punctuators.includes(token.text) || token.text === ')' || token.text === ']' || token.text === '}') {
          return;
        }
        if (CLOSERS[token.text] !== undefined) {
          this.skipBalanced();
          continue;
        }
      }
      this.index++;
    }
  }
}
