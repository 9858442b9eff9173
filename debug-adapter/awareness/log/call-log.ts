// SPDX-License-Identifier: Apache-2.0
/**
 * Every hypercall, request and - where asked for - SBI call and ioctl, in their order, the latest of them in bounded
 * memory. It is made from the target's events alone and so needs no stop; ioctls are told to it by whoever watches the
 * drivers.
 */

import type { BaoState, EventOf, Target, TargetEvent, TargetEventKind, Unsubscribe } from '../../target';
import { findRegister } from '../virtio';
import { Columns, type StoredRow } from './columns';
import {
  type Described,
  describeHypercall,
  describeIoctl,
  describeRequest,
  describeSbi,
  ENTRY_KINDS,
  type EntryKind,
  type LogEntry,
} from './entry';

export const DEFAULT_CAPACITY = 1_000_000;

const EVENTS: readonly TargetEventKind[] = [
  'hypercall',
  'requestState',
  'vcpuResumed',
  'interruptInjected',
  'interruptTaken',
];
/** Requests under way, and interrupts not taken yet, that are remembered. */
const MAX_OPEN = 4096;
const ANSWER = 6;
const IS_ANSWERED = 7;
const IOCTL_RESULT = 2;
const IOCTL_ENDED = 3;
const NOTHING = -1;

export interface CallLogOptions {
  /** Most entries kept. */
  readonly capacity?: number;
  /** Kinds of entries besides hypercalls and requests. */
  readonly sbi?: 'logged' | 'left out';
}

export class CallLog {
  private readonly columns: Columns;
  private readonly unsubscribe: Unsubscribe;
  /** Numbers of entries: of requests under way by serial, of calls whose interrupt is not taken by VM and interrupt. */
  private readonly requests = new Map<bigint, number>();
  private readonly interrupts = new Map<number, number[]>();
  /** Entry and moment of the last hypercall of all. */
  private lastCall = NOTHING;
  private lastCallAt = -1n;
  private readonly tasks: bigint[] = [];

  /** @param devices names registers; of the hypervisor's state, which does not change in this respect */
  constructor(
    target: Target,
    private readonly devices: BaoState['devices'],
    { capacity = DEFAULT_CAPACITY, sbi = 'left out' }: CallLogOptions = {},
  ) {
    this.columns = new Columns(capacity);
    const wanted: readonly TargetEventKind[] = sbi === 'logged' ? [...EVENTS, 'sbiCall'] : EVENTS;
    const offered = wanted.filter((kind) => target.capabilities.events.includes(kind));
    this.unsubscribe = target.events?.subscribe(offered, (events) => this.take(events)) ?? (() => {});
  }

  /** Numbers of the entries that are kept: from `first` on, before `end`. */
  get first(): number {
    return this.columns.first;
  }

  get end(): number {
    return this.columns.end;
  }

  /** Entries that had to go. */
  get dropped(): number {
    return this.columns.first;
  }

  /** Undefined when it is kept no more, or not there yet. */
  entry(index: number): LogEntry | undefined {
    const row = this.columns.row(index);
    return row && this.view(index, row);
  }

  kindOf(index: number): EntryKind {
    return ENTRY_KINDS[this.columns.kindOf(index)] ?? 'hypercall';
  }

  /** An ioctl has begun. @returns its number, for `ioctlEnds` */
  ioctlBegins(
    place: { hart: number; vm: number; pc: bigint; instructions: bigint; time: bigint },
    task: bigint,
    command: bigint,
    argument: bigint,
  ): number {
    return this.add('ioctl', place, this.taskNumber(task), [command, argument]);
  }

  /** It has returned. @param index as `ioctlBegins` gave it @param time virtual, in ticks */
  ioctlEnds(index: number, result: bigint, time: bigint): void {
    this.columns.setWord(index, IOCTL_RESULT, BigInt.asUintN(64, result));
    this.columns.setWord(index, IOCTL_ENDED, 1n);
    this.columns.setEffect(index, Number(time));
  }

  /** To be called when the target has been restarted. */
  clear(): void {
    this.columns.clear();
    this.requests.clear();
    this.interrupts.clear();
    this.lastCall = NOTHING;
    this.lastCallAt = -1n;
  }

  /** Logs no more; what is in it stays. */
  close(): void {
    this.unsubscribe();
  }

