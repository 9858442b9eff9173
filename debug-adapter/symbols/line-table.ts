// SPDX-License-Identifier: Apache-2.0
/** Questions about the rows of a line program: which row an address belongs to, and where a line's code starts. */

import type { LineHeader } from './line-header';
import { type LineRows, rowFlag } from './line-program';
import { RangeIndex } from './range-index';

/** Rows from `start` to `end` (exclusive); the last of them only says where the code ends. */
interface Sequence {
  readonly start: number;
  readonly end: number;
}

export interface LineStart {
  readonly address: number;
  readonly column: number;
  /** Another line's row follows at the same address, so nothing is executed for this one alone. */
  readonly empty: boolean;
}

export class LineTable {
  private readonly sequences: readonly Sequence[];
  private readonly index: RangeIndex<Sequence>;

  /** @param isCode whether there is code at an address: functions that the linker dropped leave rows at odd addresses */
  constructor(
    readonly header: Pick<LineHeader, 'files'>,
    readonly rows: LineRows,
    isCode: (address: number) => boolean,
  ) {
    this.sequences = splitSequences(rows).filter(({ start, end }) => {
      return end - start > 1 && isCode(rows.addresses[start]!);
    });
    this.index = new RangeIndex(
      this.sequences.map((sequence) => ({
        low: rows.addresses[sequence.start]!,
        high: rows.addresses[sequence.end - 1]!,
        value: sequence,
      })),
    );
  }

  /** Ranges of code that the table describes. */
  get ranges(): { readonly low: number; readonly high: number }[] {
    const { addresses } = this.rows;
    return this.sequences.map(({ start, end }) => ({ low: addresses[start]!, high: addresses[end - 1]! }));
  }

  /** The row that an address belongs to; of several rows at one address the last. */
  rowAt(address: number): number | undefined {
    const sequence = this.index.find(address);
    if (!sequence) {
      return undefined;
    }
    const row = this.lastAtOrBelow(sequence, address);
    return row >= sequence.start ? row : undefined;
  }

  /**
   * The row whose line a stop at an address is at. Where a statement begins without an instruction of its own, several
   * rows have one address; then it is the last one that begins a statement, because that is where a breakpoint on its
   * line stops. Rows of line 0 belong to the line before them.
   */
  stopRowAt(address: number): number | undefined {
    const { addresses, lines, flags } = this.rows;
    const sequence = this.index.find(address);
    let last = this.rowAt(address);
    if (!sequence || last === undefined) {
      return undefined;
    }
    while (lines[last] === 0 && last > sequence.start) {
      last--;
    }
    for (let row = last; row >= sequence.start && addresses[row] === addresses[last]; row--) {
      if (flags[row]! & rowFlag.statement && lines[row] !== 0) {
        return row;
      }
    }
    return last;
  }

  /** The unbroken run of one line's rows around an address. Rows of line 0 belong to the line before them. */
  runAt(address: number): { readonly low: number; readonly high: number } | undefined {
    const { addresses, files, lines } = this.rows;
    const sequence = this.index.find(address);
    const row = this.rowAt(address);
    if (!sequence || row === undefined) {
      return undefined;
    }
    let head = row;
    while (lines[head] === 0 && head > sequence.start) {
      head--;
    }
    const belongs = (at: number): boolean =>
      addresses[at] === addresses[at + 1] ||
      lines[at] === 0 ||
      (lines[at] === lines[head] && files[at] === files[head]);
    let first = head;
    while (first > sequence.start && belongs(first - 1)) {
      first--;
    }
    while (lines[first] === 0 && first < head) {
      first++;
    }
    let last = row;
    while (last + 1 < sequence.end - 1 && belongs(last + 1)) {
      last++;
    }
    return { low: addresses[first]!, high: addresses[last + 1]! };
  }

  /** Whether a statement starts at an address: its row or an earlier one at the same address says so. */
  isStatement(address: number, row: number): boolean {
    const { addresses, flags } = this.rows;
    for (let at = row; at >= 0 && addresses[at] === address && !(flags[at]! & rowFlag.endSequence); at--) {
      if (flags[at]! & rowFlag.statement) {
        return true;
      }
    }
    return false;
  }

