// SPDX-License-Identifier: Apache-2.0
/** The view of device models, as the I/O dispatcher driver of the backend's Linux knows them. */

import type {
  DeviceModelState,
  DispatcherState,
  DriverRequestState,
  GuestDeviceModels,
  IoClientState,
  IoEventfdState,
  LockState,
  StateResponseBody,
} from '../../debug-adapter/protocol';
import { counted, problemItems, sizeText, type ViewItem, vmName } from './item';

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
    children: [...problemItems(problems), ...none, ...models.map(modelItem)],
  };
}

function modelItem(model: DeviceModelState): ViewItem {
  const { id, address, bindKey, shmem, interrupt, references, dispatcher, problems } = model;
  const key = bindKey === undefined ? '' : `bind key ${BigInt(bindKey)}, `;
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
    children: [
      ...problemItems(problems),
      dispatcherItem(dispatcher),
      ...model.clients.map(clientItem),
      ...groupItem('ioeventfds', model.ioeventfds.map(ioeventfdItem)),
      ...groupItem('irqfds', model.irqfds.map(irqfdItem)),
      ...model.locks.map(lockItem),
    ],
  };
}

function queuedIn({ clients }: DeviceModelState): number {
  return clients.reduce((sum, { queued }) => sum + queued.length, 0);
}

const DISPATCHER_ICONS = { idle: 'circle-outline', queued: 'watch', running: 'play', unknown: 'warning' } as const;

function dispatcherItem({ kind, task, again, reason }: DispatcherState): ViewItem {
  const words = kind === 'running' && again === true ? 'running, and queued again' : kind;
  return {
    key: 'dispatcher',
    label: 'dispatcher work',
    description: reason === undefined ? words : `${words}: ${reason}`,
    tooltip: `The work that asks the hypervisor for requests: ${words}${task === undefined ? '' : `, by the task at ${task}`}`,
    icon: DISPATCHER_ICONS[kind],
  };
}

function clientItem(client: IoClientState): ViewItem {
  const { name, isControl, isBeingDestroyed, queued, inFlight, ranges, thread, waiting } = client;
  const parts = [
    `${queued.length} queued`,
    ...(inFlight === undefined || inFlight.length === 0 ? [] : [`${inFlight.length} in user space`]),
    ...(waiting.length === 0 ? [] : [`${counted(waiting.length, 'task')} waiting`]),
    ...(isBeingDestroyed ? ['being destroyed'] : []),
  ];
  const children = [
    ...queued.map((request, index) => requestItem('queued', index, request)),
    ...(inFlight ?? []).map((request, index) => requestItem('in user space', index, request)),
    ...waiting.map(
      (task): ViewItem => ({ key: `waiting ${task}`, label: 'waiting task', description: task, icon: 'watch' }),
    ),
    ...ranges.map(({ first, last }): ViewItem => {
      const range = `${first} to ${last}`;
      return { key: `range ${range}`, label: 'serves', description: range, icon: 'symbol-numeric' };
    }),
  ];
  return {
    key: `client ${name}`,
    label: name,
    description: parts.join(', '),
    tooltip: [
      isControl ? 'Control client: its requests go to user space' : 'Client in the kernel',
      ...(thread === undefined ? [] : [`served by the kernel thread at ${thread}`]),
    ].join('\n'),
    icon: isControl ? 'account' : 'gear',
    isOpen: queued.length > 0,
    ...(children.length === 0 ? {} : { children }),
  };
}

function requestItem(where: string, index: number, request: DriverRequestState): ViewItem {
  const { slot, operation, address, register, value, width } = request;
  const shownValue = operation === 'WRITE' ? ` = ${value}` : '';
  return {
    key: `${where} ${index}`,
    label: `Request ${slot}`,
    description: `${where}: ${operation} ${register ?? address}${shownValue}`,
    tooltip: `${operation} of ${width} bytes at ${address}${register === undefined ? '' : ` (${register})`}`,
    icon: 'mail',
  };
}

function groupItem(label: string, children: readonly ViewItem[]): ViewItem[] {
  return children.length === 0 ? [] : [{ key: label, label, description: `${children.length}`, icon: 'zap', children }];
}

function ioeventfdItem({ address, register, length, match, unread }: IoEventfdState, index: number): ViewItem {
  return {
    key: `ioeventfd ${index}`,
    label: register ?? address,
    description: `${match === undefined ? 'any value' : `value ${match}`}${unreadText(unread)}`,
    tooltip: `Signalled by writes of ${length} bytes to ${address}`,
    icon: 'bell',
  };
}

function irqfdItem({ eventfd, unread }: DeviceModelState['irqfds'][number], index: number): ViewItem {
  return {
    key: `irqfd ${index}`,
    label: `irqfd ${index}`,
    description: `eventfd at ${eventfd}${unreadText(unread)}`,
    tooltip: 'Interrupts the frontend when it is signalled',
    icon: 'bell',
  };
}

function unreadText(unread: string | undefined): string {
  return unread === undefined || BigInt(unread) === 0n ? '' : `, ${BigInt(unread)} signalled and not read`;
}

function lockItem({ name, owner, waiting }: LockState): ViewItem {
  const held = owner === undefined ? 'free' : `held by the task at ${owner}`;
  return { key: `lock ${name}`, label: name, description: `${held}, ${waiting.length} waiting`, icon: 'lock' };
}
