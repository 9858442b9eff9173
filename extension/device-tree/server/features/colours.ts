// SPDX-License-Identifier: Apache-2.0
/** What each piece of a file is, for the editor to colour it. */

import { type SemanticTokens, SemanticTokensBuilder } from 'vscode-languageserver';
import { type RawToken, rawTokens } from './raw-tokens';

export const TOKEN_TYPES = [
  'comment',
  'macro',
  'string',
  'keyword',
  'label',
  'variable',
  'class',
  'property',
  'number',
] as const;
type TokenType = (typeof TOKEN_TYPES)[number];

const BY_KIND: Readonly<Record<Exclude<RawToken['kind'], 'word' | 'mark'>, TokenType>> = {
  comment: 'comment',
  directive: 'macro',
  string: 'string',
  keyword: 'keyword',
  label: 'label',
  reference: 'variable',
};

export function semanticTokens(text: string): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  const tokens = [...rawTokens(text)];
  const place = new LineCounter(text);
  let inValue = false;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'mark') {
      inValue = token.text === '=' || (inValue && !'{};'.includes(token.text));
      continue;
    }
    const type = token.kind === 'word' ? wordType(token.text, inValue, tokens[index + 1]) : BY_KIND[token.kind];
    for (const { line, character, length } of place.linesOf(token)) {
      builder.push(line, character, length, TOKEN_TYPES.indexOf(type), 0);
    }
  }
  return builder.build();
}

function wordType(word: string, inValue: boolean, next: RawToken | undefined): TokenType {
  if (inValue) {
    return /^[A-Za-z_]/.test(word) ? 'macro' : 'number';
  }
  return next?.text === '{' ? 'class' : 'property';
}

/** Tokens in their order by lines; editors want those that go on over several lines in parts. */
class LineCounter {
  private line = 0;
  private lineStart = 0;

  constructor(private readonly text: string) {}

  *linesOf({ text, start }: RawToken): Generator<{ line: number; character: number; length: number }> {
    this.goTo(start);
    let at = start;
    for (const part of text.split('\n')) {
      this.goTo(at);
      if (part.length > 0) {
        yield { line: this.line, character: at - this.lineStart, length: part.length };
      }
      at += part.length + 1;
    }
  }

  private goTo(offset: number): void {
    for (
      let end = this.text.indexOf('\n', this.lineStart);
      end >= 0 && end < offset;
      end = this.text.indexOf('\n', this.lineStart)
    ) {
      this.line++;
      this.lineStart = end + 1;
    }
  }
}
