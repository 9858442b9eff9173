// SPDX-License-Identifier: Apache-2.0
/** Looks at each new event for one that ends a run. */

import { decodeEvents, eventCount, type MachineEvent, type RingLocation } from '../events';
import type { EventMatch } from './machine';

const BATCH = 256;

export class EventMatcher {
  readonly #matches: readonly EventMatch[];
  readonly #ring: RingLocation;
  readonly #kinds: ReadonlySet<MachineEvent['kind']>;
  #next: bigint;

  constructor(matches: readonly EventMatch[], ring: RingLocation) {
    this.#matches = matches;
    this.#ring = ring;
    this.#kinds = new Set(matches.map((match) => match.kind));
    this.#next = eventCount(ring);
  }

  /** Index of the first match among the events since the last call. */
  next(): number | undefined {
    while (this.#next < eventCount(this.#ring)) {
      const batch = decodeEvents(this.#ring, this.#next, BATCH, this.#kinds);
      this.#next = batch.next;
      for (const event of batch.events) {
        const found = this.#matches.findIndex((match) => matchesEvent(match, event));
        if (found >= 0) {
          return found;
        }
      }
    }
    return undefined;
  }
}

/** True when every field that the match gives is the event's, and it accepts the event. */
export function matchesEvent(match: EventMatch, event: MachineEvent): boolean {
  return (
    match.kind === event.kind &&
    (match.vm === undefined || match.vm === event.vm) &&
    (match.hart === undefined || match.hart === event.hart) &&
    (match.state === undefined || ('state' in event && event.state === match.state)) &&
    (match.serial === undefined || serialOf(event) === match.serial) &&
    (match.accepts === undefined || match.accepts(event))
  );
}

function serialOf(event: MachineEvent): bigint | undefined {
  if ('serial' in event) {
    return event.serial;
  }
  return 'requestSerial' in event ? event.requestSerial : undefined;
}
