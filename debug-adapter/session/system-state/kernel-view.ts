// SPDX-License-Identifier: Apache-2.0
/** Names for what a Linux guest's structures point to. */

import type { Guest } from '../../awareness/guests';
import type { TaskThread } from '../../awareness/threads';
import type { LockState, MemoryState, TaskReferenceState } from '../../protocol';
import type { VirtualSpace } from '../../target';
import type { Surroundings } from './surroundings';
import { hex, known } from './values';

export class KernelView {
  private constructor(
    readonly around: Surroundings,
    private readonly space: VirtualSpace,
    private readonly tasks: ReadonlyMap<bigint, TaskThread>,
  ) {}

  /** Undefined as long as the kernel is not up. */
  static async of(around: Surroundings, guest: Guest): Promise<KernelView | undefined> {
    const space = await guest.kernelSpace();
    if (space === undefined) {
      return undefined;
    }
    const { tasks } = await guest.tasks();
    return new KernelView(around, space, new Map(tasks.map((each) => [each.task.address, each])));
  }

  /** @param address guest-virtual address of a task_struct */
  task(address: bigint): TaskReferenceState {
    const found = this.tasks.get(address);
    return {
      address: hex(address),
      ...(found === undefined ? {} : { name: found.task.name, pid: found.task.pid }),
      ...known('threadId', found?.thread?.id),
    };
  }

  /** A mutex or a wait queue. @param tasks those that wait */
  lock(name: string, owner: bigint | undefined, tasks: readonly bigint[]): LockState {
    return {
      ...{ name, waiting: tasks.map((task) => this.task(task)) },
      ...known('owner', owner === undefined ? undefined : this.task(owner)),
    };
  }

  /** @param address guest-virtual, of the kernel's */
  memory(address: bigint, bytes: number): MemoryState {
    return this.around.memory(this.space, address, BigInt(bytes));
  }
}
