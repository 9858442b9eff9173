// SPDX-License-Identifier: Apache-2.0
/** Calls that every sleeping task of Linux is in, whatever it waits for (kernel/sched/core.c, kernel/time/timer.c). */

import type { Frame } from '../../stack';

const CORE: ReadonlySet<string> = new Set([
  '__switch_to',
  'context_switch',
  '__schedule',
  '__schedule_loop',
  'schedule',
  'schedule_idle',
  'schedule_preempt_disabled',
  'preempt_schedule',
  'preempt_schedule_common',
  'preempt_schedule_irq',
  'preempt_schedule_notrace',
  'schedule_timeout',
  'schedule_timeout_interruptible',
  'schedule_timeout_uninterruptible',
  'schedule_hrtimeout',
  'schedule_hrtimeout_range',
  'schedule_hrtimeout_range_clock',
  'io_schedule',
  'io_schedule_timeout',
]);

/** Whether a frame tells nothing of what its task waits for. */
export function isSchedulerCore({ function: name }: Frame): boolean {
  return name !== undefined && CORE.has(name);
}

/** Where an interrupt makes its task give way. */
const PREEMPTION = 'preempt_schedule_irq';

/**
 * How many of the innermost frames of a thread that is on no vCPU belong to its giving way: those in the scheduler, and
 * when an interrupt made it, those of the interrupt.
 */
export async function schedulerFrames(frames: readonly Frame[]): Promise<number> {
  const first = Math.max(
    0,
    frames.findIndex((frame) => !isSchedulerCore(frame)),
  );
  if (!frames.slice(0, first).some(({ function: name }) => name === PREEMPTION)) {
    return first;
  }
  for (const [index, { context }] of frames.entries()) {
    if (index >= first && (await context.row())?.isSignalFrame) {
      return Math.min(index + 1, frames.length - 1);
    }
  }
  return first;
}
