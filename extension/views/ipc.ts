// SPDX-License-Identifier: Apache-2.0
/** The view of IPC objects: who has them, who is reached, and the channels of a Linux guest's driver. */

import type { ChannelState, IpcDriverState, IpcObjectState, StateResponseBody } from '../../debug-adapter/protocol';
import { lineDestination, memoryOf, problemItems, sizeText, type ViewItem, vmName } from './item';

export function ipcItems({ ipc = [] }: StateResponseBody): ViewItem[] {
  return ipc.map(objectItem);
}

function objectItem(object: IpcObjectState): ViewItem {
  const { vm, index, shmemId, base, size, interrupts, peers, attached, driver, problems, place } = object;
  const reached = peers.map(({ name }) => name).join(', ');
  return {
    key: `ipc ${vm} ${index}`,
    label: `IPC ${index} of ${vmName(object)}`,
    description: reached === '' ? 'no peer' : `reaches ${reached}`,
    tooltip: [
      `ipcs[${index}] of ${vmName(object)}`,
      `shared memory ${shmemId} at ${base}, ${sizeText(size)}`,
      interrupts.length === 0 ? 'no interrupts' : `interrupts by event: ${interrupts.join(', ')}`,
    ].join('\n'),
    icon: 'arrow-swap',
    isOpen: true,
    children: [
      ...problemItems(problems),
      ...attached.map(
        (each): ViewItem => ({
          key: `attached ${each.vm} ${each.base}`,
          label: vmName(each),
          description: `has it at ${each.base}`,
          icon: 'vm',
          ...memoryOf(`shared memory ${shmemId} of ${vmName(each)}`, each.memory),
        }),
      ),
      ...(driver === undefined ? [] : [driverItem(driver)]),
    ],
    ...lineDestination(place),
  };
}

function driverItem({ name, read, write, events, memory }: IpcDriverState): ViewItem {
  return {
    key: 'driver',
    label: `/dev/${name}`,
    description: events === undefined ? "the guest's driver" : `events so far: ${events}`,
    tooltip: `Instance ${name} of the guest's shared-memory driver`,
    icon: 'symbol-interface',
    isOpen: true,
    children: [channelItem('read channel', name, read), channelItem('write channel', name, write)],
    ...memoryOf(`struct bao_ipcshmem of ${name}`, memory),
  };
}

function channelItem(label: string, instance: string, { offset, size, memory }: ChannelState): ViewItem {
  const place = offset === undefined ? 'not mapped any more' : `at offset ${offset}`;
  return {
    key: label,
    label,
    description: `${place}, ${sizeText(size)}`,
    icon: 'symbol-array',
    ...memoryOf(`${label} of ${instance}`, memory),
  };
}
