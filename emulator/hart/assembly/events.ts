// SPDX-License-Identifier: Apache-2.0
/** The one event the core writes itself: a trap taken into the guest's own handler. */

import {
  EVENT_HART,
  EVENT_INSTRUCTIONS,
  EVENT_KIND,
  EVENT_KIND_GUEST_TRAP,
  EVENT_PAYLOAD,
  EVENT_PC,
  EVENT_SIZE,
  EVENT_TIME,
  EVENT_VM,
  HART_TIME_BASE,
  HART_VM,
} from '../layout';
import {
  eventCounter,
  eventMask,
  eventRecords,
  hartIndex,
  instructionsBefore,
  instructionsPerTick,
  trapEvents,
} from './state';

/** `retired`: instructions of the current run() before the trap. */
export function recordTrap(h: usize, cause: u64, value: u64, epc: u64, handler: u64, retired: u32): void {
  if (!trapEvents) {
    return;
  }
  const count = load<u64>(eventCounter);
  const record = eventRecords + <usize>(count & eventMask) * EVENT_SIZE;
  memory.fill(record, 0, EVENT_SIZE);
  store<u16>(record, EVENT_KIND_GUEST_TRAP, EVENT_KIND);
  store<u8>(record, <u8>hartIndex(h), EVENT_HART);
  store<u8>(record, <u8>load<u32>(h, HART_VM), EVENT_VM);
  store<u64>(record, instructionsBefore + <u64>retired, EVENT_INSTRUCTIONS);
  store<u64>(record, (load<u64>(h, HART_TIME_BASE) + <u64>retired) / instructionsPerTick, EVENT_TIME);
  store<u64>(record, epc, EVENT_PC);
  store<u64>(record, cause, EVENT_PAYLOAD);
  store<u64>(record, value, EVENT_PAYLOAD + 8);
  store<u64>(record, epc, EVENT_PAYLOAD + 16);
  store<u64>(record, handler, EVENT_PAYLOAD + 24);
  store<u64>(eventCounter, count + 1);
}
