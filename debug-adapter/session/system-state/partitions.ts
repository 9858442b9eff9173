// SPDX-License-Identifier: Apache-2.0
/** Virtual machines, their vCPUs, and the tasks of those that run Linux. */

import type { DeviceModel } from '../../awareness/drivers';
import type { Guest } from '../../awareness/guests';
import { type TaskThread, vcpuThreadId } from '../../awareness/threads';
import type { LinuxState, PartitionState, TaskState } from '../../protocol';
import type { BaoPartition } from '../../target';
import { hardwareState } from './hardware';
import type { Surroundings } from './surroundings';
import { hex, known, placeOf } from './values';

export async function partitionStates(around: Surroundings): Promise<PartitionState[]> {
  const states: PartitionState[] = [];
  for (const partition of around.bao.partitions) {
    states.push(await partitionState(around, partition));
  }
  return states;
}

async function partitionState(around: Surroundings, partition: BaoPartition): Promise<PartitionState> {
  const { vm, name, started, vcpus } = partition;
  const guest = started ? around.guest(vm) : undefined;
  return {
    ...{ vm, name, started },
    vcpus: vcpus.map(({ hart, vcpu, activity, text, request }) => ({
      ...{ threadId: vcpuThreadId(hart), hart, vcpu, activity, text },
      ...known('request', request),
    })),
    ...hardwareState(around, partition),
    ...known('linux', guest && (await linuxState(around, partition, guest))),
    ...placeOf(around.client, around.configOf(vm)),
  };
}

async function linuxState(around: Surroundings, partition: BaoPartition, guest: Guest): Promise<LinuxState> {
  const { tasks, problems } = await guest.tasks();
  const isBackend = around.bao.devices.some(({ backend }) => backend.vm === partition.vm);
  const models = isBackend ? (await guest.deviceModels()).models : [];
  const abouts = new Map(models.flatMap(aboutTasks));
  return { tasks: tasks.map((placed) => taskState(placed, abouts.get(placed.task.address))), problems };
}

function taskState({ task, vcpu, thread }: TaskThread, about: string | undefined): TaskState {
  const { address, pid, tgid, name, kind, state, cpu } = task;
  return {
    ...{ address: hex(address), pid, tgid, name, kind, state, cpu },
    ...known('about', about ?? (task.blockedOn === undefined ? undefined : 'waits for a mutex')),
    ...known('threadId', thread?.id ?? (vcpu && vcpuThreadId(vcpu.hart))),
  };
}

/** What tasks have to do with a device model: pairs of a task_struct's address and words. */
function aboutTasks({ id, clients, dispatcher, locks }: DeviceModel): [bigint, string][] {
  const of = `of device model ${id}`;
  const waiting = clients.flatMap(({ name, isControl, waiting: tasks }) =>
    tasks.map((task): [bigint, string] => [
      task,
      `waits for requests ${isControl ? `to user space ${of}` : `of client ${name} ${of}`}`,
    ]),
  );
  const blocked = locks.flatMap(({ name, tasks }) =>
    tasks.map((task): [bigint, string] => [task, `waits for the mutex ${name} ${of}`]),
  );
  const working: [bigint, string][] =
    dispatcher.kind === 'running' ? [[dispatcher.task, `asks the hypervisor for requests ${of}`]] : [];
  return [...waiting, ...blocked, ...working];
}
