// SPDX-License-Identifier: Apache-2.0
/**
 * A step of a thread that is on no vCPU. It stands in the scheduler, and so does every other one: what a person sees of
 * it is the innermost call outside; of one that was made to give way, the code that the interrupt came in. Into and over
 * both mean: until the thread goes on there; out: until it goes on in that call's caller. Everything else in the machine
 * runs meanwhile.
 */

import { schedulerFrames } from '../awareness/threads';
import type { CallFrame, Frame, SleepingThread } from '../stack';
import { returnInto } from './goal';
import { levelsAfterReturn } from './line-step';
import { type Direction, runTo, type StepMeans } from './means';
import { type Stopped, stoppedAt } from './stopped';

/** Frames looked at to find where the scheduler was called. */
const MAXIMUM_DEPTH = 64;

/** @param current the vCPU that a person looks at when the step cannot be made */
export async function stepSleeping(
  means: StepMeans,
  thread: SleepingThread,
  direction: Direction,
  current: number,
): Promise<Stopped> {
  const call = await goesOnIn(await means.stacks.backTrace(thread, MAXIMUM_DEPTH), direction);
  const goal = call && (await returnInto(call));
  if (goal === undefined) {
    return stoppedAt(current, 'step', { text: 'nothing is known of where this thread goes on' });
  }
  const reached = await runTo(means, [goal]);
  if (reached.kind === 'stopped') {
    return reached.stopped;
  }
  const { hart } = reached.spot;
  means.stacks.hideLevels(hart, levelsAfterReturn(reached.spot));
  return stoppedAt(hart, 'step');
}

/** The call in which a step ends. One that has only begun has no other place than its innermost. */
async function goesOnIn(frames: readonly Frame[], direction: Direction): Promise<CallFrame | undefined> {
  const call = frames[await schedulerFrames(frames)]?.context;
  return direction === 'out' ? call?.caller() : call;
}
