// SPDX-License-Identifier: Apache-2.0
/** IPC objects: who has them, who is reached by them, and what a Linux guest's driver keeps. */

import type { Channel, IpcShmem } from '../../awareness/drivers';
import type { ChannelState, IpcDriverState, IpcObjectState } from '../../protocol';
import type { IpcObject } from '../../target';
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
  const shmems = await around.guest(vm)?.ipcShmems();
  const instance = shmems?.instances.find(({ id }) => id === index);
  const mappings = around.bao.sharedMemories.find(({ id }) => id === shmemId)?.mappings ?? [];
  const named = (other: number) => ({ vm: other, name: around.nameOf(other) });
  return {
    ...{ vm, name: around.nameOf(vm), index, shmemId, base: hex(base), size: hex(size), interrupts },
    peers: peers.map(named),
    attached: mappings.map((mapping) => ({ ...named(mapping.vm), base: hex(mapping.base) })),
    ...known('driver', instance && driverState(instance)),
    problems: shmems?.problems ?? [],
    ...placeOf(around.client, around.configOf(vm)?.platform.ipcs[index]),
  };
}

function driverState({ name, read, write, events }: IpcShmem): IpcDriverState {
  return { name, read: channelState(read), write: channelState(write), ...known('events', events?.toString()) };
}

function channelState({ offset, size }: Channel): ChannelState {
  return { ...knownHex('offset', offset), size: hex(size) };
}
