// SPDX-License-Identifier: Apache-2.0
/** Who waits in a wait queue or for a lock (linux/wait.h, linux/mutex.h). */

import type { Structure } from '../structures';
import { type ProgramMemory, walkList } from '../structures';

/** Tasks by the guest-virtual addresses of their task_struct. */
export interface Waiters {
  readonly tasks: readonly bigint[];
  readonly problem: string | undefined;
}

export interface MutexState extends Waiters {
  /** Task that holds it; undefined when it is free. */
  readonly owner: bigint | undefined;
}

/** The low bits of a mutex's owner are flags. */
const MUTEX_FLAGS = 7n;

/** @param queue a `wait_queue_head_t`. Entries that wake no task, such as those of poll, are left out. */
export async function readWaitQueue(kernel: ProgramMemory, queue: Structure): Promise<Waiters> {
  const walk = await walkList(queue.member('head'), kernel.type('struct wait_queue_entry'), 'entry');
  const tasks = await Promise.all(walk.entries.map((entry) => entry.integer('private')));
  return { tasks: tasks.filter((task) => task !== 0n), problem: walk.problem };
}

/** @param mutex a `struct mutex` */
export async function readMutex(kernel: ProgramMemory, mutex: Structure): Promise<MutexState> {
  const owner = BigInt.asUintN(64, await mutex.integer('owner.counter')) & ~MUTEX_FLAGS;
  const walk = await walkList(mutex.member('wait_list'), kernel.type('struct mutex_waiter'), 'list');
  const tasks = await Promise.all(walk.entries.map((waiter) => waiter.integer('task')));
  return { owner: owner === 0n ? undefined : owner, tasks, problem: walk.problem };
}
