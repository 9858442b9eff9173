// SPDX-License-Identifier: Apache-2.0
/** Text put together from pieces of several files, which remembers where each piece came from. */

import { rangeIn, type SourceRange, type SourceView } from './source';

interface Piece {
  /** Where the piece starts in the assembled text. */
  readonly at: number;
  readonly view: SourceView;
  readonly start: number;
  end: number;
  /** Set when the piece stands for the whole source range (a macro's use) and is not a copy of it. */
  readonly text?: string;
}

/** Collects pieces; the result of `finish` is the text with its map. */
export class MappedTextBuilder {
  private readonly pieces: Piece[] = [];
  length = 0;

  /** Appends the source's own characters. */
  copy(view: SourceView, start: number, end: number): void {
    if (end <= start) {
      return;
    }
    const last = this.pieces[this.pieces.length - 1];
    if (last && last.text === undefined && last.view === view && last.end === start) {
      last.end = end;
    } else {
      this.pieces.push({ at: this.length, view, start, end });
    }
    this.length += end - start;
  }

  /** Appends text that stands for a range of the source. */
  replace(text: string, view: SourceView, start: number, end: number): void {
    if (text.length > 0) {
      this.pieces.push({ at: this.length, view, start, end, text });
      this.length += text.length;
    }
  }

  /** @param end the file whose end is the end of everything */
  finish(end: SourceView): MappedText {
    const length = end.file.text.length;
    this.pieces.push({ at: this.length, view: end, start: length, end: length, text: '' });
    const parts = this.pieces.map((piece) => piece.text ?? piece.view.file.text.slice(piece.start, piece.end));
    return new MappedText(parts.join(''), this.pieces);
  }
}

export class MappedText {
  /** Most questions ask for the piece of the last answer or the next one. */
  private recent = 0;

  constructor(
    readonly text: string,
    private readonly pieces: readonly Piece[],
  ) {}

  /** Where the characters from `start` to `end` (exclusive) came from. */
  rangeOf(start: number, end: number): SourceRange {
    const first = this.pieceAt(start);
    const last = end > start ? this.pieceAt(end - 1) : first;
    const from = first.text === undefined ? first.start + (start - first.at) : first.start;
    if (last.view !== first.view) {
      return rangeIn(first.view, from, Math.max(from, first.end));
    }
    const to = last.text === undefined ? last.start + (end - last.at) : last.end;
    return rangeIn(first.view, from, Math.max(from, to));
  }

  private pieceAt(offset: number): Piece {
    if (!this.covers(this.recent, offset)) {
      this.recent = this.covers(this.recent + 1, offset) ? this.recent + 1 : this.search(offset);
    }
    return this.pieces[this.recent]!;
  }

  private covers(index: number, offset: number): boolean {
    const piece = this.pieces[index];
    const next = this.pieces[index + 1];
    return piece !== undefined && piece.at <= offset && (next === undefined || offset < next.at);
  }

  private search(offset: number): number {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.pieces[middle]!.at <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
