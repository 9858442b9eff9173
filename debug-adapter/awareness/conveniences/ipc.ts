// SPDX-License-Identifier: Apache-2.0
/** `$ipc(id)`: IPC objects, and what the shared-memory driver of a Linux guest keeps for them. */

import { type Convenience, hex, integer, list, missing, object, text, unsigned } from '../../expressions';
import type { BaoState, IpcObject } from '../../target';
import { ValueError } from '../../values';
import type { Channel, IpcShmem } from '../drivers';
import { type Facts, numbersText } from './facts';

export async function ipcObjectsOf(facts: Facts, vm: number): Promise<Convenience> {
  const state = await facts.state();
  return list(
    'ipc',
    state.ipcs.filter((each) => each.vm === vm).map((each) => ipcValue(facts, state, each)),
  );
}

/** @throws ValueError with those that there are */
export async function ipcObjectWithId(facts: Facts, vm: bigint, id: bigint): Promise<Convenience> {
  const state = await facts.state();
  const found = state.ipcs.find((each) => BigInt(each.vm) === vm && BigInt(each.index) === id);
  if (found === undefined) {
    throw new ValueError(absence(facts, state, vm, id));
  }
  return ipcValue(facts, state, found);
}

function absence(facts: Facts, { partitions, ipcs }: BaoState, vm: bigint, id: bigint): string {
  const partition = partitions.find((each) => BigInt(each.vm) === vm);
  if (partition === undefined) {
    return `there is no virtual machine ${vm}: there are 0 to ${partitions.length - 1}`;
  }
  const name = facts.nameOf(partition.vm);
  const own = ipcs.filter((each) => each.vm === partition.vm).map(({ index }) => index);
  if (own.length > 0) {
    return `${name} has no IPC object ${id}: it has ${own.length === 1 ? 'only ' : ''}${numbersText(own)}`;
  }
  const others = ipcs.map((each) => `$ipc(${each.vm}, ${each.index})`);
  return others.length === 0
    ? 'the configuration has no IPC objects'
    : `${name} has no IPC objects; those of others are ${others.join(', ')}`;
}

function ipcValue(facts: Facts, state: BaoState, ipc: IpcObject): Convenience {
  const { vm, index, shmemId, base, size, interrupts, peers } = ipc;
  const mappings = state.sharedMemories.find(({ id }) => id === shmemId)?.mappings ?? [];
  return object(
    'ipc',
    () => `IPC ${index} of ${facts.nameOf(vm)}: 0x${size.toString(16)} bytes at 0x${base.toString(16)}`,
    {
      id: () => integer(index),
      vm: () => facts.virtualMachine(vm),
      base: () => hex(base),
      size: () => hex(size),
      shmem_id: () => integer(shmemId),
      interrupts: () => list('long', interrupts.map(integer)),
      peers: () =>
        list(
          'vm',
          peers.map((peer) => facts.virtualMachine(peer)),
        ),
      attached: () =>
        list(
          'attachment',
          mappings.map((mapping) =>
            object('attachment', () => `${facts.nameOf(mapping.vm)} at 0x${mapping.base.toString(16)}`, {
              vm: () => facts.virtualMachine(mapping.vm),
              base: () => hex(mapping.base),
            }),
          ),
        ),
      driver: () => driverOf(facts, ipc),
    },
    index,
  );
}

async function driverOf(facts: Facts, { vm, index }: IpcObject): Promise<Convenience> {
  const guest = facts.guest(vm);
  if (guest === undefined) {
    return missing(`${facts.nameOf(vm)} runs no Linux with symbols`);
  }
  const { instances, problems } = await guest.ipcShmems();
  const instance = instances.find(({ id }) => id === index);
  if (instance !== undefined) {
    return driverValue(instance);
  }
  return missing(problems.length > 0 ? problems.join('; ') : 'the driver has not made a device for it yet');
}

function driverValue({ name, read, write, events, at }: IpcShmem): Convenience {
  return object('ipcshmem', () => name, {
    name: () => text(name),
    read: () => channelValue(read),
    write: () => channelValue(write),
    events: () => (events === undefined ? missing('this driver does not count them') : unsigned(events)),
    address: () => hex(at),
  });
}

function channelValue({ offset, size }: Channel): Convenience {
  const place = offset === undefined ? 'not mapped' : `at offset 0x${offset.toString(16)}`;
  return object('channel', () => `0x${size.toString(16)} bytes, ${place}`, {
    offset: () => (offset === undefined ? missing('it is not mapped any more') : hex(offset)),
    size: () => hex(size),
  });
}
