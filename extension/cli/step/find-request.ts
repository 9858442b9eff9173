// SPDX-License-Identifier: Apache-2.0
/** Runs a system until the request that is to be followed has just been made. */

import { registerOffset, VirtioOffset } from '../../../debug-adapter/awareness/virtio';
import type { Machine, MachineEvent } from '../../../emulator';
import { UsageError } from '../usage-error';
import type { RequestHistory } from './history';

export type RequestEvent = Extract<MachineEvent, { kind: 'requestState' }>;

/** Tells whether a request is the wanted one, at the moment it is made. */
export type Wanted = (request: RequestEvent, history: RequestHistory) => boolean;

/**
 * What to follow when nobody says: a store that the device model answers, made when there is something in the queues to
 * look at. Acknowledging the interrupt for a used buffer is that; kicks are answered inside the driver. Where no such
 * store is made any other has to do.
 */
export const DEFAULT_CHOICES: readonly Wanted[] = [
  (request, history) =>
    request.operation === 'WRITE' &&
    history.device(request.bindKey)?.isVirtio === true &&
    history.offset(request) === VirtioOffset.interruptAck,
  (request, history) => request.operation === 'WRITE' && history.offset(request) !== VirtioOffset.queueNotify,
  () => true,
];

/** Reads --request: the number of a request, or a register's name or offset. @throws UsageError */
export function wantedRequest(text: string): Wanted {
  if (/^#?[0-9]{1,15}$/.test(text)) {
    const serial = BigInt(text.replace('#', ''));
    return (request) => request.serial === serial;
  }
  const offset = registerOffset(text) ?? (/^0x[0-9a-f]{1,8}$/i.test(text) ? Number(text) : undefined);
  if (offset === undefined) {
    throw new UsageError(
      `--request takes the number of a request, a virtio register such as Status, or an offset such as 0x70; not '${text}'`,
    );
  }
  return (request, history) => history.offset(request) === offset;
}

const EVENTS_AT_ONCE = 4096;

/** Reads a machine's events once each. */
export class EventCursor {
  private position = 0n;

  constructor(private readonly machine: Machine) {}

  /** All that happened since the last call. */
  take(): MachineEvent[] {
    const events: MachineEvent[] = [];
    for (;;) {
      const batch = this.machine.readEvents(this.position, EVENTS_AT_ONCE);
      this.position = batch.next;
      events.push(...batch.events);
      if (batch.events.length < EVENTS_AT_ONCE) {
        return events;
      }
    }
  }
}

export interface FoundRequest {
  readonly request: RequestEvent;
  /** The events of the run up to now since the request before. */
  readonly events: readonly MachineEvent[];
}

export interface Search {
  readonly machine: Machine;
  readonly cursor: EventCursor;
  readonly history: RequestHistory;
  readonly wanted: Wanted;
  /** Instructions to run at most. */
  readonly budget: bigint | undefined;
  /** Types the next line of the script; false when there is none. */
  readonly type: (needsInput: readonly number[]) => boolean;
  readonly interrupted: () => boolean;
}

/** Undefined when the system comes to rest, or the budget ends, without that request. */
export function findRequest(search: Search): FoundRequest | undefined {
  const { machine, cursor, history, wanted, budget } = search;
  for (;;) {
    const left = budget === undefined ? undefined : budget - machine.position.instructions;
    if (left !== undefined && left <= 0n) {
      return undefined;
    }
    const { reason } = machine.run({
      untilEvent: [{ kind: 'requestState', state: 'PENDING' }],
      shouldPause: search.interrupted,
      ...(left === undefined ? {} : { instructions: left }),
    });
    const events = cursor.take();
    for (const event of events) {
      history.observe(event);
    }
    const request = lastOf(events, (event) => event.kind === 'requestState' && event.state === 'PENDING');
    if (request?.kind === 'requestState' && wanted(request, history)) {
      return { request, events };
    }
    if (reason.kind === 'finished' ? !search.type(reason.needsInput) : reason.kind !== 'event') {
      return undefined;
    }
  }
}

export function lastOf(
  events: readonly MachineEvent[],
  fits: (event: MachineEvent) => boolean,
): MachineEvent | undefined {
  return events.filter(fits).at(-1);
}
