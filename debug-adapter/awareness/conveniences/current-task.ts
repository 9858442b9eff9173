// SPDX-License-Identifier: Apache-2.0

import { type Convenience, missing } from '../../expressions';
import { type Frame, isSleeping, register } from '../../stack';
import type { Facts } from './facts';

/** The task that a frame's thread is. */
export async function currentTask(facts: Facts, { thread, space }: Frame): Promise<Convenience> {
  const guest = facts.guest(space.vm);
  if (guest === undefined) {
    return missing(`${facts.nameOf(space.vm)} runs no Linux with symbols`);
  }
  const found = isSleeping(thread)
    ? await guest.taskAt(thread.known.get(register.tp) ?? 0n)
    : await guest.taskOn(thread);
  return found === undefined ? missing('Linux does not tell which task this is') : facts.task(found, space.vm);
}
