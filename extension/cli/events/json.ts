// SPDX-License-Identifier: Apache-2.0
/** An event as one JSON object. */

import type { MachineEvent } from '../../../emulator';

/** Counters that people read as numbers; they stay below 2^53 for a century of machine time. */
const COUNTERS = new Set(['sequence', 'instructions', 'time', 'serial', 'requestSerial']);

/** Addresses and values become hexadecimal strings, because JSON's numbers cannot hold 64 bits. */
export function eventJson(event: MachineEvent): string {
  return JSON.stringify(event, (key, value: unknown) => {
    if (typeof value !== 'bigint') {
      return value;
    }
    return COUNTERS.has(key) ? Number(value) : `0x${value.toString(16)}`;
  });
}
