// SPDX-License-Identifier: Apache-2.0
/**
 * What the log's page shows: the log of one session, through a filter, and what has been found in it. Nothing of the
 * editor; the page asks for rows by position, and the session is asked for little at a time.
 */

import type { LogState } from '../../../debug-adapter/protocol';
import {
  type LogDetails,
  type LogLook,
  type LogPanelState,
  type LogRow,
  MAX_LISTED,
  MAX_NAME,
  MAX_TEXT,
  WHOLE_LOG,
} from '../../../webview';
import { detailsOf, rowOf } from './entry-cells';
import type { LogRequests } from './log-requests';
import { matchFilter, rowFilter } from './look';
import { Scan } from './scan';

/** Rows of a view. */
export interface RowPlaces {
  readonly view: number;
  /** Positions from `first` on, before `end`. */
  readonly first: number;
  readonly end: number;
}

/** Entries of one piece of text. */
const TEXT_PIECE = 5000;

export class LogModel {
  private log: LogRequests | undefined;
  private state: LogState | undefined;
  private look: LogLook = WHOLE_LOG;
  /** Undefined when every entry is a row. */
  private rowScan: Scan | undefined;
  private matchScan: Scan | undefined;
  private isScanning = false;
  private waiting: (() => void)[] = [];

  /**
   * @param changed what the page shows may be different now; is called often
   * @param view a number below those of its views; pages remember them for longer than this lives
   */
  constructor(
    private readonly changed: () => void,
    private view = 0,
  ) {}

  /** Another session's log, or none. */
  begin(log: LogRequests | undefined): void {
    this.log = log;
    this.state = undefined;
    this.newView();
  }

  /** The log has changed. */
  setState(state: LogState): void {
    this.state = state;
    this.rowScan?.outdate(state);
    this.matchScan?.outdate(state);
    this.tell();
    void this.scan();
  }

  get logState(): LogState | undefined {
    return this.state;
  }

  setLook(look: LogLook): void {
    const before = this.look;
    this.look = look;
    if (!isSame(rowFilter(look), rowFilter(before))) {
      this.newView();
    } else if (!isSame(matchFilter(look), matchFilter(before))) {
      this.matchScan = scanFor(matchFilter(look));
    }
    this.tell();
    void this.scan();
  }

  /** The filter that the rows have passed. */
  get filter() {
    return rowFilter(this.look);
  }

  get panelState(): LogPanelState {
    const { state, rowScan, matchScan } = this;
    return {
      type: 'state',
      session: this.log === undefined ? 'none' : state === undefined ? 'starting' : 'there',
      isLogging: state?.enabled === true && state.capacity > 0,
      sbiCalls: state?.sbiCalls ?? false,
      entries: state === undefined ? 0 : state.end - state.first,
      dropped: state?.dropped ?? 0,
      problems: (state?.problems ?? []).slice(0, MAX_LISTED).map((each) => each.slice(0, MAX_TEXT)),
      vms: (state?.vms ?? []).slice(0, MAX_LISTED).map(({ vm, name }) => ({ vm, name: name.slice(0, MAX_NAME) })),
      view: this.view,
      ...this.positions,
      isScanning: rowScan !== undefined && !rowScan.isComplete,
      find: matchScan && { count: matchScan.matches.count, isScanning: !matchScan.isComplete },
    };
  }

  /** @returns none when they are of another view, or not kept */
  async rows({ view, first, end }: RowPlaces): Promise<readonly LogRow[]> {
    const numbers = view === this.view ? this.numbers(first, end) : [];
    if (this.log === undefined || numbers.length === 0) {
      return [];
    }
    const begin = this.positionOf(numbers[0]!);
    const places = new Map(numbers.map((number, index) => [number, begin + index]));
    const { entries, state } = await this.log.read({ numbers });
    return entries.map((entry) => rowOf(entry, places.get(entry.number)!, state.timebaseHz));
  }

  async details(view: number, position: number): Promise<LogDetails | undefined> {
    const entry = await this.entry(view, position);
    return entry && detailsOf(entry, { view, position }, this.state?.timebaseHz ?? 1);
  }

