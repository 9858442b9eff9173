// SPDX-License-Identifier: Apache-2.0

export type StopCause =
  | 'entry'
  | 'step'
  | 'breakpoint'
  | 'function breakpoint'
  | 'instruction breakpoint'
  | 'data breakpoint'
  | 'pause'
  /** Something has happened that an event breakpoint is on. */
  | 'event'
  /** What was pursued has been reached. */
  | 'goal'
  /** Every vCPU waits, and nothing can wake one any more. */
  | 'ended'
  /** The machine can go no further. */
  | 'failed';

/** Why everything stands still, and which vCPU a person wants to look at. */
export interface Stopped {
  readonly hart: number;
  readonly reason: StopCause;
  /** A few words for people. */
  readonly description: string;
  readonly hitBreakpointIds: readonly number[];
  /** More for people. */
  readonly text: string | undefined;
}

const DESCRIPTIONS: Readonly<Record<StopCause, string>> = {
  entry: 'Paused on entry',
  step: 'Paused after a step',
  breakpoint: 'Paused on a breakpoint',
  'function breakpoint': 'Paused on a function breakpoint',
  'instruction breakpoint': 'Paused on an instruction breakpoint',
  'data breakpoint': 'Paused on a data breakpoint',
  pause: 'Paused',
  event: 'Paused on an event breakpoint',
  goal: 'Paused where it was to run to',
  ended: 'Every vCPU waits, and nothing can wake one',
  failed: 'The machine cannot go on',
};

export function stoppedAt(
  hart: number,
  reason: StopCause,
  more: Partial<Pick<Stopped, 'hitBreakpointIds' | 'text' | 'description'>> = {},
): Stopped {
  return { hart, reason, description: DESCRIPTIONS[reason], hitBreakpointIds: [], text: undefined, ...more };
}
