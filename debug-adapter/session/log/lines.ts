// SPDX-License-Identifier: Apache-2.0
/** Entries of the log as clients show them. */

import type { CallValue } from '../../awareness/bao';
import {
  entryLine,
  type LogTask as KnownTask,
  type LogEntry,
  listed,
  relatedTo,
  shortPlace,
} from '../../awareness/log';
import type { LogEntryLine, LogEntryResponseBody, LogTask, LogValue } from '../../protocol';
import type { Debuggee } from '../debuggee';

/** Entries named with another one. */
const MAX_RELATED = 100;

export function lineOf({ target, sources }: Debuggee, entry: LogEntry): LogEntryLine {
  const { number, kind, instructions, time, vm, hart, pc, place, name, failed } = entry;
  const partition = target.partitions.find((each) => each.vm === vm);
  return {
    ...{ number, kind, instructions, time, vm, hart },
    vmName: partition?.name ?? `vm${vm}`,
    vcpu: partition?.vcpus.find((each) => each.hart === hart)?.vcpu ?? 0,
    pc: hex(pc),
    ...(entry.function === undefined ? {} : { function: entry.function }),
    ...(place === undefined ? {} : { ...sources.place(place), place: shortPlace(place) }),
    ...(entry.task === undefined ? {} : { task: taskOf(entry.task) }),
    name,
    arguments: listed(entry.arguments),
    result: listed(entry.results),
    failed,
    ...(entry.duration === undefined ? {} : { duration: entry.duration }),
    ...(entry.request === undefined ? {} : { request: entry.request }),
  };
}

export function detailsOf(debuggee: Debuggee, entry: LogEntry): LogEntryResponseBody {
  const { number, request, duration } = entry;
  return {
    ...lineOf(debuggee, entry),
    text: entryLine(entry),
    argumentValues: entry.arguments.map(shownValue),
    resultValues: entry.results.map(shownValue),
    ...(duration === undefined ? {} : { effect: effectOf(entry) }),
    related: request === undefined ? [] : relatedTo(debuggee.log.calls, number, request, MAX_RELATED),
  };
}

/** What a duration ends with. */
function effectOf({ kind, request }: LogEntry): string {
  if (kind === 'ioctl') {
    return 'until it returned';
  }
  return kind === 'request' || request !== undefined ? 'until the frontend went on' : 'until the interrupt was taken';
}

function taskOf({ address, name, pid }: KnownTask): LogTask {
  return { address: hex(address), ...(name === undefined ? {} : { name }), ...(pid === undefined ? {} : { pid }) };
}

function shownValue({ name, value, text }: CallValue): LogValue {
  return { name, value: hex(value), text };
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
