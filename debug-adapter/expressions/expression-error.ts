// SPDX-License-Identifier: Apache-2.0

export interface Span {
  /** Offsets in the expression's text; the end is exclusive. */
  readonly start: number;
  readonly end: number;
}

/** What is wrong with an expression, or why it has no value here, for people. The only error that this folder throws. */
export class ExpressionError extends Error implements Span {
  override readonly name = 'ExpressionError';
  readonly start: number;
  readonly end: number;

  constructor(message: string, span: Span) {
    super(message);
    this.start = span.start;
    this.end = span.end;
  }
}
