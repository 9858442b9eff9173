// SPDX-License-Identifier: Apache-2.0
/** Who wants to hear of which events of the embedded machine. */

import { EventKind } from '../../../emulator';
import {
  type EventRecords,
  TargetError,
  type TargetEvent,
  type TargetEventKind,
  type TargetEvents,
  type Unsubscribe,
} from '..';

type Listener = (events: readonly TargetEvent[]) => void;
type RecordListener = (records: Uint32Array) => void;

interface Subscription {
  readonly kinds: ReadonlySet<TargetEventKind>;
  readonly listener: Listener;
}

/** The embedded machine tells of everything. */
export const EMBEDDED_EVENTS: readonly TargetEventKind[] = Object.keys(EventKind) as TargetEventKind[];

export class EventSubscriptions implements TargetEvents {
  readonly #subscriptions = new Set<Subscription>();
  #kinds: ReadonlySet<TargetEventKind> = new Set();
  readonly #recordListeners = new Set<RecordListener>();
  readonly records: EventRecords = {
    subscribe: (listener) => {
      this.#recordListeners.add(listener);
      return () => this.#recordListeners.delete(listener);
    },
  };

  /** All kinds that somebody wants. */
  get kinds(): ReadonlySet<TargetEventKind> {
    return this.#kinds;
  }

  subscribe(kinds: readonly TargetEventKind[], listener: Listener): Unsubscribe {
    const unknown = kinds.find((kind) => !EMBEDDED_EVENTS.includes(kind));
    if (unknown !== undefined) {
      throw new TargetError(`the embedded machine has no events of the kind '${unknown}'`);
    }
    const subscription = { kinds: new Set(kinds), listener };
    this.#subscriptions.add(subscription);
    this.#collectKinds();
    return () => {
      this.#subscriptions.delete(subscription);
      this.#collectKinds();
    };
  }

  /** To be called with events in their order. */
  deliver(events: readonly TargetEvent[]): void {
    for (const { kinds, listener } of [...this.#subscriptions]) {
      const wanted = events.filter(({ kind }) => kinds.has(kind));
      if (wanted.length > 0) {
        listener(wanted);
      }
    }
  }

  get wantsRecords(): boolean {
    return this.#recordListeners.size > 0;
  }

  /** To be called with records in their order. */
  deliverRecords(records: Uint32Array): void {
    for (const listener of [...this.#recordListeners]) {
      listener(records);
    }
  }

  #collectKinds(): void {
    this.#kinds = new Set([...this.#subscriptions].flatMap(({ kinds }) => [...kinds]));
  }
}
