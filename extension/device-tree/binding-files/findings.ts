// SPDX-License-Identifier: Apache-2.0
import type { LineCounter, Node } from 'yaml';
import { DiagnosticList } from '../diagnostics';
import type { Position, SourceRange } from '../source';

/** Collects what is to be said about one binding file. */
export class Findings {
  private readonly list = new DiagnosticList();

  constructor(
    readonly file: string,
    private readonly lines: LineCounter,
  ) {}

  get items(): DiagnosticList['items'] {
    return this.list.items;
  }

  report(code: string, place: Node, message: string): void {
    this.list.error(code, message, this.rangeOf(place));
  }

  rangeOf({ range }: Node): SourceRange {
    const [start, end] = range ?? [0, 0];
    return { file: this.file, start: this.position(start), end: this.position(end) };
  }

  /** @param offset in UTF-16 code units */
  position(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(0, line - 1), column: Math.max(0, col - 1) };
  }
}
