// SPDX-License-Identifier: Apache-2.0
/** The log as text and as JSON, in pieces: a full log is longer than a string can be. */

import type { CallLog } from './call-log';
import type { LogEntry } from './entry';

/** All entries that are kept when it begins, oldest first. */
export function* entriesOf(log: CallLog): Generator<LogEntry> {
  const { end } = log;
  for (let index = log.first; index < end; index++) {
    const entry = log.entry(index);
    if (entry !== undefined) {
      yield entry;
    }
  }
}

/** `instructions vmN hartN pc text`, with its duration in ticks where it has had its effect. */
export function entryLine({ instructions, vm, hart, pc, text, duration, request }: LogEntry): string {
  const about = request === undefined ? '' : ` [request #${request}]`;
  const took = duration === undefined ? '' : ` after ${duration} ticks`;
  return `${instructions} vm${vm} hart${hart} 0x${pc.toString(16)} ${text}${about}${took}`;
}

/** A line an entry, and one before them when entries have been dropped. */
export function* logText(log: CallLog): Generator<string> {
  if (log.dropped > 0) {
    yield `(${log.dropped} older entries are not kept)\n`;
  }
  for (const entry of entriesOf(log)) {
    yield `${entryLine(entry)}\n`;
  }
}

/** An object: how many were dropped, and the entries. 64-bit values are hexadecimal texts. */
export function* logJson(log: CallLog): Generator<string> {
  yield `{"dropped":${log.dropped},"entries":[`;
  let separator = '\n';
  for (const entry of entriesOf(log)) {
    yield separator + JSON.stringify(entry, (_, value: unknown) => (typeof value === 'bigint' ? hex(value) : value));
    separator = ',\n';
  }
  yield '\n]}\n';
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
