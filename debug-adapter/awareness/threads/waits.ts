// SPDX-License-Identifier: Apache-2.0
/** What the tasks of a Linux guest wait for, and which locks and queues they wait in. */

import type { Programs } from '../../programs';
import { isSleeping, Stacks } from '../../stack';
import type { Target } from '../../target';
import {
  type MutexState,
  mutexOfTask,
  mutexOfWaiter,
  queueOfEntry,
  readBusyWorkers,
  readMutex,
  readWaitQueue,
} from '../linux';
import { type ProgramMemory, reason } from '../structures';
import type { TaskThread } from './guest-threads';
import { type Sleep, sleepOf } from './sleep';

export interface TaskWait {
  /** The function that wants what the task waits for; undefined for one that does not wait, or when nothing tells. */
  readonly channel: string | undefined;
  /** The function through which it waits, where that is another one: `mutex_lock`. */
  readonly by: string | undefined;
  /** Guest-virtual addresses of the struct mutex or wait_queue_head_t that it waits in. */
  readonly mutex: bigint | undefined;
  readonly queue: bigint | undefined;
  /** The function of the work item that it carries out. */
  readonly work: string | undefined;
}

/** All addresses are guest-virtual; tasks are those of task_structs. */
export interface LinuxWaits {
  readonly byTask: ReadonlyMap<bigint, TaskWait>;
  /** Mutexes that somebody waits for. */
  readonly mutexes: ReadonlyMap<bigint, MutexState>;
  /** Queues in which somebody waits, with who. */
  readonly queues: ReadonlyMap<bigint, readonly bigint[]>;
}

export const NO_WAITS: LinuxWaits = { byTask: new Map(), mutexes: new Map(), queues: new Map() };

type Place = Pick<TaskWait, 'channel' | 'by' | 'mutex' | 'queue'>;

const NOWHERE: Place = { channel: undefined, by: undefined, mutex: undefined, queue: undefined };
const ASLEEP: ReadonlySet<string> = new Set(['sleeping', 'waiting', 'stopped']);

/** As long as a task has not been switched to it sleeps where it slept, so few stacks are looked at anew. */
export class WaitReader {
  private known = new Map<string, { readonly switches: bigint; readonly place: Place }>();

  constructor(
    private readonly target: Target,
    private readonly programs: Programs,
  ) {}

  async read(kernel: ProgramMemory, tasks: readonly TaskThread[]): Promise<LinuxWaits> {
    const places = await this.places(kernel, tasks);
    const { functions } = await readBusyWorkers(kernel);
    const byTask = new Map<bigint, TaskWait>();
    for (const { task } of tasks) {
      const work = nameOfFunction(kernel, functions.get(task.address));
      const place = places.get(task.address) ?? NOWHERE;
      if (place !== NOWHERE || work !== undefined) {
        byTask.set(task.address, { ...place, work });
      }
    }
    return { byTask, ...(await contended(kernel, [...places.values()])) };
  }

  private async places(kernel: ProgramMemory, tasks: readonly TaskThread[]): Promise<ReadonlyMap<bigint, Place>> {
    const stacks = new Stacks(this.target, this.programs);
    const places = new Map<bigint, Place>();
    const known: typeof this.known = new Map();
    for (const { task, thread } of tasks.filter((each) => ASLEEP.has(each.task.state))) {
      if (thread === undefined || !isSleeping(thread.key)) {
        continue;
      }
      const { key } = thread.key;
      const before = this.known.get(key);
      const isSame = before !== undefined && before.switches === task.switches;
      const place = isSame ? before.place : await placeOf(kernel, task, await sleepOf(stacks, thread.key));
      places.set(task.address, place);
      if (task.switches !== undefined) {
        known.set(key, { switches: task.switches, place });
      }
    }
    this.known = known;
    return places;
  }
}

async function placeOf(kernel: ProgramMemory, task: TaskThread['task'], sleep: Sleep | undefined): Promise<Place> {
  const { mutexWaiter, queueEntry, channel, by } = sleep ?? {};
  const { address, isBlocked } = task;
  const waiting = mutexWaiter && (await mutexOfWaiter(kernel, mutexWaiter, address));
  const mutex = isBlocked ? await mutexOfTask(kernel, address) : waiting;
  // An entry of a queue that it left before it came to wait for a lock is of no interest.
  const queue = mutex === undefined && queueEntry ? await queueOfEntry(kernel, queueEntry, address) : undefined;
  return { channel, by, mutex, queue };
}

function nameOfFunction({ symbols }: ProgramMemory, address: bigint | undefined): string | undefined {
  const found = address === undefined ? undefined : symbols.symbolAt(address);
  return found?.offset === 0 ? found.symbol.name : undefined;
}

async function contended(
  kernel: ProgramMemory,
  places: readonly Place[],
): Promise<Pick<LinuxWaits, 'mutexes' | 'queues'>> {
  const mutexes = new Map<bigint, MutexState>();
  const queues = new Map<bigint, readonly bigint[]>();
  for (const { mutex, queue } of places) {
    try {
      if (mutex !== undefined && !mutexes.has(mutex)) {
        mutexes.set(mutex, await readMutex(kernel, kernel.at('struct mutex', mutex)));
      }
      if (queue !== undefined && !queues.has(queue)) {
        queues.set(queue, (await readWaitQueue(kernel, kernel.at('struct wait_queue_head', queue))).tasks);
      }
    } catch (error) {
      reason(error);
    }
  }
  return { mutexes, queues };
}
