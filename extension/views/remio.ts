// SPDX-License-Identifier: Apache-2.0
/** The view of remote I/O: devices with both ends, and the requests under way. */

import type {
  RemioDeviceState,
  RemioEndState,
  RemioRequestState,
  RemioState,
  StateResponseBody,
} from '../../debug-adapter/protocol';
import { followedItems } from './followed';
import {
  counted,
  frontendName,
  grouped,
  lineDestination,
  memoryOf,
  sizeText,
  threadDestination,
  type ViewItem,
  vmName,
} from './item';

export function remioItems({ remio }: StateResponseBody): ViewItem[] {
  if (remio === undefined || remio.devices.length + remio.requests.length === 0) {
    return [];
  }
  return [...followedItems(remio), ...remio.devices.map((device) => deviceItem(device, remio)), requestsItem(remio)];
}

function deviceItem(device: RemioDeviceState, { requests }: RemioState): ViewItem {
  const { bindKey, ready, frontend, backend, registers, pending } = device;
  const key = BigInt(bindKey).toString();
  const waiting = pending.length === 0 ? '' : `, ${counted(pending.length, 'pending request')}`;
  return {
    key: `device ${bindKey}`,
    label: `${frontend.name} → ${backend.name}`,
    description: `bind key ${key}, ${ready ? 'ready' : 'not ready'}${waiting}`,
    tooltip: `REMIO device with bind key ${key}\nregisters at ${registers.base} of ${vmName(frontend)}, ${sizeText(registers.size)}`,
    icon: ready ? 'plug' : 'debug-disconnect',
    isOpen: true,
    children: [endItem('frontend', frontend), endItem('backend', backend), pendingItem(pending, requests)],
    ...lineDestination(backend.place),
    subject: { kind: 'device', bindKey },
  };
}

function endItem(role: 'frontend' | 'backend', end: RemioEndState): ViewItem {
  const { index, cpu, interrupt, ready, shmem, place } = end;
  return {
    key: role,
    label: role,
    description: `${vmName(end)}, ${ready ? 'ready' : 'not ready'}`,
    tooltip: [
      `remio_devs[${index}] of ${vmName(end)}`,
      cpu < 0 ? 'its virtual machine was not started' : `interrupt ${interrupt}, on hart ${cpu}`,
      `shared memory ${shmem.id} at ${shmem.base}, ${sizeText(shmem.size)}`,
    ].join('\n'),
    icon: ready ? 'pass' : 'circle-slash',
    ...lineDestination(place),
    ...memoryOf(`shared memory ${shmem.id} of ${vmName(end)}`, shmem.memory),
  };
}

/** In the order in which the backend will get them. */
function pendingItem(pending: readonly number[], requests: readonly RemioRequestState[]): ViewItem {
  const children = pending.map((slot) => requests.find((request) => request.slot === slot) ?? slot).map(pendingEntry);
  return {
    key: openKey('pending', children.length),
    label: 'pending',
    description:
      pending.length === 0 ? 'nothing that the backend has not asked for' : counted(pending.length, 'request'),
    icon: 'list-ordered',
    isOpen: true,
    ...(children.length === 0 ? {} : { children }),
  };
}

function pendingEntry(request: RemioRequestState | number): ViewItem {
  return typeof request === 'number'
    ? { key: `request ${request}`, label: `Request ${request}`, description: 'not in the pool', icon: 'warning' }
    : requestItem(request);
}

function requestsItem({ requests, slots }: RemioState): ViewItem {
  return {
    key: openKey('requests', requests.length),
    label: 'Requests',
    description: requests.length === 0 ? `all ${slots} slots are free` : `${requests.length} of ${slots} slots`,
    icon: 'inbox',
    isOpen: true,
    ...(requests.length === 0 ? {} : { children: requests.map(requestItem) }),
  };
}

function requestItem(request: RemioRequestState): ViewItem {
  const { slot, serial, state, lost, operation, address, register, value, width, age, selected } = request;
  const shownValue = operation === 'WRITE' && value !== undefined ? ` = ${valueText(request)}` : '';
  const ago = age === undefined ? '' : `, ${grouped(age)} old`;
  return {
    key: `request ${slot}`,
    label: `Request ${slot}`,
    description: `${selected ? 'followed, ' : ''}${lost ? `${state}, lost` : state}: ${operation} ${register ?? address}${shownValue}${ago}`,
    tooltip: [
      `Slot ${slot} of the pool${serial === undefined ? '' : `, #${serial} of this run`}`,
      lost ? `${state}, but on no device's list: nobody will ever get it` : state,
      `${operation} of ${width} bytes at ${address}${register === undefined ? '' : ` (${register})`}`,
      value === undefined ? 'no value yet' : `value ${valueText(request)}`,
      frontendText(request),
    ].join('\n'),
    icon: lost ? 'warning' : selected ? 'mail-read' : 'mail',
    subject: { kind: 'request', request: { slot, ...(serial === undefined ? {} : { serial }) } },
    ...threadDestination(request.frontend?.threadId),
  };
}

function valueText({ value, meaning }: RemioRequestState): string {
  return meaning === '' ? `${value}` : `${value} (${meaning})`;
}

function frontendText({ frontend }: RemioRequestState): string {
  return frontend === undefined ? 'from an unknown vCPU' : `from ${frontendName(frontend)}`;
}

/** The editor keeps an entry closed that had nothing in it before, unless it is another one now. */
function openKey(name: string, count: number): string {
  return count === 0 ? `no ${name}` : name;
}
