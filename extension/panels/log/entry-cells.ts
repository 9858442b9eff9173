// SPDX-License-Identifier: Apache-2.0
/** Entries of the log in words, for the table and for the details. */

import type { LogEntryLine, LogEntryResponseBody, LogTask } from '../../../debug-adapter/protocol';
import { type LogDetails, type LogRow, MAX_TEXT } from '../../../webview';

/** @param position of the row in its view @param timebaseHz ticks in a second */
export function rowOf(entry: LogEntryLine, position: number, timebaseHz: number): LogRow {
  const { kind, failed, time, vmName, vcpu, task, request, name, result, duration } = entry;
  return {
    position,
    kind,
    failed,
    cells: [
      microseconds(time, timebaseHz),
      vmName,
      `${vcpu}`,
      task === undefined ? '' : taskName(task),
      entry.place ?? entry.function ?? entry.pc,
      request === undefined ? '' : `#${request}`,
      name,
      entry.arguments,
      result,
      duration === undefined ? '' : microseconds(duration, timebaseHz),
    ].map(shortened),
  };
}

/** @param place of its row */
export function detailsOf(
  entry: LogEntryResponseBody,
  place: { readonly view: number; readonly position: number },
  timebaseHz: number,
): LogDetails {
  const values = (all: LogEntryResponseBody['argumentValues']) =>
    all
      .slice(0, MAX_VALUES)
      .map(({ name, value, text }) => ({ name: shortened(name), value: shortened(value), text: shortened(text) }));
  return {
    type: 'details',
    ...place,
    title: shortened(entry.name),
    failed: entry.failed,
    facts: factsOf(entry, timebaseHz).map(({ name, text }) => ({ name, text: shortened(text) })),
    arguments: values(entry.argumentValues),
    results: values(entry.resultValues),
    request: entry.request,
    hasSource: entry.source !== undefined,
  };
}

/** Calls have at most eight arguments. */
const MAX_VALUES = 16;

function factsOf(entry: LogEntryResponseBody, timebaseHz: number): LogDetails['facts'] {
  const { number, time, instructions, vmName, vm, vcpu, hart, task, pc, place, duration, effect, request } = entry;
  return [
    { name: 'Entry', text: `${number}` },
    { name: 'Time', text: `${microseconds(time, timebaseHz)} µs (${counted(time)} ticks)` },
    { name: 'Instructions', text: counted(instructions) },
    { name: 'VM', text: `${vmName} (VM${vm})` },
    { name: 'vCPU', text: `${vcpu} (hart ${hart})` },
    ...(task === undefined ? [] : [{ name: 'Task', text: `${taskName(task)} (${task.address})` }]),
    { name: 'pc', text: pc },
    ...(entry.function === undefined ? [] : [{ name: 'Function', text: entry.function }]),
    ...(place === undefined ? [] : [{ name: 'Place', text: place }]),
    ...(request === undefined ? [] : [{ name: 'Request', text: `#${request}` }]),
    ...(duration === undefined
      ? []
      : [
          {
            name: 'Duration',
            text: `${microseconds(duration, timebaseHz)} µs${effect === undefined ? '' : ` ${effect}`}`,
          },
        ]),
  ];
}

function taskName({ name, pid, address }: LogTask): string {
  return pid === undefined ? (name ?? address) : `${name ?? address} (${pid})`;
}

const formats = new Map<number, Intl.NumberFormat>();

/** Microseconds, with as many digits as ticks can tell. */
function microseconds(ticks: number, timebaseHz: number): string {
  const digits = Math.min(6, Math.max(0, Math.ceil(Math.log10(timebaseHz / 1e6))));
  let format = formats.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
    formats.set(digits, format);
  }
  return format.format((ticks * 1e6) / timebaseHz);
}

function counted(value: number): string {
  return value.toLocaleString('en');
}

function shortened(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`;
}
