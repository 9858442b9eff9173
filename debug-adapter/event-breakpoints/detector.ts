// SPDX-License-Identifier: Apache-2.0
/** Notices one kind of occurrence, with certain parameters. */

import type { Observer } from '../breakpoints';
import type { EventMatch, EventOf, Position, TargetEvent, TargetEventKind } from '../target';
import type { Occurrence } from './occurrence';

/** Takes what a detector has noticed. */
export type Report = (occurrence: Occurrence) => void;

export interface Detector {
  /** Events that it has to hear of. */
  readonly events: readonly TargetEventKind[];
  /** Where a run has to stop for it, as things stand. */
  readonly until: readonly EventMatch[];
  /** When a run has to stop for it: instructions retired by all vCPUs. */
  readonly deadline: bigint | undefined;
  /** Places in code and memory where a run has to stop for it. */
  readonly observer: Observer | undefined;
  /** What a person should know of what it cannot see, as things stand. */
  readonly remark: string | undefined;
  heard(event: TargetEvent): void;
  /** The run has stopped then. */
  stoppedAt(now: Position): void;
  /** The machine begins anew. */
  restarted(): void;
  /** It is needed no more. */
  close(): void;
}

/** What most detectors have nothing to do with. */
export const NOTHING = {
  events: [],
  until: [],
  deadline: undefined,
  observer: undefined,
  remark: undefined,
  heard() {},
  stoppedAt() {},
  restarted() {},
  close() {},
} as const satisfies Detector;

/** One that needs nothing but events of one kind. @param accepts a function of the event alone */
export function eventDetector<Kind extends TargetEventKind>(
  kind: Kind,
  accepts: (event: EventOf<Kind>) => boolean,
  occurrence: (event: EventOf<Kind>) => Occurrence,
  report: Report,
): Detector {
  const fits = (event: TargetEvent): event is EventOf<Kind> => event.kind === kind && accepts(event as EventOf<Kind>);
  return {
    ...NOTHING,
    events: [kind],
    until: [{ kind, accepts: fits }],
    heard(event) {
      if (fits(event)) {
        report(occurrence(event));
      }
    },
  };
}
