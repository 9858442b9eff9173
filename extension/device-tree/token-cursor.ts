// SPDX-License-Identifier: Apache-2.0
/** A place in a list of tokens, with what every part of the parser needs: looking, taking, complaining, recovering. */

import type { DiagnosticList } from './diagnostics';
import { type Token, tokenRange } from './lex';
import type { SourceRange } from './source';
import type { MappedText } from './source-map';

/** A syntax error that has been reported; the nearest statement recovers from it. */
export class SyntaxFault extends Error {}

export class TokenCursor {
  private index = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly source: MappedText,
    readonly diagnostics: DiagnosticList,
  ) {}

  get current(): Token {
    return this.tokens[this.index]!;
  }

  /** The token taken last; the first one before anything was taken. */
  get previous(): Token {
    return this.tokens[Math.max(0, this.index - 1)]!;
  }

  get atEnd(): boolean {
    return this.current.kind === 'end';
  }

  take(): Token {
    const token = this.current;
    if (!this.atEnd) {
      this.index++;
    }
    return token;
  }

  /** Whether the current token is this punctuation or keyword. */
  sees(text: string): boolean {
    const { kind } = this.current;
    return (kind === 'punctuation' || kind === 'keyword') && this.current.text === text;
  }

  /** Takes the current token if it is this punctuation or keyword. */
  accept(text: string): boolean {
    const found = this.sees(text);
    if (found) {
      this.take();
    }
    return found;
  }

  expect(text: string, after: string): Token {
    if (!this.sees(text)) {
      throw this.fault(`'${text}' is expected after ${after}`);
    }
    return this.take();
  }

  range(first: Token, last: Token = first): SourceRange {
    return tokenRange(this.source, first, last);
  }

  /** The range from a token to the one taken last. */
  rangeFrom(first: Token): SourceRange {
    return this.range(first, this.previous.start >= first.start ? this.previous : first);
  }

  error(code: string, message: string, range: SourceRange): void {
    this.diagnostics.error(code, message, range);
  }

  /** Reports a syntax error at the current token. */
  fault(message: string): SyntaxFault {
    const { kind, text } = this.current;
    const found = kind === 'end' ? 'the end of the file' : `'${text}'`;
    this.error('dts-syntax', `${message}, not ${found}`, this.range(this.current));
    return new SyntaxFault(message);
  }

  /**
   * Skips the rest of a faulty statement: up to and including the semicolon that ends it, or up to the brace that
   * closes the node around it.
   */
  recover(): void {
    let depth = 0;
    while (!this.atEnd) {
      if (depth === 0 && this.sees('}')) {
        return;
      }
      const { text } = this.take();
      depth += text === '{' ? 1 : text === '}' ? -1 : 0;
      if (text === ';' && depth === 0) {
        return;
      }
    }
  }
}
