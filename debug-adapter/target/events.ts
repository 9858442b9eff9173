// SPDX-License-Identifier: Apache-2.0
/**
 * What happens in a machine, as a stream of typed events. The embedded machine tells every kind at the instruction at
 * which it happens; another target may offer fewer kinds, which it makes out of breakpoints of its own. Nothing is
 * observed, and nothing costs anything, while nobody asks.
 */

import type { MachineEvent, EventMatch as MachineEventMatch } from '../../emulator';

export type TargetEvent = MachineEvent;
export type TargetEventKind = TargetEvent['kind'];
export type EventOf<Kind extends TargetEventKind> = Extract<TargetEvent, { kind: Kind }>;

/** Every field that is given must be the event's. */
export type EventMatch = MachineEventMatch;

/** Ends a subscription. */
export type Unsubscribe = () => void;

export interface TargetEvents {
  /**
   * Events of some kinds from now on, in their order and none left out: a batch now and then while the target runs, and
   * the last one before `run` resolves. What booting has caused is not among them. After a restart positions and
   * sequence numbers begin anew.
   * @param kinds of those in `capabilities.events` @param listener must not throw
   * @throws TargetError naming a kind that the target does not offer
   */
  subscribe(kinds: readonly TargetEventKind[], listener: (events: readonly TargetEvent[]) => void): Unsubscribe;
  /** The same without an object for each event, which is what costs most: on a machine that writes records itself. */
  readonly records?: EventRecords;
}

export interface EventRecords {
  /**
   * All events of all kinds, as records one after the other (./records.ts), in batches as `subscribe` gives them. A text
   * may be spread over several records.
   * @param listener must not throw; what it is given is good only until it returns
   */
  subscribe(listener: (records: Uint32Array) => void): Unsubscribe;
}
