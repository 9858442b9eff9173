// SPDX-License-Identifier: Apache-2.0

import { recordHart, recordVm } from '../../target';
import type { CallLog } from './call-log';
import type { EntryKind, LogEntry } from './entry';
import { entryLine } from './export';
import { hasFailed, kindOf } from './stored';

/** What is given must be so. */
export interface LogFilter {
  readonly kinds?: readonly EntryKind[];
  readonly vm?: number;
  readonly hart?: number;
  readonly request?: number;
  readonly outcome?: 'failed' | 'succeeded';
  /** Is in the entry's line, in any case. */
  readonly text?: string;
}

export type Direction = 'forward' | 'backward';

export interface SearchResult {
  /** Of entries that fit, in the order of the search. */
  readonly numbers: readonly number[];
  /** Where to go on; undefined when the search is at the end. */
  readonly next: number | undefined;
}

/** What one search may cost, so that nobody waits long: about 20 ms. One is an entry that is looked at as it is stored. */
const MAX_COST = 400_000;
/** What looking may cost until somebody else has a turn. */
const PATIENCE = 10_000;
/** Of an entry whose text has to be made. */
const TEXT_COST = 150;

/** At most `limit` entries that fit. @param from is moved to what is still kept, or is there already */
export function searchLog(
  log: CallLog,
  filter: LogFilter,
  from: number,
  limit: number,
  direction: Direction = 'forward',
): SearchResult {
  const fits = new Filter(log, filter);
  const numbers: number[] = [];
  const step = direction === 'forward' ? 1 : -1;
  let number = direction === 'forward' ? Math.max(from, log.first) : Math.min(from, log.end - 1);
  const isInside = (): boolean => number >= log.first && number < log.end;
  while (isInside() && fits.cost < MAX_COST && numbers.length < limit) {
    if (fits.test(number)) {
      numbers.push(number);
    }
    number += step;
  }
  return { numbers, next: isInside() ? number : undefined };
}

/** Entries about the same request, not far away. */
export function relatedTo(log: CallLog, number: number, request: number, limit: number): number[] {
  const others = (direction: Direction): readonly number[] =>
    searchLog(log, { request }, direction === 'forward' ? number + 1 : number - 1, limit, direction).numbers;
  return [...[...others('backward')].reverse(), ...others('forward')].slice(0, limit);
}

/** Entries that fit, oldest first, of those that are kept when it begins; now and then undefined, when it has looked for a
 *  while and found none. */
export function* filteredEntries(log: CallLog, filter: LogFilter): Generator<LogEntry | undefined> {
  const { end } = log;
  const fits = new Filter(log, filter);
  for (let number = log.first; number < end; number = Math.max(number + 1, log.first)) {
    if (log.has(number) && fits.test(number)) {
      yield log.entry(number);
    } else if (fits.cost > PATIENCE) {
      fits.cost = 0;
      yield undefined;
    }
  }
}

/** Asks first what needs no decoding. */
class Filter {
  cost = 0;
  private readonly kinds: ReadonlySet<EntryKind> | undefined;
  private readonly text: string | undefined;

  constructor(
    private readonly log: CallLog,
    private readonly filter: LogFilter,
  ) {
    this.kinds = filter.kinds && new Set(filter.kinds);
    this.text = filter.text?.toLowerCase() || undefined;
  }

  /** @param number of an entry that is kept */
  test(number: number): boolean {
    this.cost++;
    const { vm, hart, request, outcome } = this.filter;
    const { words, at } = this.log.record(number);
    return (
      (this.kinds === undefined || this.kinds.has(kindOf(words, at))) &&
      (vm === undefined || recordVm(words, at) === vm) &&
      (hart === undefined || recordHart(words, at) === hart) &&
      (request === undefined || (this.log.subjectOf(number) === request && kindOf(words, at) !== 'ioctl')) &&
      (outcome === undefined || hasFailed(words, at) === (outcome === 'failed')) &&
      (this.text === undefined || this.saysText(number, this.text))
    );
  }

  private saysText(number: number, text: string): boolean {
    this.cost += TEXT_COST;
    const entry = this.log.entry(number);
    return entry !== undefined && entryLine(entry).toLowerCase().includes(text);
  }
}
