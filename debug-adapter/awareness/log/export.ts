// SPDX-License-Identifier: Apache-2.0
/** The log as text and as JSON, in pieces: a full log is longer than a string can be. */

import type { LogEntry, LogTask } from './entry';

/** A part of a file; may be empty. */
export type Piece = string;

/** Entries on their way into a file; undefined where none has been found for a while. */
type Entries = Iterable<LogEntry | undefined>;

/** One line: when, where from, what, and until when it has had its effect. */
export function entryLine(entry: LogEntry): string {
  const { instructions, vm, hart, pc, text, duration, request, task } = entry;
  const about = request === undefined ? '' : ` [request #${request}]`;
  const by = task === undefined ? '' : ` by ${taskText(task)}`;
  const took = duration === undefined ? '' : ` after ${duration} ticks`;
  return `${instructions} vm${vm} hart${hart} 0x${pc.toString(16)}${placeText(entry)} ${text}${about}${by}${took}`;
}

/** `dispatcher.c:61`. */
export function shortPlace(place: NonNullable<LogEntry['place']>): string {
  return `${place.file.replace(/^.*[\\/]/, '')}:${place.line}`;
}

function placeText({ function: name, place }: LogEntry): string {
  const where = place === undefined ? name : `${name} ${shortPlace(place)}`;
  return where === undefined ? '' : ` (${where})`;
}

/** `device-model (pid 12)`. */
export function taskText({ name, pid, address }: LogTask): string {
  return name === undefined ? `task 0x${address.toString(16)}` : `${name} (pid ${pid})`;
}

/** A line an entry, and one before them when entries have been dropped. */
export function* logText(entries: Entries, dropped: number): Generator<Piece> {
  if (dropped > 0) {
    yield `(${dropped} older entries are not kept)\n`;
  }
  for (const entry of entries) {
    yield entry === undefined ? '' : `${entryLine(entry)}\n`;
  }
}

/** An object: how many were dropped, and the entries. 64-bit values are hexadecimal texts. */
export function* logJson(entries: Entries, dropped: number): Generator<Piece> {
  yield `{"dropped":${dropped},"entries":[`;
  let separator = '\n';
  for (const entry of entries) {
    if (entry === undefined) {
      yield '';
      continue;
    }
    yield separator + JSON.stringify(entry, (_, value: unknown) => (typeof value === 'bigint' ? hex(value) : value));
    separator = ',\n';
  }
  yield '\n]}\n';
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
