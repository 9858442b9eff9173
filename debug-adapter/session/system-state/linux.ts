// SPDX-License-Identifier: Apache-2.0
/** What a Linux guest knows of itself: tasks and what they wait for, locks, drivers, devices. */

import { type DeviceModel, driverLockName } from '../../awareness/drivers';
import type { Guest } from '../../awareness/guests';
import type { LinuxDevice, LinuxDriver } from '../../awareness/linux';
import type { ProgramMemory } from '../../awareness/structures';
import { type LinuxWaits, type TaskThread, vcpuThreadId } from '../../awareness/threads';
import type { LinuxDeviceState, LinuxDriverState, LinuxState, PlaceState, TaskState } from '../../protocol';
import type { SourcePlace } from '../../symbols';
import type { BaoPartition } from '../../target';
import { KernelView } from './kernel-view';
import type { Surroundings } from './surroundings';
import { hex, known, knownHex } from './values';

export async function linuxState(around: Surroundings, partition: BaoPartition, guest: Guest): Promise<LinuxState> {
  const { tasks, problems } = await guest.tasks();
  const waits = await guest.waits();
  const isBackend = around.bao.devices.some(({ backend }) => backend.vm === partition.vm);
  const models = isBackend ? (await guest.deviceModels()).models : [];
  const kernel = await guest.kernel();
  const view = await KernelView.of(around, guest);
  if (kernel === undefined || view === undefined) {
    return { tasks: [], mutexes: [], waitQueues: [], drivers: [], devices: [], problems };
  }
  const taskSize = kernel.at('struct task_struct', 0n).sizeInBytes;
  const names = new LockNames(kernel, models);
  const words = new TaskWords(partition, models, tasks, waits, names);
  const buses = await guest.buses();
  return {
    tasks: tasks.map((placed) => ({
      ...taskState(placed, waits, words),
      memory: view.memory(placed.task.address, taskSize),
    })),
    mutexes: [...waits.mutexes].map(([at, mutex]) => view.lock(names.mutex(at), mutex.owner, mutex.tasks)),
    waitQueues: [...waits.queues].map(([at, waiting]) => view.lock(queueName(names, waits, at), undefined, waiting)),
    drivers: buses.drivers.map((driver) => driverState(view, kernel, driver)),
    devices: buses.devices.map((device) => deviceState(view, device)),
    problems: [...problems, ...buses.problems],
  };
}

function taskState({ task, vcpu, thread }: TaskThread, waits: LinuxWaits, words: TaskWords): Omit<TaskState, 'memory'> {
  const { address, pid, tgid, name, kind, state, cpu } = task;
  const { channel, by } = waits.byTask.get(address) ?? {};
  return {
    ...{ address: hex(address), pid, tgid, name, kind, state, cpu },
    ...known('about', words.about(address, vcpu?.hart)),
    ...known('waitsIn', channel),
    ...known('waitsBy', by),
    ...known('threadId', thread?.id ?? (vcpu && vcpuThreadId(vcpu.hart))),
  };
}

/** A queue without a name of its own is told by who waits in it. */
function queueName(names: LockNames, waits: LinuxWaits, address: bigint): string {
  const channel = [...waits.byTask.values()].find(({ queue }) => queue === address)?.channel;
  return names.known(address) ?? `wait queue${channel === undefined ? '' : ` of ${channel}()`} at ${hex(address)}`;
}

function driverState(view: KernelView, { symbols }: ProgramMemory, driver: LinuxDriver): LinuxDriverState {
  const { address, bytes, name, bus, module, probe } = driver;
  const found = probe === undefined ? undefined : symbols.symbolAt(probe);
  const isFunction = found?.offset === 0 && probe !== undefined;
  return {
    ...{ address: hex(address), name, bus, memory: view.memory(address, bytes) },
    ...known('module', module),
    ...known('probe', isFunction ? found.symbol.name : undefined),
    ...lineOf(view.around, isFunction ? symbols.lookup(probe)?.place : undefined),
  };
}

/** Where a program's source is, if it is there. */
function lineOf({ debuggee }: Surroundings, place: SourcePlace | undefined): { place?: PlaceState } {
  const found = place === undefined || place.line === 0 ? undefined : debuggee.sources.place(place);
  const path = found?.source.sourceReference === undefined ? found?.source.path : undefined;
  return found === undefined || path === undefined ? {} : { place: { path, line: found.line } };
}

function deviceState(view: KernelView, device: LinuxDevice): LinuxDeviceState {
  const { address, bytes, name, bus, driver, isBound, node } = device;
  return {
    ...{ address: hex(address), name, bus, isBound, memory: view.memory(address, bytes) },
    ...knownHex('driver', driver),
    ...known('node', node),
  };
}

/** Names of locks and queues by their addresses: of static ones, and of those in the drivers' objects. */
class LockNames {
  constructor(
    private readonly kernel: ProgramMemory,
    private readonly models: readonly DeviceModel[],
  ) {}

  mutex(address: bigint): string {
    return this.known(address) ?? `mutex at ${hex(address)}`;
  }

  known(address: bigint): string | undefined {
    const found = this.kernel.symbols.symbolAt(address);
    const isStatic = found?.inside === true && found.symbol.kind === 'object';
    return isStatic ? found.symbol.name : driverLockName(this.kernel, this.models, address);
  }
}

/** What tasks do or wait for, for people. */
class TaskWords {
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
