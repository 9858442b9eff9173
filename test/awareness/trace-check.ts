// SPDX-License-Identifier: Apache-2.0
/**
 * A strict reading of the JSON trace event format ("Trace Event Format", Google, 2016), narrowed to what Perfetto's
 * importer takes without complaint: it drops events that lack a field, slices of one track that overlap without nesting,
 * and arrows that no slice encloses. Times and their order are the importer's (trace_sorter.h, slice_tracker.cc and
 * json_trace_parser_impl.cc of Perfetto): whole nanoseconds, rounded; of slices that begin together the longest first, and
 * arrows behind them.
 */

import assert from 'node:assert/strict';

export interface TraceEvent {
  readonly name: string;
  readonly ph: 'M' | 'X' | 's' | 't' | 'f';
  readonly pid: number;
  readonly tid: number;
  readonly cat?: string;
  readonly ts?: number;
  readonly dur?: number;
  readonly id?: number;
  readonly bp?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** @returns its events @throws AssertionError with the first event that is wrong */
export function checkTrace(text: string): readonly TraceEvent[] {
  const { traceEvents, displayTimeUnit } = JSON.parse(text) as { traceEvents: TraceEvent[]; displayTimeUnit: string };
  assert.ok(displayTimeUnit === 'ns' || displayTimeUnit === 'ms');
  for (const event of traceEvents) {
    checkFields(event);
  }
  checkTracks(traceEvents);
  checkNesting(traceEvents);
  checkArrows(traceEvents);
  return traceEvents;
}

function checkFields(event: TraceEvent): void {
  const where = JSON.stringify(event);
  assert.equal(typeof event.name, 'string', where);
  assert.ok(Number.isInteger(event.pid) && Number.isInteger(event.tid), where);
  switch (event.ph) {
    case 'M':
      assert.ok(event.name === 'process_name' || event.name === 'thread_name', where);
      assert.equal(typeof event.args?.name, 'string', where);
      break;
    case 'X':
      assert.ok(isTime(event.ts) && isTime(event.dur), where);
      break;
    case 's':
    case 't':
    case 'f':
      assert.ok(isTime(event.ts) && Number.isInteger(event.id) && typeof event.cat === 'string', where);
      assert.equal(event.bp, event.ph === 'f' ? 'e' : undefined, where);
      break;
    default:
      assert.fail(`unknown phase: ${where}`);
  }
}

function isTime(value: number | undefined): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** Every slice lies in a track that has a name. */
function checkTracks(events: readonly TraceEvent[]): void {
  const threads = new Set(events.filter(({ name }) => name === 'thread_name').map(trackOf));
  const processes = new Set(events.filter(({ name }) => name === 'process_name').map(({ pid }) => pid));
  for (const event of events.filter(({ ph }) => ph !== 'M')) {
    assert.ok(threads.has(trackOf(event)) && processes.has(event.pid), JSON.stringify(event));
  }
}

function checkNesting(events: readonly TraceEvent[]): void {
  const open = new Map<string, number[]>();
  const slices = events
    .filter(({ ph }) => ph === 'X')
    .map((event) => ({ event, begin: nanoseconds(event.ts!), length: nanoseconds(event.dur!) }))
    .sort((one, other) => one.begin - other.begin || other.length - one.length);
  for (const { event, begin, length } of slices) {
    const ends = open.get(trackOf(event)) ?? [];
    open.set(trackOf(event), ends);
    while (ends.length > 0 && ends.at(-1)! <= begin) {
      ends.pop();
    }
    assert.ok(ends.length === 0 || begin + length <= ends.at(-1)!, `overlaps: ${JSON.stringify(event)}`);
    ends.push(begin + length);
  }
}

function nanoseconds(microseconds: number): number {
  return Math.round(microseconds * 1000);
}

/** Each begins before it goes on, ends at most once, and lies in slices. */
function checkArrows(events: readonly TraceEvent[]): void {
  const begun = new Set<number>();
  const slices = new Set(events.filter(({ ph }) => ph === 'X').map((event) => `${trackOf(event)} ${event.ts}`));
  for (const event of events.filter(({ ph }) => ph === 's' || ph === 't' || ph === 'f')) {
    assert.ok(slices.has(`${trackOf(event)} ${event.ts}`), `no slice encloses ${JSON.stringify(event)}`);
    assert.equal(begun.has(event.id!), event.ph !== 's', JSON.stringify(event));
    if (event.ph === 's') {
      begun.add(event.id!);
    } else if (event.ph === 'f') {
      begun.delete(event.id!);
    }
  }
}

function trackOf({ pid, tid }: TraceEvent): string {
  return `${pid} ${tid}`;
}
