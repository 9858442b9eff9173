// SPDX-License-Identifier: Apache-2.0
/** Hands console output and findings of the embedded machine to a listener, in order, each byte once, and events to
 *  whoever has subscribed to them. */

import type { Machine, MachineEvent } from '../../../emulator';
import type { TargetListener } from '..';
import type { EventSubscriptions } from './event-subscriptions';

const KINDS: ReadonlySet<MachineEvent['kind']> = new Set(['guestConsole', 'hypervisorConsole', 'finding']);
const EVENTS_AT_ONCE = 4096;

export class EventFeed {
  readonly #machine: Machine;
  readonly #listener: TargetListener;
  /** What has been shown of each console's unfinished line before its event, by virtual machine. */
  readonly #shown: string[];
  #next = 0n;

  constructor(machine: Machine, listener: TargetListener) {
    this.#machine = machine;
    this.#listener = listener;
    this.#shown = machine.vms.map(() => '');
  }

  /** Hands over what the machine's event stream holds; afterwards it has room again. */
  deliver(subscriptions?: EventSubscriptions): void {
    const from = this.#next;
    for (;;) {
      const kinds = subscriptions === undefined || subscriptions.kinds.size === 0 ? KINDS : union(subscriptions.kinds);
      const batch = this.#machine.readEvents(this.#next, EVENTS_AT_ONCE, kinds);
      this.#next = batch.next;
      for (const event of batch.events) {
        this.#take(event);
      }
      if (batch.events.length > 0) {
        subscriptions?.deliver(batch.events);
      }
      if (batch.events.length < EVENTS_AT_ONCE) {
        break;
      }
    }
    if (subscriptions?.wantsRecords) {
      for (const records of this.#machine.readRecords(from, this.#next)) {
        subscriptions.deliverRecords(records);
      }
    }
    // Reading from here on says that everything before has been read.
    this.#machine.readEvents(this.#next, 0);
  }

  /** Hands over what guests have written of lines that they have not ended: for when the machine has stopped. */
  deliverUnfinished(): void {
    for (const [vm, shown] of this.#shown.entries()) {
      const text = this.#machine.unfinishedLine(vm);
      if (text.length > shown.length) {
        this.#shown[vm] = text;
        this.#listener.console(vm, text.slice(shown.length));
      }
    }
  }

  #take(event: MachineEvent): void {
    switch (event.kind) {
      case 'guestConsole':
        this.#guestText(event.vm ?? 0, event.partial ? event.text : `${event.text}\n`);
        break;
      case 'hypervisorConsole':
        this.#listener.console('hypervisor', `${event.text}\n`);
        break;
      case 'finding':
        this.#listener.finding(event.text);
        break;
      default:
    }
  }

  #guestText(vm: number, text: string): void {
    const shown = this.#shown[vm]?.length ?? 0;
    this.#shown[vm] = '';
    this.#listener.console(vm, text.slice(shown));
  }
}

function union(kinds: ReadonlySet<MachineEvent['kind']>): ReadonlySet<MachineEvent['kind']> {
  return new Set([...KINDS, ...kinds]);
}
