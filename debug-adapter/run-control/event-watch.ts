// SPDX-License-Identifier: Apache-2.0
/** Things that happen and that stop a run, besides breakpoints in code and data. */

import type { EventMatch } from '../target';

export interface WatchedHit {
  /** The vCPU that a person wants to look at. */
  readonly hart: number;
  readonly ids: readonly number[];
  /** In words, for people. */
  readonly description: string;
  readonly text: string | undefined;
  /** The vCPU stands behind the instruction that it was, before one that may have a breakpoint of its own. */
  readonly isBehind: boolean;
}

export interface EventWatch {
  /** Where and when a run has to stop to ask; asked before each run. */
  readonly until: readonly EventMatch[];
  /** Instructions retired by all vCPUs. */
  readonly deadline: bigint | undefined;
  /** A person lets it go on: what was shown of the last stop is history. */
  begin(): void;
  /** What of that which has happened a person has to see. */
  take(): Promise<WatchedHit | undefined>;
  restarted(): Promise<void>;
}

export const NO_EVENTS: EventWatch = {
  until: [],
  deadline: undefined,
  begin() {},
  take: async () => undefined,
  restarted: async () => {},
};
