// SPDX-License-Identifier: Apache-2.0
/**
 * From a task's own entry in a list of waiters to what it waits for. Such a list is a ring in which the lock's or queue's
 * own head is one link among those of the waiters; what surrounds a link tells which it is.
 */

import { stripTypedefs } from '../../symbols';
import { type ProgramMemory, reason, type Structure } from '../structures';

const MAX_WAITERS = 4096;
/** Bytes: no kernel stack is larger. */
const MAX_STACK = 1n << 17n;

/** Guest-virtual address of the struct mutex that a task waits for. @param waiter of its struct mutex_waiter */
export function mutexOfWaiter(kernel: ProgramMemory, waiter: bigint, task: bigint): Promise<bigint | undefined> {
  return unlessDamaged(async () => {
    const own = kernel.at('struct mutex_waiter', waiter);
    if ((await own.integer('task')) !== task) {
      return undefined;
    }
    const head = await headOf(own.member('list'), async (link) => {
      const other = link.container(own.type, 'list');
      return isOnStackOf(kernel, await other.integer('task'), link.address);
    });
    return head?.container(kernel.type('struct mutex'), 'wait_list').address;
  });
}

/** Guest-virtual address of the wait_queue_head_t that a task waits in. @param entry of its struct wait_queue_entry */
export function queueOfEntry(kernel: ProgramMemory, entry: bigint, task: bigint): Promise<bigint | undefined> {
  return unlessDamaged(async () => {
    const own = kernel.at('struct wait_queue_entry', entry);
    if ((await own.integer('private')) !== task) {
      return undefined;
    }
    const head = await headOf(own.member('entry'), async (link) =>
      isFunction(kernel, await link.container(own.type, 'entry').integer('func')),
    );
    return head?.container(kernel.type('struct wait_queue_head'), 'head').address;
  });
}

/** The mutex that a task says it is blocked on. Kernels keep the mutex itself there, or the task's waiter. */
export function mutexOfTask(kernel: ProgramMemory, task: bigint): Promise<bigint | undefined> {
  return unlessDamaged(async () => {
    const target = await kernel.at('struct task_struct', task).target('blocked_on');
    if (target === undefined) {
      return undefined;
    }
    const type = stripTypedefs(target.type);
    const isMutex = type.kind === 'struct' && type.name === 'mutex';
    return isMutex ? target.address : mutexOfWaiter(kernel, target.address, task);
  });
}

/** The first link after one that is not an entry; undefined when there is none. */
async function headOf(
  first: Structure,
  isEntry: (link: Structure) => Promise<boolean>,
): Promise<Structure | undefined> {
  const seen = new Set([first.address]);
  let link = await first.target('next');
  while (link !== undefined && !seen.has(link.address) && seen.size < MAX_WAITERS) {
    const surroundings = link;
    if ((await unlessDamaged(() => isEntry(surroundings))) !== true) {
      return link;
    }
    seen.add(link.address);
    link = await link.target('next');
  }
  return undefined;
}

/** A waiter is on its task's stack, and nothing else that is there has the task where a waiter has it. */
async function isOnStackOf(kernel: ProgramMemory, task: bigint, address: bigint): Promise<boolean> {
  if (task === 0n) {
    return false;
  }
  const stack = await kernel.at('struct task_struct', task).integer('stack');
  return address >= stack && address - stack < MAX_STACK;
}

function isFunction({ symbols }: ProgramMemory, address: bigint): boolean {
  const found = symbols.symbolAt(address);
  return found?.symbol.kind === 'function' && found.offset === 0;
}

async function unlessDamaged<Found>(find: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await find();
  } catch (error) {
    reason(error);
    return undefined;
  }
}
