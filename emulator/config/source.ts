// SPDX-License-Identifier: Apache-2.0
/** The text of one file and the way from offsets to lines and columns. */

import type { Position, SourceRange } from './config';

/** A piece of a source text, as offsets in UTF-16 code units; `end` is exclusive. */
export interface Span {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

export class SourceText {
  private lineStarts: number[] | undefined;

  /** `builtin` marks the reader's own text (Bao's macros), which no range ever points into. */
  constructor(
    readonly file: string,
    readonly text: string,
    readonly builtin = false,
  ) {}

  position(offset: number): Position {
    this.lineStarts ??= findLineStarts(this.text);
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return { line: low, column: offset - starts[low]! };
  }
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 10 || (code === 13 && text.charCodeAt(index + 1) !== 10)) {
      starts.push(index + 1);
    }
  }
  return starts;
}

export function rangeOf(span: Span): SourceRange {
  return {
    file: span.source.file,
    start: span.source.position(span.start),
    end: span.source.position(span.end),
  };
}

/** The span from the start of one to the end of another; the first alone when they do not stand in order in one file. */
export function joinSpans(first: Span, last: Span): Span {
  if (first.source !== last.source || last.end < first.end) {
    return first;
  }
  return { source: first.source, start: Math.min(first.start, last.start), end: last.end };
}
