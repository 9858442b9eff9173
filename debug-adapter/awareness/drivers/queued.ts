// SPDX-License-Identifier: Apache-2.0
/** How many requests wait for the clients of one device model, without reading anything else of it. */

import { type ProgramMemory, type Structure, walkList } from '../structures';

export interface QueuedBeside {
  readonly deviceModel: number;
  /** Of the client. */
  readonly name: string;
  /** Requests in the queues of all clients of its device model. A damaged queue counts as far as it can be walked. */
  readonly queued: number;
}

/** @param client guest-virtual address of a struct bao_io_client @throws StructureError */
export async function queuedBeside(kernel: ProgramMemory, client: bigint): Promise<QueuedBeside> {
  const type = kernel.type('struct bao_io_client');
  const own = kernel.at('struct bao_io_client', client);
  const model = kernel.at('struct bao_dm', await own.integer('dm'));
  const { entries } = await walkList(model.member('io_clients'), type, 'list');
  let queued = 0;
  for (const each of entries) {
    queued += await queueLength(kernel, each);
  }
  return { deviceModel: await model.number('info.id'), name: await own.text('name'), queued };
}

async function queueLength(kernel: ProgramMemory, client: Structure): Promise<number> {
  const walk = await walkList(client.member('virtio_requests'), kernel.type('struct bao_io_request'), 'list');
  return walk.entries.length;
}
