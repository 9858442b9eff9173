// SPDX-License-Identifier: Apache-2.0
/** The door: running, stepping and pausing. */

export type { EventWatch, WatchedHit } from './event-watch';
export type { Direction } from './means';
export type { Pursuit, Reached } from './pursuit';
export { type Granularity, RunControl } from './run-control';
export type { StopCause, Stopped } from './stopped';
