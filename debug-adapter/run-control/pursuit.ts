// SPDX-License-Identifier: Apache-2.0
/** Something that a run is to reach, besides what stops it anyway: events, and places that only the pursuit knows. */

import type { CodeBreakpoint, EventMatch } from '../target';

export interface Reached {
  /** The vCPU that a person wants to look at. */
  readonly hart: number;
  /** A few words for people. */
  readonly description: string;
  /** More for people. */
  readonly text?: string | undefined;
}

export interface Pursuit {
  /** Events and instructions to look at; asked again whenever the run has stopped there. */
  readonly until: readonly EventMatch[];
  readonly points: readonly CodeBreakpoint[];
  /** Instructions of all vCPUs after which it is asked although nothing has happened; never when it is left out. */
  readonly patience?: bigint | undefined;
  /** A vCPU stands at one of the points. */
  arrived(hart: number, pc: bigint): Promise<void>;
  /** What has been reached, and is to be shown now; undefined when the run goes on. */
  reached(): Promise<Reached | undefined>;
}
