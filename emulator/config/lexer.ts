// SPDX-License-Identifier: Apache-2.0
/** Splits a C source into preprocessing tokens (C11 5.1.1.2, phases 2 and 3; no trigraphs). */

import type { SourceText } from './source';
import type { Token, TokenKind } from './token';

const PUNCTUATORS = [
  ['...', '<<=', '>>=', '%:%:'],
  ['##', '->', '++', '--', '<<', '>>', '<=', '>=', '==', '!=', '&&', '||', '*=', '/=', '%=', '+=', '-=', '&=', '^='],
  ['|=', '<:', ':>', '<%', '%>', '%:'],
].flat();
const SINGLE = '[](){}.&*+-~!/%<>^|?:;=,#';
const DIGRAPHS: Readonly<Record<string, string>> = {
  '<:': '[',
  ':>': ']',
  '<%': '{',
  '%>': '}',
  '%:': '#',
  '%:%:': '##',
};

const IDENTIFIER = /[A-Za-z_$\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const NUMBER = /\.?[0-9](?:[eEpP][+-]|[A-Za-z0-9_.])*/y;
const STRING = /(?:u8|[uUL])?"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*"/y;
const CHARACTER = /[uUL]?'[^'\\\r\n]*(?:\\[^\r\n][^'\\\r\n]*)*'/y;
const BLANK = /[ \t\v\f]+/y;
const LINE_COMMENT = /\/\/[^\r\n]*/y;
const REST_OF_LINE = /[^\r\n]*/y;

/** Yields the tokens of one file, one at a time; after the last one 'end' for ever. */
export class Lexer {
  private readonly text: string;
  /** Offset in the file for each offset in `text`; undefined when they are the same. */
  private readonly offsets: Int32Array | undefined;
  private offset = 0;
  private spaceBefore = false;
  private lineStart = true;

  constructor(private readonly source: SourceText) {
    const spliced = removeSplices(source.text);
    this.text = spliced.text;
    this.offsets = spliced.offsets;
  }

  next(): Token {
    const error = this.skipBlanks();
    if (error !== undefined) {
      return this.token('other', error, this.text.length, 'this comment is never closed; close it with */');
    }
    if (this.offset >= this.text.length) {
      return this.token('end', this.offset, this.offset);
    }
    const start = this.offset;
    return (
      this.match('string', STRING, start) ??
      this.match('character', CHARACTER, start) ??
      this.match('identifier', IDENTIFIER, start) ??
      this.match('number', NUMBER, start) ??
      this.punctuator(start)
    );
  }

  /** Skips white space and comments; returns the start of a comment that has no end. */
  private skipBlanks(): number | undefined {
    const text = this.text;
    for (;;) {
      const code = text.charCodeAt(this.offset);
      if (code === 10 || code === 13) {
        this.offset++;
        this.lineStart = true;
        this.spaceBefore = true;
      } else if (this.skip(BLANK) || (text.startsWith('//', this.offset) && this.skip(LINE_COMMENT))) {
        this.spaceBefore = true;
      } else if (text.startsWith('/*', this.offset)) {
        const start = this.offset;
        const end = text.indexOf('*/', start + 2);
        this.offset = end < 0 ? text.length : end + 2;
        this.spaceBefore = true;
        if (end < 0) {
          return start;
        }
      } else if (code === 0xfeff && this.offset === 0) {
        this.offset++;
      } else {
        return undefined;
      }
    }
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.offset;
    if (!pattern.test(this.text)) {
      return false;
    }
    this.offset = pattern.lastIndex;
    return true;
  }

  private match(kind: TokenKind, pattern: RegExp, start: number): Token | undefined {
    return this.skip(pattern) ? this.token(kind, start, this.offset) : undefined;
  }

  private punctuator(start: number): Token {
    const text = this.text;
    const long = PUNCTUATORS.find((punctuator) => text.startsWith(punctuator, start));
    const found = long ?? (SINGLE.includes(text[start]!) ? text[start]! : undefined);
    if (found !== undefined) {
      this.offset = start + found.length;
      return this.token('punctuator', start, this.offset, undefined, DIGRAPHS[found] ?? found);
    }
    const quote = text[start];
    if (quote === '"' || quote === "'") {
      this.skip(REST_OF_LINE);
      return this.token('other', start, this.offset, `a closing ${quote} is missing on this line`);
    }
    this.offset = start + 1;
    return this.token('other', start, this.offset);
  }

  private token(kind: TokenKind, start: number, end: number, error?: string, text?: string): Token {
    const spelling = {
      source: this.source,
      start: this.offsetInFile(start),
      end: end > start ? this.offsetInFile(end - 1) + 1 : this.offsetInFile(end),
    };
    const token: Token = {
      kind,
      text: text ?? this.text.slice(start, end),
      spaceBefore: this.spaceBefore,
      lineStart: this.lineStart,
      spelling,
      use: spelling,
      noExpand: false,
      error,
    };
    this.spaceBefore = false;
    this.lineStart = false;
    return token;
  }

  private offsetInFile(offset: number): number {
    return this.offsets === undefined ? offset : this.offsets[offset]!;
  }
}

/** Joins lines that end in a backslash (phase 2). */
function removeSplices(text: string): { text: string; offsets: Int32Array | undefined } {
  if (!/\\(?:\r\n|\r|\n)/.test(text)) {
    return { text, offsets: undefined };
  }
  const offsets = new Int32Array(text.length + 1);
  const pieces: string[] = [];
  let length = 0;
  let from = 0;
  const keep = (to: number): void => {
    pieces.push(text.slice(from, to));
    for (let index = from; index < to; index++) {
      offsets[length++] = index;
    }
  };
  for (const splice of text.matchAll(/\\(?:\r\n|\r|\n)/g)) {
    keep(splice.index);
    from = splice.index + splice[0].length;
  }
  keep(text.length);
  offsets[length] = text.length;
  return { text: pieces.join(''), offsets };
}
