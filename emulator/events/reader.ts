// SPDX-License-Identifier: Apache-2.0
/** Decodes events from the ring, on demand and in any thread that shares the memory. */

import {
  EVENT_FLAGS,
  EVENT_HART,
  EVENT_INSTRUCTIONS,
  EVENT_KIND,
  EVENT_LENGTH,
  EVENT_PAYLOAD,
  EVENT_PC,
  EVENT_SIZE,
  EVENT_TIME,
  EVENT_VM,
} from '../hart/layout';
import { type EventBody, EventKind, type EventPlace, type MachineEvent } from './event';
import { FINDING_CODES } from './finding-code';
import { FLAG_MORE, FLAG_PARTIAL, NONE } from './recorder';

/** Flag of a hypercall record: the call wrote its output registers, so the payload holds a2..a7. */
export const FLAG_OUTPUTS = 1;
/** Flag of a finding record that holds text; the others hold the arguments. */
export const FLAG_FINDING_TEXT = 0x2000;
const FINDING_INDEX = 0x0fff;

/** Extension id of Bao's hypercalls, in a7. */
const BAO_EXTENSION = 0x0800_0ba0n;
const REMIO_HYPERCALL = 2n;
/** Records joined into one event at most; text longer than that is cut by its writer. */
const MAX_PARTS = 256;
/** Numbers of kinds lie below. */
const KIND_COUNT = 256;

export const REQUEST_STATES = ['FREE', 'PENDING', 'PROCESSING', 'COMPLETE'] as const;
export const OPERATIONS = ['WRITE', 'READ', 'ASK', 'NOTIFY'] as const;
export const INTERRUPT_SOURCES = ['remio-request', 'remio-notify', 'ipc', 'device', 'timer', 'ipi'] as const;

/** Where the ring lies. */
export interface RingLocation {
  readonly buffer: ArrayBufferLike;
  /** Byte offset of the first record. */
  readonly ring: number;
  /** Byte offset of the 64-bit count of records ever written. */
  readonly count: number;
  /** Records the ring holds. */
  readonly capacity: number;
}

export interface DecodedEvents {
  readonly events: MachineEvent[];
  readonly next: bigint;
  readonly dropped: bigint;
}

/** Number of records ever written. */
export function eventCount(location: RingLocation): bigint {
  return new DataView(location.buffer).getBigUint64(location.count, true);
}

/**
 * Decodes at most `limit` events from record number `from` on. What has been overwritten is counted in `dropped`.
 * An event whose text is still being written is left for the next call. Kinds that are not wanted are passed over
 * without decoding, which costs a hundredth of it.
 */
export function decodeEvents(
  location: RingLocation,
  from: bigint,
  limit: number,
  kinds?: ReadonlySet<MachineEvent['kind']>,
): DecodedEvents {
  const wanted = kinds === undefined ? undefined : kindMask(kinds);
  const view = new DataView(location.buffer);
  const count = Number(view.getBigUint64(location.count, true));
  const oldest = BigInt(Math.max(0, count - location.capacity));
  const start = from < oldest ? oldest : from;
  const events: MachineEvent[] = [];
  let next = Number(start);
  while (next < count && events.length < limit) {
    // Millions a second may be passed over: numbers, which are exact here, are faster than bigints.
    if (wanted !== undefined && wanted[view.getUint16(recordAt(location, next) + EVENT_KIND, true)] !== 1) {
      next++;
      continue;
    }
    const parts = countParts(view, location, next, count);
    events.push(decodeEvent(view, location, next, parts));
    next += parts;
  }
  return { events, next: BigInt(next), dropped: start > from ? start - from : 0n };
}

/** 1 at the number of each wanted kind. */
function kindMask(kinds: ReadonlySet<MachineEvent['kind']>): Uint8Array {
  const mask = new Uint8Array(KIND_COUNT);
  for (const kind of kinds) {
    mask[EventKind[kind]] = 1;
  }
  return mask;
}

function recordAt(location: RingLocation, sequence: number): number {
  return location.ring + (sequence % location.capacity) * EVENT_SIZE;
}

function countParts(view: DataView, location: RingLocation, first: number, count: number): number {
  let parts = 1;
  while (
    parts < MAX_PARTS &&
    first + parts < count &&
    (view.getUint16(recordAt(location, first + parts - 1) + EVENT_FLAGS, true) & FLAG_MORE) !== 0
  ) {
    parts++;
  }
  return parts;
}

function decodeEvent(view: DataView, location: RingLocation, sequence: number, parts: number): MachineEvent {
  const place = decodePlace(view, recordAt(location, sequence), sequence);
  const records: number[] = [];
  for (let part = 0; part < parts; part++) {
    records.push(recordAt(location, sequence + part));
  }
  // Copies of objects by spreading take six times as long here.
  return Object.assign(place, decodeBody(view, records));
}

/** A field that there is not is left out, which is cheapest by a literal for each case. */
function decodePlace(view: DataView, record: number, number: number): EventPlace {
  const hart = view.getUint8(record + EVENT_HART);
  const vm = view.getUint8(record + EVENT_VM);
  const sequence = BigInt(number);
  const instructions = view.getBigUint64(record + EVENT_INSTRUCTIONS, true);
  const time = view.getBigUint64(record + EVENT_TIME, true);
  const pc = view.getBigUint64(record + EVENT_PC, true);
  if (hart === NONE) {
    return vm === NONE ? { sequence, instructions, time, pc } : { sequence, vm, instructions, time, pc };
  }
  return vm === NONE ? { sequence, hart, instructions, time, pc } : { sequence, hart, vm, instructions, time, pc };
}

