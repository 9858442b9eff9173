// SPDX-License-Identifier: Apache-2.0
/** What every kind of step needs. */

import type { Stacks } from '../stack';
import type { Target } from '../target';
import { type Goal, isAt, stackMemory } from './goal';
import type { Runner } from './runner';
import { type Spot, spotOf } from './spot';
import type { Stopped } from './stopped';

export type Direction = 'over' | 'in' | 'out';

/** Instructions: a person pauses a step that takes too long. */
export const WITHOUT_LIMIT = 2 ** 40;

export interface StepMeans {
  readonly target: Target;
  readonly stacks: Stacks;
  readonly runner: Runner;
}

/** Where a vCPU is, or what a person has to see before. */
export type Reached =
  | { readonly kind: 'there'; readonly spot: Spot }
  | { readonly kind: 'stopped'; readonly stopped: Stopped };

/** Lets the whole machine run until a vCPU is at one of the goals. */
export async function runTo({ target, stacks, runner }: StepMeans, goals: readonly Goal[]): Promise<Reached> {
  const points = goals.map(({ space, pc }) => ({ vm: space.vm, root: undefined, address: pc }));
  const stacksBehind = await Promise.all(goals.map((goal) => stackMemory(target, goal)));
  for (;;) {
    const arrival = await runner.advanceTo(points);
    if (arrival.kind === 'stopped') {
      return arrival;
    }
    const spot = await spotOf(stacks, arrival.hart);
    for (const [index, goal] of goals.entries()) {
      if (await isAt(target, goal, stacksBehind[index], spot)) {
        return { kind: 'there', spot };
      }
    }
  }
}
