// SPDX-License-Identifier: Apache-2.0
/**
 * Every hypercall, request and - where asked for - SBI call and ioctl, in their order, the latest of them in bounded
 * memory. It is made from the target's events alone and so needs no stop; ioctls are told to it by whoever watches the
 * drivers. Records of events are kept as they are and decoded when somebody looks: a busy system makes a million a second.
 */

import {
  copySlot,
  EventKind,
  encodeRecord,
  placeRecord,
  RECORD_WORDS,
  type RecordableEvent,
  type RecordPlace,
  RecordSlot,
  recordInstructions,
  recordKind,
  recordSlot,
  recordTime,
  recordVm,
  setRecordSlot,
  setRecordValue,
  type Target,
  type TargetEvent,
  type Unsubscribe,
} from '../../target';
import type { CodePlaces } from './code-places';
import type { KnownDevices } from './describe';
import type { LogEntry, LogTask } from './entry';
import { EntryReader } from './entry-reader';
import { EntryStore, type StoredRecord } from './entry-store';
import { IOCTL_ENDED, IOCTL_RECORD, IoctlSlot, RequestSlot, setIoctlData } from './stored';

export const DEFAULT_CAPACITY = 1_000_000;

/** Kinds of events that entries are made from. */
const KINDS = [
  'hypercall',
  'sbiCall',
  'requestState',
  'vcpuResumed',
  'interruptInjected',
  'interruptTaken',
] as const satisfies readonly RecordableEvent['kind'][];
/** Slots of requests under way, and calls whose interrupt is not taken yet, that are remembered. */
const MAX_OPEN = 4096;
/** Tasks that have made ioctls. */
const MAX_TASKS = 10_000;
const NOTHING = -1;
/** As states and sources stand in records (emulator/events). */
const FREE = 0;
const PENDING = 1;
const REMIO_NOTIFY = 1;
const IPC = 2;

export interface CallLogOptions {
  /** Most entries kept. */
  readonly capacity?: number;
  /** Kinds of entries besides hypercalls and requests. */
  readonly sbi?: 'logged' | 'left out';
}

export class CallLog {
  sbi: 'logged' | 'left out';
  /** Called after entries have come, or have had their effect. Must not throw. */
  onChange: () => void = () => {};
  private isChanged = false;
  private store: EntryStore;
  private readonly reader: EntryReader;
  private unsubscribe: Unsubscribe | undefined;
  /** By slot of the hypervisor's pool: serial and entry of the request that is there. */
  private readonly serials = new Float64Array(MAX_OPEN);
  private readonly requests = new Float64Array(MAX_OPEN);
  /** Numbers of entries of calls whose interrupt is not taken, by virtual machine and interrupt. */
  private readonly interrupts = new Map<number, number[]>();
  /** Entry and moment of the last hypercall of all. */
  private lastCall = NOTHING;
  private lastCallAt = NOTHING;
  private readonly tasks: LogTask[] = [];
  private readonly taskNumbers = new Map<string, number>();

  /** @param known names devices and their registers */
  constructor(
    private readonly target: Target,
    known: KnownDevices,
    places: CodePlaces,
    { capacity = DEFAULT_CAPACITY, sbi = 'left out' }: CallLogOptions = {},
  ) {
    this.store = new EntryStore(capacity);
    this.reader = new EntryReader(known, places, this.tasks);
    this.sbi = sbi;
    this.start();
  }

  /** Numbers of the entries that are kept: from `first` on, before `end`. */
  get first(): number {
    return this.store.first;
  }

  get end(): number {
    return this.store.end;
  }

  /** Entries since the last clearing that had to go. */
  get dropped(): number {
    return this.store.dropped;
  }

  get capacity(): number {
    return this.store.capacity;
  }

  /** Keeps the newest that find room. */
  set capacity(capacity: number) {
    if (capacity !== this.store.capacity) {
      this.store = this.store.resized(capacity);
    }
  }

  /** Bytes of memory that it takes now. */
  get bytes(): number {
    return this.store.bytes;
  }

  get isLogging(): boolean {
    return this.unsubscribe !== undefined;
  }

  has(number: number): boolean {
    return this.store.has(number);
  }

  /** Undefined when it is kept no more, or not there yet. */
  entry(number: number): LogEntry | undefined {
    return this.store.has(number) ? this.reader.read(this.store, number) : undefined;
  }

  /** What an entry that is kept was made from. */
  record(number: number): StoredRecord {
    return this.store.record(number);
  }

  /** What an entry that is kept is about: number of a request, or of a task. */
  subjectOf(number: number): number | undefined {
    return this.store.subjectOf(number);
  }

  /** An ioctl has begun. @param data what its argument points at @returns its number, for `ioctlEnds` */
  ioctlBegins(
    place: RecordPlace,
    task: LogTask,
    { command, argument }: { readonly command: bigint; readonly argument: bigint },
    data: Uint8Array,
  ): number {
    const words = new Uint32Array(RECORD_WORDS);
    placeRecord(words, 0, IOCTL_RECORD, place);
    setRecordValue(words, 0, IoctlSlot.command, command);
    setRecordValue(words, 0, IoctlSlot.argument, argument);
    setIoctlData(words, 0, data, 0);
    const number = this.store.add(words, 0);
    this.store.setSubject(number, this.taskNumber(place.vm ?? 0, task));
    this.onChange();
    return number;
  }

