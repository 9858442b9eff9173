// SPDX-License-Identifier: Apache-2.0
import type { CallLog } from './call-log';
import type { EntryKind, LogEntry } from './entry';

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

export interface SearchResult {
  readonly entries: readonly LogEntry[];
  /** Where to go on; undefined when the search is at the end. */
  readonly next: number | undefined;
}

/** Entries looked at in one go, so that nobody waits long. */
const MAX_LOOKED_AT = 20_000;

/** At most `limit` entries from a number on that fit. @param from is moved to what is still kept */
export function searchLog(log: CallLog, filter: LogFilter, from: number, limit: number): SearchResult {
  const entries: LogEntry[] = [];
  let index = Math.max(from, log.first);
  for (let looked = 0; index < log.end && looked < MAX_LOOKED_AT && entries.length < limit; looked++, index++) {
    if (filter.kinds !== undefined && !filter.kinds.includes(log.kindOf(index))) {
      continue;
    }
    const entry = log.entry(index);
    if (entry !== undefined && fits(entry, filter)) {
      entries.push(entry);
    }
  }
  return { entries, next: index < log.end ? index : undefined };
}

function fits(entry: LogEntry, { vm, hart, request, outcome, text }: LogFilter): boolean {
  return (
    (vm === undefined || entry.vm === vm) &&
    (hart === undefined || entry.hart === hart) &&
    (request === undefined || entry.request === request) &&
    (outcome === undefined || entry.failed === (outcome === 'failed')) &&
    (text === undefined || entry.text.toLowerCase().includes(text.toLowerCase()))
  );
}
