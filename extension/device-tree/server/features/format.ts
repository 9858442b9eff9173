// SPDX-License-Identifier: Apache-2.0
/**
 * The kernel's style: a tab for each level, one space around `=` and in front of `{`, none within `< >` at its ends, at
 * most one empty line. Where a value goes on in further lines, these stay aligned as they are; comments and directives
 * stay as they are.
 */

import { type RawToken, rawTokens } from './raw-tokens';

/** @returns the same tokens with other space between them */
export function formatted(text: string): string {
  const lines = text.includes('\r\n') ? '\r\n' : '\n';
  const formatter = new Formatter(lines);
  let end = 0;
  for (const token of rawTokens(text)) {
    formatter.add(token, text.slice(end, token.start));
    end = token.start + token.text.length;
  }
  return formatter.finish();
}

class Formatter {
  private out = '';
  private depth = 0;
  private last: RawToken | undefined;
  /** The last token that is no comment. */
  private lastPiece: RawToken | undefined;
  private inValue = false;
  /** What is open within a value, the innermost last: `<`, `[` or `(`. */
  private open: string[] = [];

  constructor(private readonly lineEnd: string) {}

  add(token: RawToken, gap: string): void {
    const { text, kind } = token;
    if (kind === 'mark' && text === '}') {
      this.depth = Math.max(0, this.depth - 1);
      this.open = [];
    }
    this.out += this.spaceBefore(token, gap);
    this.out += kind === 'comment' ? text.trimEnd() : text;
    if (kind === 'mark') {
      this.follow(text);
    }
    this.last = token;
    this.lastPiece = kind === 'comment' ? this.lastPiece : token;
  }

  finish(): string {
    const text = this.out.trimEnd();
    return text === '' ? '' : `${text}${this.lineEnd}`;
  }

  private spaceBefore(token: RawToken, gap: string): string {
    const breaks = gap.split('\n').length - 1;
    if (!this.last) {
      return token.kind === 'directive' ? gap.slice(gap.lastIndexOf('\n') + 1) : '';
    }
    if (breaks > 0) {
      return `${this.lineEnd.repeat(Math.min(breaks, 2))}${this.indentation(token, gap)}`;
    }
    return this.spaceWithinLine(token, this.last) ?? gap;
  }

  private indentation(token: RawToken, gap: string): string {
    if (token.kind === 'directive') {
      return '';
    }
    return this.isAtStart() ? '\t'.repeat(this.depth) : gap.slice(gap.lastIndexOf('\n') + 1);
  }

  /** Whether a statement begins here. */
  private isAtStart(): boolean {
    const { kind, text } = this.lastPiece ?? { kind: 'mark', text: ';' };
    return kind === 'directive' || (kind === 'mark' && '{};'.includes(text)) || (kind === 'label' && !this.inValue);
  }

  /** The space that belongs there; undefined for as much as there is. */
  private spaceWithinLine({ kind, text }: RawToken, last: RawToken): string | undefined {
    if (kind === 'comment' || last.kind === 'comment') {
      return undefined;
    }
    const innermost = this.open.at(-1);
    if (innermost !== undefined) {
      const isEdge = (last.text === '<' && last.kind === 'mark') || (text === '>' && kind === 'mark');
      return innermost === '<' && isEdge ? '' : undefined;
    }
    if (kind === 'mark' && (text === ';' || text === ',')) {
      return '';
    }
    const isSpaced = (kind === 'mark' && '={'.includes(text)) || (last.kind === 'mark' && '=,'.includes(last.text));
    return isSpaced || last.kind === 'label' ? ' ' : undefined;
  }

  private follow(mark: string): void {
    const innermost = this.open.at(-1);
    this.inValue = mark === '=' || (this.inValue && !'{};'.includes(mark));
    if (mark === '{') {
      this.depth++;
    } else if (mark === '(' || (innermost !== '(' && (mark === '<' || mark === '['))) {
      this.open.push(mark);
    } else if (
      (mark === ')' && innermost === '(') ||
      (mark === '>' && innermost === '<') ||
      (mark === ']' && innermost === '[')
    ) {
      this.open.pop();
    }
  }
}