  /** Everything about the entry of a row. */
  async entry(view: number, position: number) {
    const number = this.numberAt(view, position);
    return number === undefined ? undefined : this.log?.entry({ number });
  }

  /** The position of the match after or before a row; from the last on it goes on with the first. Waits until as much of
   *  the log has been looked through. */
  async find(direction: 'next' | 'previous', view: number, position: number): Promise<number | undefined> {
    while (view === this.view && this.matchScan !== undefined && this.log !== undefined) {
      const { matches, isComplete } = this.matchScan;
      const number = this.numbers(position, position + 1)[0] ?? (position < this.positions.first ? -1 : Infinity);
      const at = direction === 'next' ? matches.positionFrom(number + 1) : matches.positionFrom(number) - 1;
      const found = matches.at(at);
      if (found !== undefined && (direction === 'next' || isComplete)) {
        return this.positionOf(found);
      }
      if (isComplete) {
        const around = matches.at(direction === 'next' ? matches.first : matches.end - 1);
        return around === undefined ? undefined : this.positionOf(around);
      }
      await this.progress();
    }
    return undefined;
  }

  private progress(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** The entry of a row; undefined when it is not kept, or of another view. */
  numberAt(view: number, position: number): number | undefined {
    return view === this.view ? this.numbers(position, position + 1)[0] : undefined;
  }

  /** The position of an entry or, where the filter leaves it out, of the next one. Waits until as much of the log has been
   *  looked through. @returns undefined when there is none, or when other rows are shown by then */
  async rowAt(number: number): Promise<number | undefined> {
    const { view } = this;
    while (view === this.view && this.rowScan?.isComplete === false && this.rowScan.reached <= number) {
      await this.progress();
    }
    const position = this.positionOf(number);
    return view === this.view && this.numbers(position, position + 1).length > 0 ? position : undefined;
  }

  /** Rows as text, a line each, in pieces. */
  async *text({ view, first, end }: RowPlaces): AsyncGenerator<string> {
    for (let from = first; from < end && view === this.view && this.log !== undefined; from += TEXT_PIECE) {
      const numbers = this.numbers(from, Math.min(end, from + TEXT_PIECE));
      yield numbers.length === 0 ? '' : await this.log.text({ numbers });
    }
  }

  private get positions(): { readonly first: number; readonly end: number } {
    const { first, end } = this.rowScan?.matches ?? this.state ?? { first: 0, end: 0 };
    return { first, end };
  }

  /** Numbers of the entries of rows, as far as they are there. */
  private numbers(first: number, end: number): readonly number[] {
    if (this.rowScan !== undefined) {
      return this.rowScan.matches.slice(first, end);
    }
    const begin = Math.max(first, this.positions.first);
    const count = Math.max(0, Math.min(end, this.positions.end) - begin);
    return Array.from({ length: count }, (_, index) => begin + index);
  }

  private positionOf(number: number): number {
    return this.rowScan?.matches.positionFrom(number) ?? number;
  }

  private newView(): void {
    this.view++;
    this.rowScan = scanFor(rowFilter(this.look));
    this.matchScan = scanFor(matchFilter(this.look));
    this.tell();
  }

  /** Looks through the log until everything has been looked at. */
  private async scan(): Promise<void> {
    if (this.isScanning) {
      return;
    }
    this.isScanning = true;
    try {
      for (let next = this.unfinished; next !== undefined && this.log !== undefined; next = this.unfinished) {
        await next.step(this.log);
        this.tell();
      }
    } catch {
      // The session is starting or ending: its next state begins anew.
    }
    this.isScanning = false;
  }

  private get unfinished(): Scan | undefined {
    // Rows first: matches are among them.
    return this.state && [this.rowScan, this.matchScan].find((scan) => scan !== undefined && !scan.isComplete);
  }

  private tell(): void {
    for (const resolve of this.waiting.splice(0)) {
      resolve();
    }
    this.changed();
  }
}

function scanFor(filter: ReturnType<typeof rowFilter>): Scan | undefined {
  return filter && new Scan(filter);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