  /** Where code of a line starts: the first statement of every unbroken run of its rows. */
  startsOf(isFile: (file: number) => boolean, line: number): LineStart[] {
    return this.sequences.flatMap((sequence) => this.startsIn(sequence, isFile, line));
  }

  /** The lines of a file that have statements. */
  linesOf(isFile: (file: number) => boolean, lines: Set<number>): void {
    const { files, lines: numbers, flags } = this.rows;
    for (const { start, end } of this.sequences) {
      for (let row = start; row < end - 1; row++) {
        if (numbers[row]! > 0 && flags[row]! & rowFlag.statement && isFile(files[row]!)) {
          lines.add(numbers[row]!);
        }
      }
    }
  }

  /** Where the body of a function starts that runs from `low` to `high`: after its prologue. */
  bodyStart(low: number, high: number): number {
    const sequence = this.index.find(low);
    if (!sequence) {
      return low;
    }
    const { addresses, flags, lines } = this.rows;
    let second: number | undefined;
    const first = this.firstAtOrAbove(sequence, low);
    for (let row = first; row < sequence.end - 1 && addresses[row]! < high; row++) {
      if (flags[row]! & rowFlag.prologueEnd) {
        return addresses[row]!;
      }
      if (addresses[row]! > low && flags[row]! & rowFlag.statement && lines[row]! > 0) {
        second ??= addresses[row]!;
      }
    }
    return second ?? low;
  }

  private startsIn(sequence: Sequence, isFile: (file: number) => boolean, line: number): LineStart[] {
    const { addresses, files, lines, columns, flags } = this.rows;
    const starts: { row: number; end: number }[] = [];
    let running = false;
    for (let row = sequence.start; row < sequence.end; row++) {
      const matches = lines[row] === line && isFile(files[row]!) && !(flags[row]! & rowFlag.endSequence);
      if (matches && !running && flags[row]! & rowFlag.statement) {
        running = true;
        starts.push({ row, end: row });
      } else if (!matches && running) {
        running = false;
        starts[starts.length - 1]!.end = row;
      }
    }
    return starts.map(({ row, end }) => {
      const address = addresses[row]!;
      return { address, column: columns[row]!, empty: addresses[end]! === address };
    });
  }

  private lastAtOrBelow(sequence: Sequence, address: number): number {
    const { addresses } = this.rows;
    let low = sequence.start;
    let high = sequence.end - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (addresses[middle]! <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private firstAtOrAbove(sequence: Sequence, address: number): number {
    let row = this.lastAtOrBelow(sequence, address);
    while (row > sequence.start && this.rows.addresses[row - 1] === address) {
      row--;
    }
    return Math.max(row, sequence.start);
  }
}

/** Sequences in the order of the program, each with its rows in the order of addresses. */
function splitSequences(rows: LineRows): Sequence[] {
  const sequences: Sequence[] = [];
  let start = 0;
  for (let row = 0; row < rows.count; row++) {
    if (rows.flags[row]! & rowFlag.endSequence) {
      if (isExact(rows, start, row + 1)) {
        sortRows(rows, start, row);
        sequences.push({ start, end: row + 1 });
      }
      start = row + 1;
    }
  }
  return sequences;
}

/** Whether all addresses are exact, see address.ts; in a damaged program they need not be. */
function isExact(rows: LineRows, start: number, end: number): boolean {
  for (let row = start; row < end; row++) {
    if (!Number.isSafeInteger(rows.addresses[row])) {
      return false;
    }
  }
  return true;
}

/** Sorts rows by address where a program goes backwards, which none should. */
function sortRows(rows: LineRows, start: number, end: number): void {
  const { addresses } = rows;
  let sorted = true;
  for (let row = start + 1; row < end && sorted; row++) {
    sorted = addresses[row]! >= addresses[row - 1]!;
  }
  if (sorted) {
    return;
  }
  const order = Array.from({ length: end - start }, (_, index) => start + index);
  order.sort((a, b) => addresses[a]! - addresses[b]! || a - b);
  for (const column of [rows.addresses, rows.files, rows.lines, rows.columns, rows.flags]) {
    column.set(
      order.map((row) => column[row]!),
      start,
    );
  }
}
