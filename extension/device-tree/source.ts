// SPDX-License-Identifier: Apache-2.0
/** Source files and places in them. The shapes are those of the configuration reader, so that findings can be mixed. */

/** A place in a source file. Lines and columns count from 0, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface SourceRange {
  readonly file: string;
  readonly start: Position;
  /** Exclusive. */
  readonly end: Position;
}

/** One file's text, with the offsets at which its lines start. */
export class SourceFile {
  private readonly lineStarts: number[] = [0];

  constructor(
    readonly name: string,
    readonly text: string,
  ) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      this.lineStarts.push(at + 1);
    }
  }

  /** @param offset in UTF-16 code units; clamped to the text */
  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lineStarts[middle]! <= at) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return { line: low, column: at - this.lineStarts[low]! };
  }
}

/** A file as it is to be shown: a line marker of an earlier preprocessor run may rename it and move its lines. */
export interface SourceView {
  readonly file: SourceFile;
  readonly name: string;
  /** Added to the line numbers of `file`. */
  readonly lineShift: number;
}

/** The range from `start` to `end` (exclusive), offsets in the view's file. */
export function rangeIn(view: SourceView, start: number, end: number): SourceRange {
  return { file: view.name, start: positionIn(view, start), end: positionIn(view, end) };
}

function positionIn(view: SourceView, offset: number): Position {
  const position = view.file.positionAt(offset);
  return { line: Math.max(0, position.line + view.lineShift), column: position.column };
}

/** The range from the start of the first to the end of the second; the first alone when they are in different files. */
export function spanOf(first: SourceRange, last: SourceRange): SourceRange {
  return first.file === last.file ? { file: first.file, start: first.start, end: last.end } : first;
}
