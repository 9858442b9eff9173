// SPDX-License-Identifier: Apache-2.0
/** Whose stack is looked at. */

import type { VirtualSpace } from '../target';

/** A thread that is on no vCPU now: what it goes on with is in its guest's memory. */
export interface SleepingThread {
  /** Equal for the same thread and no other one. */
  readonly key: string;
  /** Its own address space. */
  readonly space: VirtualSpace;
  /** Where registers are saved: guest-virtual addresses of 64-bit words by DWARF number. It goes on at the saved ra. */
  readonly saved: ReadonlyMap<number, bigint>;
  /** Registers, by DWARF number, that have their value without being saved. */
  readonly known: ReadonlyMap<number, bigint>;
}

/** A vCPU, by its physical CPU, with whatever runs on it; or a thread that is on none. */
export type ThreadKey = number | SleepingThread;

export function isSleeping(thread: ThreadKey): thread is SleepingThread {
  return typeof thread !== 'number';
}

/** For maps. */
export function keyOf(thread: ThreadKey): number | string {
  return isSleeping(thread) ? thread.key : thread;
}