/** The event of a record that has been copied out of the ring; its position is not known any more. */
export function decodeRecord(words: Uint32Array, at: number): MachineEvent {
  const view = new DataView(words.buffer);
  const record = words.byteOffset + at * Uint32Array.BYTES_PER_ELEMENT;
  return Object.assign(decodePlace(view, record, 0), decodeBody(view, [record]));
}

/** The records from one number to another, as they lie in the ring: what they hold is good until the machine runs. */
export function recordSpans(location: RingLocation, from: number, to: number): Uint32Array[] {
  const spans: Uint32Array[] = [];
  for (let next = Math.max(from, to - location.capacity); next < to; ) {
    const count = Math.min(to - next, location.capacity - (next % location.capacity));
    const words = (count * EVENT_SIZE) / Uint32Array.BYTES_PER_ELEMENT;
    spans.push(new Uint32Array(location.buffer, recordAt(location, next), words));
    next += count;
  }
  return spans;
}

function joinText(view: DataView, records: readonly number[]): string {
  const lengths = records.map((record) => view.getUint16(record + EVENT_LENGTH, true));
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  records.forEach((record, index) => {
    const length = lengths[index]!;
    // The ring is shared memory, which TextDecoder refuses: hence the copy.
    bytes.set(new Uint8Array(view.buffer, record + EVENT_PAYLOAD, length), at);
    at += length;
  });
  return new TextDecoder().decode(bytes);
}

function decodeBody(view: DataView, records: readonly number[]): EventBody {
  const record = records[0]!;
  const flags = view.getUint16(record + EVENT_FLAGS, true);
  const big = (index: number): bigint => view.getBigUint64(record + EVENT_PAYLOAD + index * 8, true);
  const int = (index: number): number => view.getUint32(record + EVENT_PAYLOAD + index * 8, true);
  switch (view.getUint16(record + EVENT_KIND, true)) {
    case EventKind.guestTrap:
      return { kind: 'guestTrap', cause: big(0), value: big(1), epc: big(2), handler: big(3) };
    case EventKind.hypervisorTrap:
      return { kind: 'hypervisorTrap', cause: int(0), value: big(1), gpa: big(2), instruction: int(3) };
    case EventKind.hypercall:
      return decodeHypercall(flags, big);
    case EventKind.sbiCall:
      return {
        kind: 'sbiCall',
        extension: big(0),
        functionId: big(1),
        args: [big(2), big(3), big(4), big(5), big(6), big(7)],
        error: BigInt.asIntN(64, big(8)),
        value: big(9),
      };
    case EventKind.requestState:
      return {
        kind: 'requestState',
        id: int(0),
        serial: big(1),
        state: REQUEST_STATES[int(2)] ?? 'FREE',
        bindKey: big(3),
        operation: OPERATIONS[int(4)] ?? 'WRITE',
        address: big(5),
        width: int(6),
        value: big(7),
        frontendCpu: int(8),
        register: int(9),
      };
    case EventKind.interruptInjected:
      return { kind: 'interruptInjected', interrupt: int(0), source: INTERRUPT_SOURCES[int(1)] ?? 'device' };
    case EventKind.interruptTaken:
      return { kind: 'interruptTaken', interrupt: int(0), context: int(1) };
    case EventKind.ipcNotify:
      return { kind: 'ipcNotify', ipc: big(0), event: big(1), shmemId: big(2), receivers: big(3) };
    case EventKind.remioNotify:
      return { kind: 'remioNotify', deviceModel: big(0), bindKey: big(1), interrupt: int(2), frontendCpu: int(3) };
    case EventKind.vcpuBlocked:
      return { kind: 'vcpuBlocked', requestId: int(0), requestSerial: big(1) };
    case EventKind.vcpuResumed:
      return { kind: 'vcpuResumed', requestId: int(0), requestSerial: big(1), register: int(2), value: big(3) };
    case EventKind.vcpuStarted:
      return { kind: 'vcpuStarted', entry: big(0), opaque: big(1) };
    case EventKind.vcpuHung:
      return { kind: 'vcpuHung', reason: joinText(view, records) };
    case EventKind.guestConsole:
      return { kind: 'guestConsole', text: joinText(view, records), partial: (flags & FLAG_PARTIAL) !== 0 };
    case EventKind.finding:
      return decodeFinding(view, records);
    default:
      return { kind: 'hypervisorConsole', text: joinText(view, records) };
  }
}

/** Slots: a0..a4, a1 after the call, then a2..a7 after it (outputs written) or the function id and a5. */
function decodeHypercall(flags: number, big: (index: number) => bigint): EventBody {
  const args = [big(0), big(1), big(2), big(3), big(4)];
  if ((flags & FLAG_OUTPUTS) !== 0) {
    const outputs = [big(6), big(7), big(8), big(9), big(10), big(11)];
    return { kind: 'hypercall', id: REMIO_HYPERCALL, args, results: [0n, big(5), ...outputs] };
  }
  const id = big(6);
  return { kind: 'hypercall', id, args, results: [0n, big(5), big(2), big(3), big(4), big(7), id, BAO_EXTENSION] };
}

function decodeFinding(view: DataView, records: readonly number[]): EventBody {
  const flagsOf = (record: number): number => view.getUint16(record + EVENT_FLAGS, true);
  const code = FINDING_CODES[flagsOf(records[0]!) & FINDING_INDEX] ?? 'vcpu-hung';
  const args: bigint[] = [];
  const texts: number[] = [];
  for (const record of records) {
    if ((flagsOf(record) & FLAG_FINDING_TEXT) !== 0) {
      texts.push(record);
      continue;
    }
    const length = view.getUint16(record + EVENT_LENGTH, true);
    for (let index = 0; index < length; index++) {
      args.push(view.getBigUint64(record + EVENT_PAYLOAD + index * 8, true));
    }
  }
  return { kind: 'finding', code, args, text: joinText(view, texts) };
}