  /** It has returned. @param number as `ioctlBegins` gave it @param time virtual, in ticks */
  ioctlEnds(number: number, result: bigint, time: bigint, data: Uint8Array): void {
    if (this.store.has(number)) {
      const { words, at } = this.store.record(number);
      setRecordValue(words, at, IoctlSlot.result, BigInt.asUintN(64, result));
      setIoctlData(words, at, data, IOCTL_ENDED);
      this.store.setEffect(number, Number(time));
      this.onChange();
    }
  }

  /** Forgets all entries; to be called too when the target has been restarted. */
  clear(): void {
    this.store.clear();
    this.forgetOpen();
  }

  /** Logs from now on. */
  start(): void {
    const { events } = this.target;
    if (this.unsubscribe !== undefined || events === undefined) {
      return;
    }
    this.forgetOpen();
    const offered = KINDS.filter((kind) => this.target.capabilities.events.includes(kind));
    this.unsubscribe =
      events.records?.subscribe((records) => this.take(records)) ??
      events.subscribe(offered, (batch) => this.takeEvents(batch));
  }

  /** Logs no more; what is in it stays. */
  close(): void {
    this.unsubscribe?.();
    this.unsubscribe = undefined;
  }

  private takeEvents(events: readonly TargetEvent[]): void {
    for (const event of events) {
      this.take(encodeRecord(event as RecordableEvent));
    }
  }

  /** Called for whatever happens in the machine: this is where logging costs time. */
  private take(records: Uint32Array): void {
    this.isChanged = false;
    for (let at = 0; at < records.length; at += RECORD_WORDS) {
      switch (recordKind(records, at)) {
        case EventKind.hypercall:
          this.lastCall = this.add(records, at);
          this.lastCallAt = recordInstructions(records, at);
          break;
        case EventKind.sbiCall:
          if (this.sbi === 'logged') {
            this.add(records, at);
          }
          break;
        case EventKind.requestState:
          this.requestState(records, at);
          break;
        case EventKind.vcpuResumed:
          this.resumed(records, at);
          break;
        case EventKind.interruptInjected:
          this.injected(records, at);
          break;
        case EventKind.interruptTaken:
          this.interruptTaken(records, at);
          break;
        default:
      }
    }
    if (this.isChanged) {
      this.onChange();
    }
  }

  private requestState(records: Uint32Array, at: number): void {
    const serial = recordSlot(records, at, RecordSlot.requestSerial);
    const state = recordSlot(records, at, RecordSlot.requestState);
    if (state === PENDING) {
      const number = this.add(records, at);
      this.store.setSubject(number, serial);
      const slot = recordSlot(records, at, RecordSlot.requestSlot);
      this.serials[slot] = serial;
      this.requests[slot] = number;
    } else if (state !== FREE && recordInstructions(records, at) === this.lastCallAt) {
      this.store.setSubject(this.lastCall, serial);
    }
  }

  private add(records: Uint32Array, at: number): number {
    this.isChanged = true;
    return this.store.add(records, at);
  }

  private resumed(records: Uint32Array, at: number): void {
    const serial = recordSlot(records, at, RecordSlot.requestSerial);
    const time = recordTime(records, at);
    const slot = recordSlot(records, at, RecordSlot.requestSlot);
    const number = this.serials[slot] === serial ? this.requests[slot]! : NOTHING;
    if (this.store.has(number)) {
      const { words, at: stored } = this.store.record(number);
      copySlot(records, at, RecordSlot.answer, words, stored, RequestSlot.answer);
      setRecordSlot(words, stored, RequestSlot.isAnswered, 1);
      this.store.setEffect(number, time);
      this.isChanged = true;
    }
    if (recordInstructions(records, at) === this.lastCallAt) {
      this.store.setEffect(this.lastCall, time);
    }
  }

  /** An interrupt by which a hypercall takes effect. */
  private injected(records: Uint32Array, at: number): void {
    const source = recordSlot(records, at, RecordSlot.interruptSource);
    if ((source !== REMIO_NOTIFY && source !== IPC) || recordInstructions(records, at) !== this.lastCallAt) {
      return;
    }
    const key = interruptKey(records, at);
    const calls = this.interrupts.get(key) ?? [];
    if (calls.length < MAX_OPEN) {
      calls.push(this.lastCall);
    }
    this.interrupts.set(key, calls);
  }

  private interruptTaken(records: Uint32Array, at: number): void {
    const calls = this.interrupts.get(interruptKey(records, at));
    if (calls !== undefined && calls.length > 0) {
      const time = recordTime(records, at);
      this.isChanged = true;
      for (const number of calls.splice(0)) {
        this.store.setEffect(number, time);
      }
    }
  }

  private forgetOpen(): void {
    this.serials.fill(NOTHING);
    this.interrupts.clear();
    this.lastCall = NOTHING;
    this.lastCallAt = NOTHING;
  }

  private taskNumber(vm: number, task: LogTask): number {
    const key = `${vm} ${task.address} ${task.pid} ${task.name}`;
    const number = this.taskNumbers.get(key) ?? this.tasks.length;
    if (number === this.tasks.length && number < MAX_TASKS) {
      this.tasks.push(task);
      this.taskNumbers.set(key, number);
    }
    return number;
  }
}

/** Interrupts are numbers below 2^16. */
function interruptKey(records: Uint32Array, at: number): number {
  return (recordVm(records, at) << 16) | recordSlot(records, at, RecordSlot.interrupt);
}