  private take(events: readonly TargetEvent[]): void {
    for (const event of events) {
      switch (event.kind) {
        case 'hypercall':
          this.hypercall(event);
          break;
        case 'sbiCall': {
          const { extension, functionId, args, error, value } = event;
          this.add('sbi', event, NOTHING, [extension, functionId, ...args, BigInt.asUintN(64, error), value]);
          break;
        }
        case 'requestState':
          this.requestState(event);
          break;
        case 'vcpuResumed':
          this.resumed(event);
          break;
        case 'interruptInjected':
          this.injected(event);
          break;
        case 'interruptTaken':
          this.interruptTaken(event);
          break;
        default:
      }
    }
  }

  private hypercall(event: EventOf<'hypercall'>): void {
    const { args, id, results, instructions } = event;
    this.lastCall = this.add('hypercall', event, NOTHING, [...args, id, ...results.slice(1)]);
    this.lastCallAt = instructions;
  }

  private requestState(event: EventOf<'requestState'>): void {
    const { serial, state, id, operation, address, value, width, bindKey } = event;
    if (state === 'PENDING') {
      const words = [BigInt(id), operation === 'READ' ? 1n : 0n, address, value, BigInt(width), bindKey];
      const index = this.add('request', event, Number(serial), words);
      if (this.requests.size < MAX_OPEN) {
        this.requests.set(serial, index);
      }
    } else if (state !== 'FREE' && event.instructions === this.lastCallAt) {
      this.columns.setSubject(this.lastCall, Number(serial));
    }
  }

  private resumed(event: EventOf<'vcpuResumed'>): void {
    const { requestSerial, value, time, instructions } = event;
    const index = this.requests.get(requestSerial);
    this.requests.delete(requestSerial);
    if (index !== undefined) {
      this.columns.setEffect(index, Number(time));
      this.columns.setWord(index, ANSWER, value);
      this.columns.setWord(index, IS_ANSWERED, 1n);
    }
    if (instructions === this.lastCallAt) {
      this.columns.setEffect(this.lastCall, Number(time));
    }
  }

  /** An interrupt by which a hypercall takes effect. */
  private injected({ source, vm, interrupt, instructions }: EventOf<'interruptInjected'>): void {
    if ((source !== 'remio-notify' && source !== 'ipc') || instructions !== this.lastCallAt) {
      return;
    }
    const key = interruptKey(vm, interrupt);
    const calls = this.interrupts.get(key) ?? [];
    if (calls.length < MAX_OPEN) {
      calls.push(this.lastCall);
    }
    this.interrupts.set(key, calls);
  }

  private interruptTaken({ vm, interrupt, time }: EventOf<'interruptTaken'>): void {
    const key = interruptKey(vm, interrupt);
    for (const index of this.interrupts.get(key) ?? []) {
      this.columns.setEffect(index, Number(time));
    }
    this.interrupts.delete(key);
  }

  private add(
    kind: EntryKind,
    place: { hart?: number; vm?: number; pc: bigint; instructions: bigint; time: bigint },
    subject: number,
    words: readonly bigint[],
  ): number {
    return this.columns.add({
      kind: ENTRY_KINDS.indexOf(kind),
      hart: place.hart ?? 0,
      vm: place.vm ?? 0,
      pc: place.pc,
      instructions: Number(place.instructions),
      time: Number(place.time),
      subject,
      words,
    });
  }

  private taskNumber(task: bigint): number {
    const known = this.tasks.indexOf(task);
    return known >= 0 ? known : this.tasks.push(task) - 1;
  }

  private view(index: number, row: StoredRow): LogEntry {
    const kind = this.kindOf(index);
    const { instructions, time, vm, hart, pc, subject, effectTime } = row;
    return {
      index,
      kind,
      instructions,
      time,
      vm,
      hart,
      pc,
      // The harts' clocks differ by a part of a time slice.
      duration: effectTime === undefined ? undefined : Math.max(0, effectTime - time),
      request: kind !== 'ioctl' && subject !== NOTHING ? subject : undefined,
      task: kind === 'ioctl' ? this.tasks[subject] : undefined,
      ...this.described(kind, row),
    };
  }

  private described(kind: EntryKind, { words, ...place }: StoredRow): Described {
    switch (kind) {
      case 'hypercall':
        return describeHypercall(place, words);
      case 'sbi':
        return describeSbi(place, words);
      case 'ioctl':
        return describeIoctl(words);
      case 'request':
        return describeRequest(words, this.registerAt(words[5] ?? 0n, words[2] ?? 0n));
    }
  }

  private registerAt(bindKey: bigint, address: bigint): string | undefined {
    const device = this.devices.find((each) => each.bindKey === bindKey);
    return device && findRegister(Number(address - device.registers.base));
  }
}

/** Interrupts are numbers below 2^16. */
function interruptKey(vm: number | undefined, interrupt: number): number {
  return ((vm ?? 0) << 16) | interrupt;
}
