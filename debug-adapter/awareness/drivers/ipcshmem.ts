// SPDX-License-Identifier: Apache-2.0
/** Instances of the shared-memory IPC driver: misc devices named `baoipc<id>` (struct bao_ipcshmem). */

import { type ProgramMemory, reason, type Structure, walkList } from '../structures';

export interface Channel {
  /** Bytes from the start of the shared memory; undefined when it is not mapped any more. */
  readonly offset: bigint | undefined;
  /** Bytes. */
  readonly size: bigint;
}

export interface IpcShmem {
  /** Its struct bao_ipcshmem: guest-virtual address and bytes. */
  readonly at: bigint;
  readonly bytes: number;
  /** Index of the IPC object in the virtual machine's configuration. */
  readonly id: number;
  /** Its device: `baoipc0`. */
  readonly name: string;
  /** Guest-physical. */
  readonly base: bigint;
  readonly size: bigint;
  readonly read: Channel;
  readonly write: Channel;
  /** Events that came so far; undefined in a driver that does not count them. */
  readonly events: bigint | undefined;
}

export interface IpcShmems {
  readonly instances: readonly IpcShmem[];
  readonly problems: readonly string[];
}

const DEVICE_NAME = /^baoipc[0-9]+$/;

/** Never throws: what cannot be read is among the problems. */
export async function readIpcShmems(kernel: ProgramMemory): Promise<IpcShmems> {
  try {
    const device = kernel.type('struct miscdevice');
    const walk = await walkList(kernel.variable('misc_list'), device, 'list');
    const problems = walk.problem === undefined ? [] : [`misc_list: ${walk.problem}`];
    const instances: IpcShmem[] = [];
    for (const entry of walk.entries) {
      if (DEVICE_NAME.test((await entry.targetText('name')) ?? '')) {
        instances.push(await instance(entry.container(kernel.type('struct bao_ipcshmem'), 'miscdev')));
      }
    }
    return { instances, problems };
  } catch (error) {
    return { instances: [], problems: [reason(error)] };
  }
}

async function instance(ipc: Structure): Promise<IpcShmem> {
  return {
    at: ipc.address,
    bytes: ipc.sizeInBytes,
    id: await ipc.number('id'),
    name: await ipc.text('label'),
    base: await ipc.integer('physical_base'),
    size: await ipc.integer('shmem_size'),
    read: await channel(ipc, 'read'),
    write: await channel(ipc, 'write'),
    events: ipc.has('events') ? await ipc.integer('events.counter') : undefined,
  };
}

/** Our driver keeps offsets, the posted one addresses in its mapping. */
async function channel(ipc: Structure, side: 'read' | 'write'): Promise<Channel> {
  if (ipc.has(`${side}_channel`)) {
    const found = ipc.member(`${side}_channel`);
    return { offset: await found.integer('offset'), size: await found.integer('size') };
  }
  const mapping = await ipc.integer('shmem_base_addr');
  const base = await ipc.integer(`${side}_base`);
  return { offset: mapping === 0n ? undefined : base - mapping, size: await ipc.integer(`${side}_size`) };
}
