// SPDX-License-Identifier: Apache-2.0
/** What a Linux guest knows of itself, as entries under its virtual machine: tasks, locks, drivers and their devices. */

import type {
  LinuxDeviceState,
  LinuxDriverState,
  LinuxState,
  LockState,
  TaskState,
} from '../../debug-adapter/protocol';
import {
  counted,
  lineDestination,
  memoryOf,
  problemItems,
  taskName,
  taskReference,
  threadDestination,
  type ViewItem,
} from './item';

export function linuxItems(linux: LinuxState): ViewItem[] {
  return [tasksItem(linux), ...locksItems(linux), ...driversItems(linux)];
}

function tasksItem({ tasks, problems }: LinuxState): ViewItem {
  return {
    key: 'tasks',
    label: 'Linux tasks',
    description: `${tasks.length}${problems.length === 0 ? '' : ', incomplete'}`,
    icon: 'list-tree',
    children: [...problemItems(problems), ...tasks.map(taskItem)],
  };
}

const TASK_ICONS: Readonly<Record<string, string>> = {
  running: 'play',
  runnable: 'debug-start',
  sleeping: 'debug-pause',
  waiting: 'lock',
  idle: 'circle-outline',
  zombie: 'error',
  dead: 'error',
};

function taskItem(task: TaskState): ViewItem {
  const { address, pid, tgid, name, kind, state, cpu, about, threadId, memory } = task;
  const waits = waitsIn(task);
  const shown = about ?? waits;
  return {
    key: `task ${address}`,
    label: name === '' ? `task ${pid}` : name,
    description: [`pid ${pid}`, state, ...(shown === undefined ? [] : [shown])].join(', '),
    tooltip: [
      `${kind}, pid ${pid}${tgid === pid ? '' : ` of process ${tgid}`}`,
      `${state}, on Linux's CPU ${cpu}`,
      ...(about === undefined ? [] : [about]),
      ...(waits === undefined ? [] : [waits]),
      `task_struct at ${address}`,
    ].join('\n'),
    icon: TASK_ICONS[state] ?? 'circle-outline',
    ...threadDestination(threadId),
    ...memoryOf(`struct task_struct of ${name} (pid ${pid})`, memory),
  };
}

function waitsIn({ waitsIn: channel, waitsBy: by }: TaskState): string | undefined {
  return channel && `waits in ${channel}()${by === undefined ? '' : ` through ${by}()`}`;
}

function locksItems({ mutexes, waitQueues }: LinuxState): ViewItem[] {
  const items = [
    ...mutexes.map((lock, index) => lockItem(lock, `mutex ${index}`, 'lock')),
    ...waitQueues.map((queue, index) => lockItem(queue, `queue ${index}`, 'watch')),
  ];
  const description = [counted(mutexes.length, 'mutex', 'mutexes'), counted(waitQueues.length, 'wait queue')].join(
    ', ',
  );
  return items.length === 0 ? [] : [{ key: 'locks', label: 'Waited for', description, icon: 'watch', children: items }];
}

function lockItem({ name, owner, waiting }: LockState, key: string, icon: string): ViewItem {
  const held = owner === undefined ? '' : `, held by ${taskName(owner)}`;
  return {
    key,
    label: name,
    description: `${counted(waiting.length, 'task')} waiting${held}`,
    icon,
    children: [
      ...(owner === undefined ? [] : [taskReference('owner', 'owner', owner, 'key')]),
      ...waiting.map((task) => taskReference('waiting', 'waiting task', task, 'watch')),
    ],
  };
}

function driversItems({ drivers, devices }: LinuxState): ViewItem[] {
  const idle = devices.filter(({ driver }) => driver === undefined);
  const groups: ViewItem[] = [];
  if (drivers.length > 0) {
    const children = drivers.map((driver) =>
      driverItem(
        driver,
        devices.filter((device) => device.driver === driver.address),
      ),
    );
    groups.push({
      key: 'drivers',
      label: 'Linux drivers',
      description: `${drivers.length}`,
      icon: 'package',
      children,
    });
  }
  if (idle.length > 0) {
    const label = 'Devices without a driver';
    groups.push({ key: 'idle', label, description: `${idle.length}`, icon: 'plug', children: idle.map(deviceItem) });
  }
  return groups;
}

function driverItem(
  { address, name, bus, module, probe, place, memory }: LinuxDriverState,
  devices: readonly LinuxDeviceState[],
): ViewItem {
  return {
    key: `driver ${address}`,
    label: name,
    description: `${bus}, ${counted(devices.length, 'device')}`,
    tooltip: [
      `Driver ${name} of the bus ${bus}`,
      module === undefined ? 'built in' : `from the module ${module}`,
      ...(probe === undefined ? [] : [`takes devices in ${probe}()`]),
      `struct device_driver at ${address}`,
    ].join('\n'),
    icon: 'package',
    children: devices.map(deviceItem),
    ...lineDestination(place),
    ...memoryOf(`struct device_driver of ${name}`, memory),
  };
}

function deviceItem({ address, name, bus, driver, isBound, node, memory }: LinuxDeviceState): ViewItem {
  const state = driver === undefined ? 'no driver has taken it' : isBound ? 'probed' : 'being probed';
  return {
    key: `device ${address}`,
    label: name,
    description: state,
    tooltip: [
      `Device ${name} of the bus ${bus}: ${state}`,
      ...(node === undefined ? [] : [`node ${node} of the device tree`]),
      `struct device at ${address}`,
    ].join('\n'),
    icon: 'plug',
    ...memoryOf(`struct device of ${name}`, memory),
  };
}
