// SPDX-License-Identifier: Apache-2.0
import { type Machine, matchesEvent } from '../../../emulator';
import type { EventMatch, TargetEvent } from '..';

const EVENTS_AT_ONCE = 256;

/** The first event from a position of the machine's stream on that fits one of the matches. */
export function firstMatch(machine: Machine, from: bigint, matches: readonly EventMatch[]): TargetEvent | undefined {
  const kinds = new Set(matches.map(({ kind }) => kind));
  for (let next = from; ; ) {
    const batch = machine.readEvents(next, EVENTS_AT_ONCE, kinds);
    const found = batch.events.find((event) => matches.some((match) => matchesEvent(match, event)));
    if (found !== undefined || batch.events.length < EVENTS_AT_ONCE) {
      return found;
    }
    next = batch.next;
  }
}
