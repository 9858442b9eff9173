// SPDX-License-Identifier: Apache-2.0
import type { CodeBreakpoint } from '../target';

/** Somebody who hears of arrivals at instructions, and stops nothing. */
export interface Observer {
  /** May grow when somebody arrives. */
  readonly points: readonly CodeBreakpoint[];
  arrived(hart: number, pc: bigint): Promise<void>;
}
