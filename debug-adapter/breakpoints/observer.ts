// SPDX-License-Identifier: Apache-2.0
import type { CodeBreakpoint, DataBreakpoint, Stop } from '../target';

/** Somebody who hears of arrivals at instructions and of accesses to memory, and stops nothing. */
export interface Observer {
  /** May grow when somebody arrives. */
  readonly points: readonly CodeBreakpoint[];
  arrived(hart: number, pc: bigint): Promise<void>;
  /** May become fewer when somebody is told of an access. */
  readonly watched?: readonly DataBreakpoint[];
  accessed?(stop: Extract<Stop, { kind: 'data-breakpoint' }>): Promise<void>;
}
