// SPDX-License-Identifier: Apache-2.0
/** The view of device models, as the I/O dispatcher driver of the backend's Linux knows them. */

import type {
  DeviceModelState,
  DispatcherState,
  DriverRequestState,
  GuestDeviceModels,
  IoClientState,
  IoEventfdState,
  IrqFdState,
  LockState,
  StateResponseBody,
} from '../../debug-adapter/protocol';
import {
  counted,
  frontendName,
  lineDestination,
  memoryOf,
  problemItems,
  sizeText,
  taskName,
  taskReference,
  threadDestination,
  type ViewItem,
  vmName,
} from './item';

export function deviceModelItems({ deviceModels = [] }: StateResponseBody): ViewItem[] {
  return deviceModels.map(guestItem);
}

function guestItem(guest: GuestDeviceModels): ViewItem {
  const { vm, models, problems } = guest;
  const none: ViewItem[] =
    models.length + problems.length === 0
      ? [{ key: 'none', label: 'The driver has made no device model yet', icon: 'info' }]
      : [];
  return {
    key: `vm ${vm}`,
    label: vmName(guest),
    description: counted(models.length, 'device model'),
    icon: 'vm',
    isOpen: true,
    children: [...problemItems(problems), ...none, ...models.map((model) => modelItem(model, vmName(guest)))],
  };
}

function modelItem(model: DeviceModelState, owner: string): ViewItem {
  const { id, address, bindKey, shmem, interrupt, references, dispatcher, problems, memory, place } = model;
  const key = bindKey === undefined ? '' : `bind key ${BigInt(bindKey)}, `;
  const name = `device model ${id} of ${owner}`;
  const itsMemory = memoryOf(`struct bao_dm of ${name}`, memory);
  return {
    key: `model ${id}`,
    label: `Device model ${id}`,
    description: `${key}${counted(queuedIn(model), 'queued request')}`,
    tooltip: [
      `struct bao_dm at ${address}, ${counted(references, 'reference')}`,
      `shared memory at ${shmem.base}, ${sizeText(shmem.size)}`,
      `Linux's interrupt ${interrupt}`,
    ].join('\n'),
    icon: 'server-process',
    isOpen: true,
    ...(bindKey === undefined ? {} : { subject: { kind: 'device', bindKey } }),
    children: [
      ...problemItems(problems),
      { ...dispatcherItem(dispatcher), ...itsMemory },
      ...model.clients.map((client) => clientItem(client, name)),
      ...groupItem('ioeventfds', model.ioeventfds.map(ioeventfdItem)),
      ...groupItem('irqfds', model.irqfds.map(irqfdItem)),
      ...model.locks.map(lockItem),
      shmemItem(model, name),
      interruptItem(model),
      { key: 'references', label: 'references', description: `${references}`, icon: 'references', ...itsMemory },
    ],
    ...lineDestination(place),
    ...itsMemory,
  };
}

function interruptItem({ interrupt, place }: DeviceModelState): ViewItem {
  return {
    key: 'interrupt',
    label: 'interrupt',
    description: `${interrupt}, as Linux counts`,
    icon: 'zap',
    ...lineDestination(place),
  };
}

function queuedIn({ clients }: DeviceModelState): number {
  return clients.reduce((sum, { queued, more = 0 }) => sum + queued.length + more, 0);
}

function shmemItem({ shmem }: DeviceModelState, name: string): ViewItem {
  return {
    key: 'shmem',
    label: 'shared memory',
    description: `${shmem.base}, ${sizeText(shmem.size)}`,
    icon: 'symbol-array',
    ...memoryOf(`shared memory of ${name}`, shmem.memory),
  };
}

const DISPATCHER_ICONS = { idle: 'circle-outline', queued: 'watch', running: 'play', unknown: 'warning' } as const;

function dispatcherItem({ kind, task, again, reason }: DispatcherState): ViewItem {
  const words = kind === 'running' && again === true ? 'running, and queued again' : kind;
  const by = task === undefined ? '' : ` by ${taskName(task)}`;
  return {
    key: 'dispatcher',
    label: 'dispatcher work',
    description: reason === undefined ? `${words}${by}` : `${words}: ${reason}`,
    tooltip: `The work that asks the hypervisor for requests: ${words}${by}`,
    icon: DISPATCHER_ICONS[kind],
    ...threadDestination(task?.threadId),
  };
}

