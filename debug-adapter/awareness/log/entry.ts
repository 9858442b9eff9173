// SPDX-License-Identifier: Apache-2.0
/** An entry of the log, as people and programs read it. */

import type { HypercallRecord } from '../../target';
import { type CallValue, decodeHypercall } from '../bao';
import { ioctlName } from '../calls';

/** Places in this list stand in the columns. */
export const ENTRY_KINDS = ['hypercall', 'sbi', 'request', 'ioctl'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export interface LogEntry {
  /** Number over the whole run; the next entry has the next. */
  readonly index: number;
  readonly kind: EntryKind;
  /** Instructions retired by all harts, and virtual time in ticks, when it happened. */
  readonly instructions: number;
  readonly time: number;
  readonly vm: number;
  readonly hart: number;
  /** Guest-virtual address of the instruction that made it. */
  readonly pc: bigint;
  /** Virtual time until its effect, in ticks: the frontend goes on, the interrupt is taken, the call returns. Undefined
   *  when it has none, or not yet. */
  readonly duration: number | undefined;
  /** Number of the request it is about. */
  readonly request: number | undefined;
  /** Of an ioctl: who made it, guest-virtual address of its task_struct. */
  readonly task: bigint | undefined;
  readonly name: string;
  readonly arguments: readonly CallValue[];
  /** Empty while it is under way. */
  readonly results: readonly CallValue[];
  /** It ended with an error. */
  readonly failed: boolean;
  /** Name, arguments and results in one line. */
  readonly text: string;
}

/** What only its kind says of an entry. */
export type Described = Pick<LogEntry, 'name' | 'arguments' | 'results' | 'failed' | 'text'>;

const BAO_EXTENSION = 0x0800_0ba0n;
const OPERATIONS = ['WRITE', 'READ'] as const;

interface Place {
  readonly hart: number;
  readonly vm: number;
  readonly pc: bigint;
}

/** @param words a0 to a4, a6, a1 after the call, then a2 to a7 after it */
export function describeHypercall(place: Place, words: readonly bigint[]): Described {
  const [a0 = 0n, a1 = 0n, a2 = 0n, a3 = 0n, a4 = 0n, id = 0n, result = 0n, ...outputs] = words;
  const record: HypercallRecord = {
    ...place,
    before: [a0, a1, a2, a3, a4, 0n, id, BAO_EXTENSION],
    after: [0n, result, ...outputs],
    age: undefined,
  };
  const { name, arguments: given, results, text } = decodeHypercall(record);
  return { name, arguments: given, results, text, failed: result !== 0n };
}

/** @param words a7, a6, a0 to a5, a0 and a1 after the call */
export function describeSbi(place: Place, words: readonly bigint[]): Described {
  const [
    extension = 0n,
    functionId = 0n,
    a0 = 0n,
    a1 = 0n,
    a2 = 0n,
    a3 = 0n,
    a4 = 0n,
    a5 = 0n,
    error = 0n,
    value = 0n,
  ] = words;
  const before = [a0, a1, a2, a3, a4, a5, functionId, extension];
  const after = [error, value, a2, a3, a4, a5, functionId, extension];
  const { name, arguments: given, results, text } = decodeHypercall({ ...place, before, after, age: undefined });
  return { name, arguments: given, results, text, failed: error !== 0n };
}

/** @param words slot, operation, guest-physical address, value, bytes, bind key, answer, whether it is answered
 *  @param register name of the device's register there */
export function describeRequest(words: readonly bigint[], register: string | undefined): Described {
  const [slot = 0n, operation = 0n, address = 0n, value = 0n, width = 0n, bindKey = 0n, answer = 0n, ended = 0n] =
    words;
  const isRead = operation === 1n;
  const given = [
    { name: 'address', value: address, text: `${hex(address)}${register === undefined ? '' : ` (${register})`}` },
    ...(isRead ? [] : [plain('value', value)]),
    { name: 'width', value: width, text: `${width}` },
    { name: 'bind key', value: bindKey, text: `${bindKey}` },
    { name: 'slot', value: slot, text: `${slot}` },
  ];
  const results = ended === 0n ? [] : isRead ? [plain('value', answer)] : [{ name: 'result', value: 0n, text: 'done' }];
  const name = `request ${OPERATIONS[Number(operation)] ?? operation}`;
  return { name, arguments: given, results, failed: false, text: line(name, given, results) };
}

/** @param words command, argument, result, whether it has returned, then the structure's first fields */
export function describeIoctl(words: readonly bigint[]): Described {
  const [command = 0n, argument = 0n, result = 0n, ended = 0n] = words;
  const code = BigInt.asIntN(64, result);
  const given = [plain('arg', argument)];
  const results = ended === 0n ? [] : [{ name: 'result', value: result, text: `${code}` }];
  const name = `ioctl ${ioctlName(command)}`;
  return { name, arguments: given, results, failed: ended !== 0n && code < 0n, text: line(name, given, results) };
}

function line(name: string, given: readonly CallValue[], results: readonly CallValue[]): string {
  const listed = (values: readonly CallValue[]): string =>
    values.map((each) => (each.name === 'result' ? each.text : `${each.name} ${each.text}`)).join(', ');
  return `${name}(${listed(given)})${results.length === 0 ? '' : ` = ${listed(results)}`}`;
}

function plain(name: string, value: bigint): CallValue {
  return { name, value, text: hex(value) };
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
