// SPDX-License-Identifier: Apache-2.0
/**
 * Device-tree source text into tokens. As in dtc's lexer, what a word means depends on what came before it: after `{`
 * and `;` names are expected, within `[ ]` bytes, elsewhere numbers.
 */

import type { DiagnosticList } from './diagnostics';
import type { SourceRange } from './source';
import type { MappedText } from './source-map';

export type TokenKind =
  /** `/dts-v1/`, `/delete-node/` and so on, slashes included. */
  | 'keyword'
  /** A node's or property's name, without the backslash that may stand before it. */
  | 'name'
  /** `text` is without the colon. */
  | 'label'
  /** `text` is without the ampersand. */
  | 'label-reference'
  /** `text` is the path. */
  | 'path-reference'
  /** `text` is what stands between the quotes, escapes not yet resolved. */
  | 'string'
  | 'character'
  | 'number'
  | 'byte'
  | 'punctuation'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Offsets in the preprocessed text. */
  readonly start: number;
  readonly end: number;
}

const BLANK = /[ \t\n\v\f\r]+/y;
const LABEL = /([A-Za-z_]\w*):/y;
const LABEL_REFERENCE = /&([A-Za-z_]\w*)/y;
const PATH_REFERENCE = /&\{(\/[\w,.+*#?@/-]*)\}/y;
const NAME = /\\?([\w,.+*#?@-]+)/y;
const NUMBER = /(?:0[xX][0-9a-fA-F]+|[0-9]+)(?:ULL|UL|LL|U|L)?/y;
const BYTE = /[0-9a-fA-F]{2}/y;
const OPERATOR = /<<|>>|<=|>=|==|!=|&&|\|\||./suy;
const KEYWORD = /\/(?:dts-v1|plugin|memreserve|bits|delete-property|delete-node|omit-if-no-ref|incbin)\//y;

type Mode = 'numbers' | 'names' | 'bytes';

const MODE_AFTER: ReadonlyMap<string, Mode> = new Map<string, Mode>([
  ['/dts-v1/', 'numbers'],
  ['/memreserve/', 'numbers'],
  ['/bits/', 'numbers'],
  ['/plugin/', 'numbers'],
  ['/delete-property/', 'names'],
  ['/delete-node/', 'names'],
  ['/omit-if-no-ref/', 'names'],
  ['{', 'names'],
  [';', 'names'],
  ['[', 'bytes'],
  [']', 'numbers'],
]);

/** Splits a whole source into tokens; the last one is of kind `end`. */
export function lex(source: MappedText, diagnostics: DiagnosticList): Token[] {
  const lexer = new Lexer(source.text, (message, start, end) =>
    diagnostics.error('dts-syntax', message, source.rangeOf(start, end)),
  );
  const tokens: Token[] = [];
  for (;;) {
    const token = lexer.next();
    tokens.push(token);
    if (token.kind === 'end') {
      return tokens;
    }
  }
}

/** The range of a token in the file it came from. */
export function tokenRange(source: MappedText, first: Token, last: Token = first): SourceRange {
  return source.rangeOf(first.start, last.end);
}

class Lexer {
  private at = 0;
  private mode: Mode = 'numbers';

  constructor(
    private readonly text: string,
    private readonly fail: (message: string, start: number, end: number) => void,
  ) {}

  next(): Token {
    this.match(BLANK);
    if (this.at >= this.text.length) {
      return { kind: 'end', text: '', start: this.at, end: this.at };
    }
    const token = this.scan();
    this.mode = token.kind === 'name' ? 'numbers' : this.modeAfter(token);
    return token;
  }

  private modeAfter(token: Token): Mode {
    const special = token.kind === 'punctuation' || token.kind === 'keyword';
    return (special && MODE_AFTER.get(token.text)) || this.mode;
  }

  private scan(): Token {
    const code = this.text[this.at]!;
    if (code === '"' || code === "'") {
      return this.scanQuoted(code);
    }
    return (
      this.token('keyword', KEYWORD) ??
      this.token('label', LABEL) ??
      this.token('label-reference', LABEL_REFERENCE) ??
      this.token('path-reference', PATH_REFERENCE) ??
      this.scanByMode() ??
      this.token('punctuation', OPERATOR)!
    );
  }

  private scanByMode(): Token | undefined {
    switch (this.mode) {
      case 'names':
        return this.token('name', NAME);
      case 'bytes':
        return this.token('byte', BYTE);
      default:
        return this.token('number', NUMBER);
    }
  }

  private token(kind: TokenKind, pattern: RegExp): Token | undefined {
    const start = this.at;
    const found = this.match(pattern);
    return found && { kind, text: found[1] ?? found[0], start, end: this.at };
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) {
      return undefined;
    }
    this.at = pattern.lastIndex;
    return found;
  }

  private scanQuoted(quote: string): Token {
    const start = this.at;
    let at = start + 1;
    while (at < this.text.length && this.text[at] !== quote) {
      at += this.text[at] === '\\' ? 2 : 1;
    }
    const kind = quote === '"' ? 'string' : 'character';
    if (at >= this.text.length) {
      // The rest of the line is taken for the string, so that what follows still makes sense.
      const lineEnd = this.text.indexOf('\n', start);
      this.at = lineEnd < 0 ? this.text.length : lineEnd;
      this.fail(`this ${kind} is not closed with ${quote}`, start, this.at);
      return { kind, text: this.text.slice(start + 1, this.at), start, end: this.at };
    }
    this.at = at + 1;
    return { kind, text: this.text.slice(start + 1, at), start, end: this.at };
  }
}
