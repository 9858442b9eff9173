// SPDX-License-Identifier: Apache-2.0
/** What tasks of a Linux guest do or wait for, in words, and what the locks are called that they wait in. */

import { type DeviceModel, driverLockName } from '../../awareness/drivers';
import type { ProgramMemory } from '../../awareness/structures';
import type { LinuxWaits, TaskThread } from '../../awareness/threads';
import type { BaoPartition } from '../../target';
import { hex } from './values';

/** Names of locks and queues by their addresses: of static ones, and of those in the drivers' objects. */
export class LockNames {
  constructor(
    private readonly kernel: ProgramMemory,
    private readonly models: readonly DeviceModel[],
  ) {}

  mutex(address: bigint): string {
    return this.known(address) ?? `mutex at ${hex(address)}`;
  }

  /** One without a name of its own is told by who waits in it. */
  queue(address: bigint, waits: LinuxWaits): string {
    const channel = [...waits.byTask.values()].find(({ queue }) => queue === address)?.channel;
    return this.known(address) ?? `wait queue${channel === undefined ? '' : ` of ${channel}()`} at ${hex(address)}`;
  }

  private known(address: bigint): string | undefined {
    const found = this.kernel.symbols.symbolAt(address);
    const isStatic = found?.inside === true && found.symbol.kind === 'object';
    return isStatic ? found.symbol.name : driverLockName(this.kernel, this.models, address);
  }
}

/** What tasks do or wait for, for people. */
export class TaskWords {
  private readonly byModels: ReadonlyMap<bigint, string>;

  constructor(
    private readonly partition: BaoPartition,
    models: readonly DeviceModel[],
    private readonly tasks: readonly TaskThread[],
    private readonly waits: LinuxWaits,
    private readonly names: LockNames,
  ) {
    this.byModels = new Map(models.flatMap(aboutTasks));
  }

  /** @param hart the vCPU that the task is on, if it is on one */
  about(task: bigint, hart: number | undefined): string | undefined {
    const request = this.partition.vcpus.find((vcpu) => vcpu.hart === hart)?.request;
    const { mutex, work } = this.waits.byTask.get(task) ?? {};
    const byModel = this.byModels.get(task);
    const parts = [
      ...(request === undefined ? [] : [`blocked on request ${request}`]),
      ...(mutex === undefined ? [] : [this.aboutMutex(mutex)]),
      ...(byModel === undefined ? [] : [byModel]),
      ...(work === undefined || byModel !== undefined ? [] : [`carries out the work ${work}`]),
    ];
    return parts.length === 0 ? undefined : parts.join(', ');
  }

  private aboutMutex(mutex: bigint): string {
    const owner = this.waits.mutexes.get(mutex)?.owner;
    const holder = this.tasks.find(({ task }) => task.address === owner)?.task;
    const held = holder === undefined ? '' : `, which ${holder.name} (pid ${holder.pid}) holds`;
    return `waits for the mutex ${this.names.mutex(mutex)}${held}`;
  }
}

/** What tasks have to do with a device model: pairs of a task_struct's address and words. */
function aboutTasks({ id, clients, dispatcher }: DeviceModel): [bigint, string][] {
  const of = `of device model ${id}`;
  const waiting = clients.flatMap(({ name, isControl, waiting: tasks }) =>
    tasks.map((task): [bigint, string] => [
      task,
      `waits for requests ${isControl ? `to user space ${of}` : `of client ${name} ${of}`}`,
    ]),
  );
  const working: [bigint, string][] =
    dispatcher.kind === 'running' ? [[dispatcher.task, `asks the hypervisor for requests ${of}`]] : [];
  return [...waiting, ...working];
}
