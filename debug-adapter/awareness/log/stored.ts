// SPDX-License-Identifier: Apache-2.0
/** What entries look like in the store: records of events, with more in slots that those leave empty. */

import {
  EventKind,
  RecordSlot,
  recordKind,
  recordSlot,
  recordValue,
  setRecordSlot,
  setRecordValue,
} from '../../target';
import type { EntryKind } from './entry';
import { MAX_DATA } from './ioctl-data';

/** Ioctls are no events of the machine: a kind that it will never have. */
export const IOCTL_RECORD = 0xff00;

export const IoctlSlot = { command: 0, argument: 1, result: 2, state: 3, data: 4 } as const;
/** In `state`, beside the number of bytes of data. */
export const IOCTL_ENDED = 0x100;
/** Slots that a requestState event leaves empty. */
export const RequestSlot = { answer: 10, isAnswered: 11 } as const;

export function kindOf(words: Uint32Array, at: number): EntryKind {
  switch (recordKind(words, at)) {
    case EventKind.hypercall:
      return 'hypercall';
    case EventKind.sbiCall:
      return 'sbi';
    case EventKind.requestState:
      return 'request';
    default:
      return 'ioctl';
  }
}

/** It ended with an error. */
export function hasFailed(words: Uint32Array, at: number): boolean {
  switch (kindOf(words, at)) {
    case 'hypercall':
      return recordSlot(words, at, RecordSlot.hypercallResult) !== 0;
    case 'sbi':
      return recordSlot(words, at, RecordSlot.sbiError) !== 0;
    case 'ioctl':
      return BigInt.asIntN(64, recordValue(words, at, IoctlSlot.result)) < 0n;
    case 'request':
      return false;
  }
}

/** @param data at most MAX_DATA bytes @param state IOCTL_ENDED or 0 */
export function setIoctlData(words: Uint32Array, at: number, data: Uint8Array, state: number): void {
  const padded = new Uint8Array(MAX_DATA);
  padded.set(data);
  const view = new DataView(padded.buffer);
  setRecordSlot(words, at, IoctlSlot.state, data.length | state);
  for (let offset = 0; offset < MAX_DATA; offset += 8) {
    setRecordValue(words, at, IoctlSlot.data + offset / 8, view.getBigUint64(offset, true));
  }
}

export function ioctlData(words: Uint32Array, at: number): DataView {
  const data = new DataView(new ArrayBuffer(MAX_DATA));
  for (let offset = 0; offset < MAX_DATA; offset += 8) {
    data.setBigUint64(offset, recordValue(words, at, IoctlSlot.data + offset / 8), true);
  }
  return new DataView(data.buffer, 0, Math.min(MAX_DATA, recordSlot(words, at, IoctlSlot.state) & ~IOCTL_ENDED));
}
