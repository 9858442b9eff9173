// SPDX-License-Identifier: Apache-2.0
/**
 * The log as a trace for Perfetto, in the JSON trace event format that its importer reads: a process for each virtual
 * machine, in it a thread for each vCPU and for each task that made an ioctl. A request is a slice of the vCPU that waits
 * for it; arrows lead from it to the call with which the backend asked, and on to the one that completed it.
 */

import type { Partition } from '../../target';
import type { LogEntry } from './entry';
import { type Piece, taskText } from './export';

export interface TraceOptions {
  readonly partitions: readonly Partition[];
  /** Ticks of virtual time in a second. */
  readonly timebaseHz: number;
  /** Entries that are not kept any more. */
  readonly dropped: number;
}

type TraceEvent = Readonly<Record<string, unknown>>;

/** Times are in microseconds. */
interface Slice extends TraceEvent {
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
}

const NANOSECONDS = 1e9;
/** A call takes no virtual time, but an arrow needs a slice to begin or end in. Part of a tick. */
const CALL_TICKS = 0.5;
/** Numbers of vCPUs as threads lie below. */
const FIRST_TASK = 1000;

/** JSON, in pieces. */
export function* perfettoTrace(entries: Iterable<LogEntry | undefined>, options: TraceOptions): Generator<Piece> {
  yield '{"displayTimeUnit":"ns","traceEvents":[';
  let separator = '\n';
  for (const event of traceEvents(entries, options)) {
    if (event === undefined) {
      yield '';
      continue;
    }
    yield separator + JSON.stringify(event);
    separator = ',\n';
  }
  yield `\n],"otherData":{"droppedEntries":${options.dropped}}}\n`;
}

function* traceEvents(
  entries: Iterable<LogEntry | undefined>,
  options: TraceOptions,
): Generator<TraceEvent | undefined> {
  yield* tracks(options.partitions);
  const tasks = new TaskTracks();
  const begun = new Set<number>();
  const slices = new Slices();
  for (const entry of entries) {
    if (entry === undefined) {
      yield undefined;
      continue;
    }
    const { track, isNew, name } = tasks.trackOf(entry);
    if (isNew) {
      yield metadata('thread_name', entry.vm + 1, track, name);
    }
    yield* slices.add(slice(entry, track, options.timebaseHz));
    yield* arrows(entry, track, options.timebaseHz, begun);
  }
  yield* slices.rest();
}

/**
 * The last slice of each track waits for the next: where harts' clocks differ by a part of a time slice, an answer may
 * seem to come after what the vCPU did next, and slices that overlap are refused.
 */
class Slices {
  private readonly last = new Map<string, Slice>();

  *add(next: Slice): Generator<Slice> {
    const key = `${next.pid} ${next.tid}`;
    const before = this.last.get(key);
    this.last.set(key, next);
    if (before !== undefined) {
      yield before.ts < next.ts ? { ...before, dur: Math.min(before.dur, next.ts - before.ts) } : before;
    }
  }

  *rest(): Generator<Slice> {
    yield* this.last.values();
  }
}

function* tracks(partitions: readonly Partition[]): Generator<TraceEvent> {
  for (const { vm, name, vcpus } of partitions) {
    yield metadata('process_name', vm + 1, 0, name);
    for (const { hart, vcpu } of vcpus) {
      yield metadata('thread_name', vm + 1, hart + 1, `vCPU ${vcpu} (hart ${hart})`);
    }
  }
}

function metadata(what: string, pid: number, tid: number, name: string): TraceEvent {
  return { name: what, ph: 'M', pid, tid, args: { name } };
}

class TaskTracks {
  private readonly numbers = new Map<string, number>();

  trackOf({ vm, hart, task }: LogEntry): { track: number; isNew: boolean; name: string } {
    if (task === undefined) {
      return { track: hart + 1, isNew: false, name: '' };
    }
    const key = `${vm} ${task.address} ${task.pid} ${task.name}`;
    const known = this.numbers.get(key);
    const track = known ?? FIRST_TASK + this.numbers.size;
    this.numbers.set(key, track);
    return { track, isNew: known === undefined, name: taskText(task) };
  }
}

function slice(entry: LogEntry, track: number, hz: number): Slice {
  const { kind, name, time, instructions, duration, text, pc, number } = entry;
  const values = [...entry.arguments, ...entry.results].map((value) => [value.name, value.text] as const);
  // A hypercall is over at once; what it causes happens elsewhere.
  const ticks = kind === 'request' || kind === 'ioctl' ? Math.max(duration ?? 0, CALL_TICKS) : CALL_TICKS;
  return {
    name,
    cat: kind,
    ph: 'X',
    ts: nanoseconds(time, hz) / 1000,
    dur: (nanoseconds(time + ticks, hz) - nanoseconds(time, hz)) / 1000,
    pid: entry.vm + 1,
    tid: track,
    args: { ...Object.fromEntries(values), pc: `0x${pc.toString(16)}`, instructions, number, text },
  };
}

/** Whole, as the importer has them: it rounds beginnings and durations each by itself, so that ends might overlap. */
function nanoseconds(ticks: number, hz: number): number {
  return Math.round((ticks * NANOSECONDS) / hz);
}

/** @param begun requests whose beginning is in the trace */
function* arrows(entry: LogEntry, track: number, hz: number, begun: Set<number>): Generator<TraceEvent> {
  const { kind, request, time, vm } = entry;
  if (request === undefined || (kind !== 'request' && !begun.has(request))) {
    return;
  }
  const isEnd = kind === 'hypercall' && !entry.name.endsWith('ASK');
  const ph = kind === 'request' ? 's' : isEnd ? 'f' : 't';
  begun.add(request);
  if (isEnd) {
    begun.delete(request);
  }
  const ts = nanoseconds(time, hz) / 1000;
  const common = { name: 'request', cat: 'request', id: request, pid: vm + 1, tid: track, ts };
  yield isEnd ? { ...common, ph, bp: 'e' } : { ...common, ph };
}
