// SPDX-License-Identifier: Apache-2.0
/** Makes entries out of what the store holds. */

import { decodeRecord, type EventOf, recordHart, recordSlot, recordValue, recordVm } from '../../target';
import { findRegister } from '../virtio';
import type { CodePlaces } from './code-places';
import { describeHypercall, describeIoctl, describeRequest, describeSbi, type KnownDevices } from './describe';
import type { Described, LogEntry, LogTask } from './entry';
import type { EntryStore, StoredRecord } from './entry-store';
import { hasFailed, IOCTL_ENDED, IoctlSlot, ioctlData, kindOf, RequestSlot } from './stored';

/** A record's place and time, which decoding gives for every kind. */
type Decoded = ReturnType<typeof decodeRecord>;

export class EntryReader {
  /** @param tasks by the numbers that ioctls are stored with */
  constructor(
    private readonly known: KnownDevices,
    private readonly places: CodePlaces,
    private readonly tasks: readonly LogTask[],
  ) {}

  /** An entry that is kept. */
  read(store: EntryStore, number: number): LogEntry {
    const record = store.record(number);
    const { words, at } = record;
    const event = decodeRecord(words, at);
    const [kind, vm, hart] = [kindOf(words, at), recordVm(words, at), recordHart(words, at)];
    const subject = store.subjectOf(number);
    const effect = store.effectOf(number);
    const time = Number(event.time);
    return {
      number,
      kind,
      instructions: Number(event.instructions),
      time,
      vm,
      hart,
      pc: event.pc,
      ...this.places.at(vm, event.pc),
      // The harts' clocks differ by a part of a time slice.
      duration: effect === undefined ? undefined : Math.max(0, effect - time),
      request: kind === 'ioctl' ? undefined : subject,
      task: kind === 'ioctl' && subject !== undefined ? this.tasks[subject] : undefined,
      failed: hasFailed(words, at),
      ...this.described(record, event, { vm, hart, pc: event.pc }),
    };
  }

  private described(
    { words, at }: StoredRecord,
    event: Decoded,
    place: { vm: number; hart: number; pc: bigint },
  ): Described {
    switch (event.kind) {
      case 'hypercall':
        return only(describeHypercall(place, event, this.known));
      case 'sbiCall':
        return only(describeSbi(place, event));
      case 'requestState': {
        const isAnswered = recordSlot(words, at, RequestSlot.isAnswered) === 1;
        const answer = isAnswered ? recordValue(words, at, RequestSlot.answer) : undefined;
        return describeRequest(event, this.registerAt(event), answer);
      }
      default:
        return describedIoctl(words, at);
    }
  }

  private registerAt({ bindKey, address }: EventOf<'requestState'>): string | undefined {
    const device = this.known.devices.find((each) => each.bindKey === bindKey);
    return device && findRegister(Number(address - device.registers.base));
  }
}

/** Without what else a decoder tells. */
function only({ name, arguments: given, results, text }: Described): Described {
  return { name, arguments: given, results, text };
}

function describedIoctl(words: Uint32Array, at: number): Described {
  const hasEnded = (recordSlot(words, at, IoctlSlot.state) & IOCTL_ENDED) !== 0;
  return describeIoctl(
    recordValue(words, at, IoctlSlot.command),
    recordValue(words, at, IoctlSlot.argument),
    ioctlData(words, at),
    hasEnded ? recordValue(words, at, IoctlSlot.result) : undefined,
  );
}
