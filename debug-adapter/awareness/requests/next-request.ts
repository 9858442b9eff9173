// SPDX-License-Identifier: Apache-2.0
/** Waits for the next request of a device, and keeps what told of it, so that it can be followed from its trap on. */

import type { EventMatch, EventOf, Target, TargetEvent, Unsubscribe } from '../../target';
import { REQUEST_EVENTS } from './request-tracker';
import { STAGE_TITLES } from './stage';

const UNTIL: readonly EventMatch[] = [{ kind: 'requestState', state: 'PENDING' }];
/** Events of one access and what comes of it at once. */
const RECENT = 64;

export interface NewRequest {
  readonly event: EventOf<'requestState'>;
  /** The last events up to now; the request's trap is among them. */
  readonly recent: readonly TargetEvent[];
}

export class NextRequest {
  readonly until = UNTIL;
  readonly points = [];
  private recent: TargetEvent[] = [];
  private found: EventOf<'requestState'> | undefined;
  private readonly unsubscribe: Unsubscribe;

  /** @param bindKey of the device; undefined: of any */
  constructor(target: Target, bindKey: bigint | undefined) {
    const kinds = REQUEST_EVENTS.filter((kind) => target.capabilities.events.includes(kind));
    this.unsubscribe =
      target.events?.subscribe(kinds, (events) => {
        this.recent = [...this.recent, ...events].slice(-RECENT);
        this.found ??= events.find((event) => isNew(event, bindKey)) as EventOf<'requestState'> | undefined;
      }) ?? (() => {});
  }

  /** The request, once it has been made. */
  get request(): NewRequest | undefined {
    return this.found && { event: this.found, recent: this.recent };
  }

  async reached(): Promise<{ readonly hart: number; readonly description: string } | undefined> {
    return this.found && { hart: this.found.frontendCpu, description: STAGE_TITLES.trapped };
  }

  async arrived(): Promise<void> {}

  close(): void {
    this.unsubscribe();
  }
}

function isNew(event: TargetEvent, bindKey: bigint | undefined): boolean {
  return (
    event.kind === 'requestState' && event.state === 'PENDING' && (bindKey === undefined || event.bindKey === bindKey)
  );
}