function clientItem(client: IoClientState, model: string): ViewItem {
  const { name, isControl, isBeingDestroyed, queued, more = 0, inFlight, thread, waiting, memory } = client;
  const itsMemory = memoryOf(`client ${name} of ${model}`, memory);
  const parts = [
    `${queued.length + more} queued`,
    ...(inFlight === undefined || inFlight.length === 0 ? [] : [`${inFlight.length} in user space`]),
    ...(waiting.length === 0 ? [] : [`${counted(waiting.length, 'task')} waiting`]),
    ...(isBeingDestroyed ? ['being destroyed'] : []),
  ];
  return {
    key: `client ${name}`,
    label: name,
    description: parts.join(', '),
    tooltip: [
      isControl ? 'Control client: its requests go to user space' : 'Client in the kernel',
      ...(thread === undefined ? [] : [`served by ${taskName(thread)}`]),
    ].join('\n'),
    icon: isControl ? 'account' : 'gear',
    isOpen: queued.length > 0,
    children: clientParts(client, itsMemory),
    ...threadDestination(thread?.threadId),
    ...itsMemory,
  };
}

function clientParts(client: IoClientState, itsMemory: Pick<ViewItem, 'memory'>): ViewItem[] {
  const { queued, more, inFlight = [], ranges, thread, waiting } = client;
  return [
    ...queued.map((request, index) => requestItem('queued', index, request)),
    ...(more === undefined ? [] : [{ key: 'more', label: `and ${more} more`, icon: 'ellipsis', ...itsMemory }]),
    ...inFlight.map((request, index) => requestItem('in user space', index, request)),
    ...(thread === undefined ? [] : [taskReference('thread', 'thread', thread, 'gear')]),
    ...waiting.map((task) => taskReference('waiting', 'waiting task', task, 'watch')),
    ...ranges.map(({ first, last }): ViewItem => {
      const range = `${first} to ${last}`;
      return { key: `range ${range}`, label: 'serves', description: range, icon: 'symbol-numeric', ...itsMemory };
    }),
  ];
}

function requestItem(where: string, index: number, request: DriverRequestState): ViewItem {
  const { slot, operation, address, register, value, width, frontend } = request;
  const shownValue = operation === 'WRITE' ? ` = ${value}` : '';
  return {
    key: `${where} ${index}`,
    label: `Request ${slot}`,
    description: `${where}: ${operation} ${register ?? address}${shownValue}`,
    tooltip: [
      `${operation} of ${width} bytes at ${address}${register === undefined ? '' : ` (${register})`}`,
      ...(frontend === undefined ? [] : [`${frontendName(frontend)} waits for it`]),
    ].join('\n'),
    icon: 'mail',
    ...threadDestination(frontend?.threadId),
    subject: { kind: 'request', request: { slot: Number(slot) } },
  };
}

function groupItem(label: string, children: readonly ViewItem[]): ViewItem[] {
  return children.length === 0 ? [] : [{ key: label, label, description: `${children.length}`, icon: 'zap', children }];
}

function ioeventfdItem(ioeventfd: IoEventfdState, index: number): ViewItem {
  const { address, register, length, match, memory } = ioeventfd;
  return {
    key: `ioeventfd ${index}`,
    label: register ?? address,
    description: `${match === undefined ? 'any value' : `value ${match}`}, ${counted(length, 'byte')}${signalText(ioeventfd)}`,
    tooltip: `Signalled by writes of ${length} bytes to ${address}\n${countText(ioeventfd, 'ioeventfd')}`,
    icon: 'bell',
    ...memoryOf(`ioeventfd ${index}`, memory),
  };
}

function irqfdItem(irqfd: IrqFdState, index: number): ViewItem {
  const { eventfd, memory } = irqfd;
  return {
    key: `irqfd ${index}`,
    label: `irqfd ${index}`,
    description: `eventfd at ${eventfd}${signalText(irqfd)}`,
    tooltip: `Interrupts the frontend when it is signalled\n${countText(irqfd, 'irqfd')}`,
    icon: 'bell',
    ...memoryOf(`irqfd ${index}`, memory),
  };
}

function signalText({ signals, unread }: IrqFdState): string {
  const total = signals === undefined ? '' : `, signalled ${counted(Number(signals), 'time')}`;
  return unread === undefined || BigInt(unread) === 0n
    ? total
    : `${total}, ${counted(Number(unread), 'signal')} not read`;
}

/** What the count counts. */
function countText({ signals }: IrqFdState, structure: string): string {
  return signals === undefined
    ? `How often cannot be told: this driver's struct ${structure} has no member 'signals'`
    : `Signalled ${counted(Number(signals), 'time')} since it was assigned, as the driver counts`;
}

function lockItem({ name, owner, waiting }: LockState): ViewItem {
  return {
    key: `lock ${name}`,
    label: name,
    description: `${owner === undefined ? 'free' : `held by ${taskName(owner)}`}, ${waiting.length} waiting`,
    icon: 'lock',
    isOpen: true,
    children: [
      ...(owner === undefined ? [] : [taskReference('owner', 'owner', owner, 'key')]),
      ...waiting.map((task) => taskReference('waiting', 'waiting task', task, 'watch')),
    ],
  };
}
