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

/** Whether a frame is where an interrupt makes its task give way. */
export function isPreemption({ function: name }: Frame): boolean {
  return name === 'preempt_schedule_irq';
}
