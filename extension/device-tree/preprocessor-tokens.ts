// SPDX-License-Identifier: Apache-2.0
/** The C preprocessor's view of a file: identifiers, numbers, strings and punctuation, with the blanks between them. */

export type PreprocessorTokenKind = 'identifier' | 'number' | 'string' | 'punctuation' | 'newline' | 'end';

export interface PreprocessorToken {
  readonly kind: PreprocessorTokenKind;
  readonly text: string;
  /** Offsets in the file; -1 for a token that comes from a macro's body. */
  readonly start: number;
  readonly end: number;
  /** Blanks or a comment stand before the token. */
  readonly space: boolean;
  /** The blanks before the token hold a comment or a continued line, so they cannot be copied as they are. */
  readonly comment: boolean;
  /** Macros that must not be expanded here any more, because this token came out of them. */
  readonly hidden?: ReadonlySet<string>;
}

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const APOSTROPHE = 39;
const STAR = 42;
const SLASH = 47;
const BACKSLASH = 92;

const IDENTIFIER = /[A-Za-z_]\w*/y;
const NUMBER = /\.?[0-9](?:[eEpP][+-]|[\w.])*/y;
const OPERATOR = /&&|\|\||<<|>>|<=|>=|==|!=|##|\.\.\./y;

export interface PreprocessorTokens {
  /** The last one is of kind `end`. */
  readonly tokens: readonly PreprocessorToken[];
  /** Offset of a comment that the file's end cuts off. */
  readonly openComment?: number;
}

/** Splits a file into tokens. */
export function preprocessorTokens(text: string): PreprocessorTokens {
  const scanner = new Scanner(text);
  const tokens: PreprocessorToken[] = [];
  for (;;) {
    const token = scanner.next();
    tokens.push(token);
    if (token.kind === 'end') {
      return scanner.openComment === undefined ? { tokens } : { tokens, openComment: scanner.openComment };
    }
  }
}

class Scanner {
  openComment: number | undefined;
  private at = 0;
  private comment = false;

  constructor(private readonly text: string) {}

  next(): PreprocessorToken {
    this.comment = false;
    const before = this.at;
    this.skipBlanks();
    const start = this.at;
    const kind = this.scan();
    const text = kind === 'string' ? withoutSplices(this.text.slice(start, this.at)) : this.text.slice(start, this.at);
    return { kind, text, start, end: this.at, space: start > before, comment: this.comment };
  }

  private skipBlanks(): void {
    while (this.at < this.text.length) {
      const code = this.text.charCodeAt(this.at);
      const following = this.text.charCodeAt(this.at + 1);
      if (code === SPACE || code === TAB || code === RETURN || code === 11 || code === 12) {
        this.at++;
      } else if (code === SLASH && following === STAR) {
        this.skipBlockComment();
      } else if (code === SLASH && following === SLASH) {
        this.skipComment(this.endOfLine());
      } else if (code === BACKSLASH && this.spliceLength(this.at) > 0) {
        this.skipComment(this.at + this.spliceLength(this.at));
      } else {
        return;
      }
    }
  }

  private skipBlockComment(): void {
    const end = this.text.indexOf('*/', this.at + 2);
    if (end < 0) {
      this.openComment = this.at;
    }
    this.skipComment(end < 0 ? this.text.length : end + 2);
  }

  private skipComment(end: number): void {
    this.comment = true;
    this.at = end;
  }

  /** The end of the line, continued lines included. */
  private endOfLine(): number {
    let end = this.text.indexOf('\n', this.at);
    while (end > 0 && /\\\r?$/.test(this.text.slice(Math.max(0, end - 2), end))) {
      end = this.text.indexOf('\n', end + 1);
    }
    return end < 0 ? this.text.length : end;
  }

  /** Length of a backslash with the line end after it, 0 when there is none. */
  private spliceLength(at: number): number {
    if (this.text.charCodeAt(at + 1) === NEWLINE) {
      return 2;
    }
    return this.text.charCodeAt(at + 1) === RETURN && this.text.charCodeAt(at + 2) === NEWLINE ? 3 : 0;
  }

  private scan(): PreprocessorTokenKind {
    if (this.at >= this.text.length) {
      return 'end';
    }
    const code = this.text.charCodeAt(this.at);
    if (code === NEWLINE) {
      this.at++;
      return 'newline';
    }
    if (code === QUOTE || code === APOSTROPHE) {
      return this.scanString(code);
    }
    if (this.match(IDENTIFIER)) {
      return 'identifier';
    }
    if (this.match(NUMBER)) {
      return 'number';
    }
    if (!this.match(OPERATOR)) {
      this.at++;
    }
    return 'punctuation';
  }

  private match(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) {
      return false;
    }
    this.at = pattern.lastIndex;
    return true;
  }

  /** Strings may run over several lines in a device tree; a lone apostrophe (in `#error`, say) is no string. */
  private scanString(quote: number): PreprocessorTokenKind {
    for (let at = this.at + 1; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at);
      if (code === quote) {
        this.at = at + 1;
        return 'string';
      }
      if (code === BACKSLASH) {
        at++;
      } else if (code === NEWLINE && quote === APOSTROPHE) {
        break;
      }
    }
    this.at++;
    return 'punctuation';
  }
}

function withoutSplices(text: string): string {
  return text.includes('\\\n') || text.includes('\\\r\n') ? text.replace(/\\\r?\n/g, '') : text;
}
