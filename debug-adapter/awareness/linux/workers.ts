// SPDX-License-Identifier: Apache-2.0
/** Work items and who carries them out (kernel/workqueue.c: workqueues, pool_workqueue, worker_pool, worker). */

import { type ProgramMemory, reason, type Structure, walkList } from '../structures';

const WORK_STRUCT_PENDING = 1n;

export type WorkState =
  /** Nothing to do. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'queued' }
  /** `task` is the guest-virtual address of the worker's task_struct. `again`: queued once more meanwhile. */
  | { readonly kind: 'running'; readonly task: bigint; readonly again: boolean }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Workers that carry out something now. All addresses are guest-virtual. */
export interface BusyWorkers {
  /** task_struct by work_struct. */
  readonly byWork: ReadonlyMap<bigint, bigint>;
  /** The function that is carried out, by task_struct. */
  readonly functions: ReadonlyMap<bigint, bigint>;
  readonly problems: readonly string[];
}

export async function readBusyWorkers(kernel: ProgramMemory): Promise<BusyWorkers> {
  const byWork = new Map<bigint, bigint>();
  const functions = new Map<bigint, bigint>();
  const problems: string[] = [];
  try {
    for (const pool of await pools(kernel, problems)) {
      const workers = await walkList(pool.member('workers'), kernel.type('struct worker'), 'node');
      keep(problems, workers.problem);
      for (const entry of workers.entries) {
        const worker = await entry.load();
        if (worker.isSet('current_work')) {
          const task = worker.integer('task');
          byWork.set(worker.integer('current_work'), task);
          functions.set(task, worker.integer('current_func'));
        }
      }
    }
  } catch (error) {
    problems.push(reason(error));
  }
  return { byWork, functions, problems };
}

/** Every pool that some queue uses, once. */
async function pools(kernel: ProgramMemory, problems: string[]): Promise<readonly Structure[]> {
  const found = new Map<bigint, Structure>();
  const queues = await walkList(kernel.variable('workqueues'), kernel.type('struct workqueue_struct'), 'list');
  keep(problems, queues.problem);
  for (const queue of queues.entries) {
    const links = await walkList(queue.member('pwqs'), kernel.type('struct pool_workqueue'), 'pwqs_node');
    keep(problems, links.problem);
    for (const link of links.entries) {
      const pool = await link.target('pool');
      if (pool !== undefined) {
        found.set(pool.address, pool);
      }
    }
  }
  return [...found.values()];
}

/** What a work item is doing. @param work a `struct work_struct` */
export async function workState(work: Structure, busy: BusyWorkers): Promise<WorkState> {
  try {
    const isQueued = ((await work.integer('data.counter')) & WORK_STRUCT_PENDING) !== 0n;
    const task = busy.byWork.get(work.address);
    if (task !== undefined) {
      return { kind: 'running', task, again: isQueued };
    }
    return { kind: isQueued ? 'queued' : 'idle' };
  } catch (error) {
    return { kind: 'unknown', reason: reason(error) };
  }
}

function keep(problems: string[], problem: string | undefined): void {
  if (problem !== undefined) {
    problems.push(problem);
  }
}
