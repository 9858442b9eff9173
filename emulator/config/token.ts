// SPDX-License-Identifier: Apache-2.0
/** Preprocessing tokens of C (C11 6.4), with two places each: where they are written and where the user sees them. */

import { joinSpans, type Span } from './source';

export type TokenKind =
  | 'identifier'
  | 'number'
  | 'character'
  | 'string'
  | 'punctuator'
  /** A character C has no use for; legal where it is only made into a string, as in XSTR(a\b). */
  | 'other'
  /** What an empty macro argument leaves beside ##. */
  | 'placemarker'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** White space or a comment stands before it. */
  readonly spaceBefore: boolean;
  /** The first token of its line. */
  readonly lineStart: boolean;
  /** Where its characters stand: inside a macro's definition when it comes from there. */
  readonly spelling: Span;
  /** Where it takes effect: the outermost macro use it comes from, else the same as `spelling`. */
  readonly use: Span;
  /** A macro's name met inside its own expansion, never to be expanded again (C11 6.10.3.4). */
  readonly noExpand: boolean;
  /** Set when the token is malformed. */
  readonly error?: string | undefined;
}

export function isPunctuator(token: Token, text: string): boolean {
  return token.kind === 'punctuator' && token.text === text;
}

export function isIdentifier(token: Token, text: string): boolean {
  return token.kind === 'identifier' && token.text === text;
}

/** The place of a construct from its first token to its last, as the user sees it. */
export function useOf(first: Token, last: Token): Span {
  return joinSpans(first.use, last.use);
}

/** The place inside macro definitions that a construct was written at, or undefined when it stands in the open. */
export function definitionOf(first: Token, last: Token): Span | undefined {
  const oneUse =
    first.use.start === last.use.start && first.use.end === last.use.end && first.use.source === last.use.source;
  const written = !oneUse || first.spelling === first.use || last.spelling === last.use;
  return written || first.spelling.source.builtin ? undefined : joinSpans(first.spelling, last.spelling);
}
