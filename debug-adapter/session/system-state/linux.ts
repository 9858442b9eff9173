// SPDX-License-Identifier: Apache-2.0
/** What a Linux guest knows of itself: tasks and what they wait for, locks, drivers, devices. */

import type { Guest } from '../../awareness/guests';
import type { LinuxDevice, LinuxDriver } from '../../awareness/linux';
import type { ProgramMemory } from '../../awareness/structures';
import { type LinuxWaits, type TaskThread, vcpuThreadId } from '../../awareness/threads';
import type { LinuxDeviceState, LinuxDriverState, LinuxState, PlaceState, TaskState } from '../../protocol';
import type { SourcePlace } from '../../symbols';
import type { BaoPartition } from '../../target';
import { KernelView } from './kernel-view';
import { LockNames, TaskWords } from './linux-words';
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
  const names = new LockNames(kernel, models);
  const words = new TaskWords(partition, models, tasks, waits, names);
  const buses = await guest.buses();
  return {
    tasks: tasks.map((placed) => ({
      ...taskState(placed, waits, words),
      memory: view.memory(placed.task.address, kernel.at('struct task_struct', placed.task.address).sizeInBytes),
    })),
    mutexes: [...waits.mutexes].map(([at, mutex]) => view.lock(names.mutex(at), mutex.owner, mutex.tasks)),
    waitQueues: [...waits.queues].map(([at, waiting]) => view.lock(names.queue(at, waits), undefined, waiting)),
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
