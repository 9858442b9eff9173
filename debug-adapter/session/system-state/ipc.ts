// SPDX-License-Identifier: Apache-2.0
/** IPC objects: who has them, who is reached by them, and what a Linux guest's driver keeps. */

import type { Channel, IpcShmem } from '../../awareness/drivers';
import type { ChannelState, IpcDriverState, IpcObjectState } from '../../protocol';
import type { IpcObject, VirtualSpace } from '../../target';
import type { Surroundings } from './surroundings';
import { hex, known, knownHex, placeOf } from './values';

export async function ipcStates(around: Surroundings): Promise<IpcObjectState[]> {
  const states: IpcObjectState[] = [];
  for (const object of around.bao.ipcs) {
    states.push(await ipcState(around, object));
  }
  return states;
}

async function ipcState(around: Surroundings, object: IpcObject): Promise<IpcObjectState> {
  const { vm, index, shmemId, base, size, interrupts, peers } = object;
  const guest = around.guest(vm);
  const shmems = await guest?.ipcShmems();
  const instance = shmems?.instances.find(({ id }) => id === index);
  const space = await guest?.kernelSpace();
  const mappings = around.bao.sharedMemories.find(({ id }) => id === shmemId)?.mappings ?? [];
  const named = (other: number) => ({ vm: other, name: around.nameOf(other) });
  return {
    ...{ vm, name: around.nameOf(vm), index, shmemId, base: hex(base), size: hex(size), interrupts },
    peers: peers.map(named),
    attached: mappings.map((mapping) => ({
      ...{ ...named(mapping.vm), base: hex(mapping.base) },
      memory: around.guestMemory(mapping.vm, mapping.base, mapping.size),
    })),
    ...(instance === undefined || space === undefined ? {} : { driver: driverState(around, space, instance) }),
    problems: shmems?.problems ?? [],
    ...placeOf(around.client, around.configOf(vm)?.platform.ipcs[index]),
  };
}

function driverState(around: Surroundings, space: VirtualSpace, instance: IpcShmem): IpcDriverState {
  const { name, at, bytes, base, read, write, events } = instance;
  const channel = ({ offset, size }: Channel): ChannelState => ({
    ...knownHex('offset', offset),
    size: hex(size),
    ...(offset === undefined ? {} : { memory: around.guestMemory(space.vm, base + offset, size) }),
  });
  return {
    ...{ name, read: channel(read), write: channel(write), memory: around.memory(space, at, BigInt(bytes)) },
    ...known('events', events?.toString()),
  };
}
