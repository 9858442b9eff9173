// SPDX-License-Identifier: Apache-2.0
/** One file as it is written, before its directives are carried out: for what concerns its look. */

export type RawKind = 'comment' | 'directive' | 'string' | 'keyword' | 'label' | 'reference' | 'word' | 'mark';

export interface RawToken {
  readonly kind: RawKind;
  readonly text: string;
  /** UTF-16 units from the beginning. */
  readonly start: number;
}

const PARTS: readonly (readonly [RawKind, RegExp])[] = [
  ['comment', /\/\*[\s\S]*?(?:\*\/|(?![\s\S]))|\/\/[^\n]*/],
  [
    'directive',
    /^[ \t]*#[ \t]*(?:include|define|undef|if|ifdef|ifndef|else|elif|endif|error|line)\b(?:\\\r?\n|[^\n])*/,
  ],
  ['string', /"(?:\\[\s\S]|[^"\\])*"|"[^\n]*|'(?:\\.|[^'\\\n])*'/],
  ['keyword', /\/(?:dts-v1|plugin|memreserve|bits|delete-property|delete-node|omit-if-no-ref|incbin|include)\//],
  ['label', /[A-Za-z_]\w*:/],
  ['reference', /&(?:\{[^}\n]*\}|[A-Za-z_]\w*)/],
  ['word', /\\?[\w.+*#?@-][\w,.+*#?@-]*/],
  ['mark', /\S/],
];
const TOKEN = new RegExp(PARTS.map(([kind, { source }]) => `(?<${kind}>${source})`).join('|'), 'gm');

export function* rawTokens(text: string): Generator<RawToken> {
  for (const match of text.matchAll(TOKEN)) {
    const [kind] = PARTS.find(([name]) => match.groups?.[name] !== undefined)!;
    yield { kind, text: match[0], start: match.index };
  }
}
