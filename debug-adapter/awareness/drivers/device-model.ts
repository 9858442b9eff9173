// SPDX-License-Identifier: Apache-2.0
/**
 * The device models of the I/O dispatcher driver, from `bao_dm_list` on (struct bao_dm in the driver's bao_drv.h). Reads
 * by the names that the posted driver and ours have in common; what only one of them has is optional.
 */

import { type BusyWorkers, readBusyWorkers, readMutex, readWaitQueue, type WorkState, workState } from '../linux';
import { type ListWalk, type ProgramMemory, reason, type Structure, StructureError, walkList } from '../structures';
import { findRegister } from '../virtio';

/** struct bao_virtio_request on its way through the driver. */
export interface DriverRequest {
  readonly deviceModel: number;
  /** Slot in the hypervisor's pool. */
  readonly requestId: bigint;
  readonly operation: 'WRITE' | 'READ' | 'unknown';
  /** Guest-physical address in the frontend. */
  readonly address: bigint;
  readonly value: bigint;
  /** Bytes. */
  readonly width: number;
}

export interface IoClient {
  /** Its struct bao_io_client: guest-virtual address and bytes. */
  readonly at: bigint;
  readonly bytes: number;
  readonly name: string;
  /** Its requests go to user space. */
  readonly isControl: boolean;
  readonly isBeingDestroyed: boolean;
  /** Requests that wait for it, oldest first. */
  readonly queued: readonly DriverRequest[];
  /** Requests that user space works on; undefined in a driver that does not keep them. */
  readonly inFlight: readonly DriverRequest[] | undefined;
  /** Addresses that it serves, both ends inclusive. */
  readonly ranges: readonly { readonly first: bigint; readonly last: bigint }[];
  /** Kernel thread that serves it: address of its task_struct. */
  readonly thread: bigint | undefined;
  /** Tasks that wait for a request of it. */
  readonly waiting: readonly bigint[];
}

export interface IoEventfd extends Signalled {
  readonly address: bigint;
  /** Bytes. */
  readonly length: number;
  /** Value that a write must have; undefined for any. */
  readonly match: bigint | undefined;
}

/** What the driver keeps for an eventfd. */
export interface Signalled {
  /** Its structure: guest-virtual address and bytes. */
  readonly at: bigint;
  readonly bytes: number;
  /** Address of the eventfd_ctx. */
  readonly eventfd: bigint;
  /** How often it was signalled since it was assigned; undefined in a driver that does not count. */
  readonly signals: bigint | undefined;
  /** Signals that nobody has read yet. */
  readonly unread: bigint | undefined;
}

export interface DeviceModel {
  /** Its struct bao_dm: guest-virtual address and bytes. */
  readonly at: bigint;
  readonly bytes: number;
  readonly id: number;
  /** Guest-physical. */
  readonly shmem: { readonly base: bigint; readonly size: bigint };
  /** Linux's number. */
  readonly interrupt: number;
  readonly references: number;
  readonly clients: readonly IoClient[];
  readonly ioeventfds: readonly IoEventfd[];
  readonly irqfds: readonly Signalled[];
  /** The work that asks the hypervisor for requests. */
  readonly dispatcher: WorkState;
  /** Locks of it that somebody holds or waits for: name, owner and waiters as task_struct addresses. */
  readonly locks: readonly {
    readonly name: string;
    readonly owner: bigint | undefined;
    readonly tasks: readonly bigint[];
  }[];
  /** What could not be read, in words; the rest is as good as it could be had. */
  readonly problems: readonly string[];
}

export interface DeviceModels {
  readonly models: readonly DeviceModel[];
  /** Why there is nothing, or not everything; names the symbol or member that is missing. */
  readonly problems: readonly string[];
}

/** A device model on the driver's list. */
export interface ListedModel {
  readonly id: number;
  /** Guest-virtual address of its struct bao_dm. */
  readonly at: bigint;
}

export interface DeviceModelList {
  readonly models: readonly ListedModel[];
  readonly problems: readonly string[];
}

const OPERATIONS = ['WRITE', 'READ'] as const;
/** BAO_IO_CLIENT_DESTROYING is bit 0. */
const DESTROYING = 1n;
const MUTEXES = ['model_lock', 'ioeventfds_lock', 'irqfds_lock'];

/** Never throws: what cannot be read is among the problems. */
export async function readDeviceModels(kernel: ProgramMemory): Promise<DeviceModels> {
  try {
    const walk = await listed(kernel);
    const busy = await readBusyWorkers(kernel);
    const models: DeviceModel[] = [];
    const problems = walk.problem === undefined ? [] : [`bao_dm_list: ${walk.problem}`];
    for (const model of walk.entries) {
      try {
        models.push(await new ModelReader(kernel).read(model, busy));
      } catch (error) {
        problems.push(`device model at 0x${model.address.toString(16)}: ${reason(error)}`);
      }
    }
    return { models, problems };
  } catch (error) {
    return { models: [], problems: [reason(error)] };
  }
}

/** Numbers and places of the device models alone. Never throws. */
export async function listDeviceModels(kernel: ProgramMemory): Promise<DeviceModelList> {
  try {
    const walk = await listed(kernel);
    const models: ListedModel[] = [];
    for (const model of walk.entries) {
      models.push({ id: (await model.load()).number('info.id'), at: model.address });
    }
    return { models, problems: walk.problem === undefined ? [] : [`bao_dm_list: ${walk.problem}`] };
  } catch (error) {
    return { models: [], problems: [reason(error)] };
  }
}

function listed(kernel: ProgramMemory): Promise<ListWalk> {
  return walkList(kernel.variable('bao_dm_list'), kernel.type('struct bao_dm'), 'list');
}

/** @param at guest-virtual address of its struct bao_dm @throws StructureError */
export async function readDeviceModel(kernel: ProgramMemory, at: bigint): Promise<DeviceModel> {
  return new ModelReader(kernel).read(kernel.at('struct bao_dm', at), await readBusyWorkers(kernel));
}

/**
 * Requests that wait for clients of a device model, in the order of the clients, and nothing else of it.
 * @param at guest-virtual address of its struct bao_dm
 * @throws StructureError when a list on the way is damaged or being changed: what is left may be too few
 */
export async function readQueue(kernel: ProgramMemory, at: bigint): Promise<readonly DriverRequest[]> {
  return new ModelReader(kernel).queue(kernel.at('struct bao_dm', at));
}

class ModelReader {
  private readonly problems: string[] = [];

  constructor(private readonly kernel: ProgramMemory) {}

  async queue(model: Structure): Promise<readonly DriverRequest[]> {
    const read = (client: Structure) => this.requests(client, 'virtio_requests');
    const queued = (await this.each(model, 'io_clients', 'struct bao_io_client', read)).flat();
    if (this.problems.length > 0) {
      throw new StructureError(this.problems.join('; '));
    }
    return queued;
  }

  async read(model: Structure, busy: BusyWorkers): Promise<DeviceModel> {
    const members = await model.load();
    const id = members.number('info.id');
    return {
      at: model.address,
      bytes: model.sizeInBytes,
      id,
      shmem: { base: members.integer('info.shmem_addr'), size: members.integer('info.shmem_size') },
      interrupt: members.number('info.irq'),
      references: members.number('refcount.refs.counter'),
      clients: await this.each(model, 'io_clients', 'struct bao_io_client', (client) => this.client(client)),
      ioeventfds: await this.each(model, 'ioeventfds', 'struct ioeventfd', ioeventfd),
      irqfds: await this.each(model, 'irqfds', 'struct irqfd', signalled),
      dispatcher: await this.dispatcher(model, id, busy),
      locks: await this.locks(model),
      problems: this.problems,
    };
  }

  /** Entries of a list of the structure; one that cannot be read ends up among the problems. */
  private async each<Entry>(
    owner: Structure,
    list: string,
    type: string,
    read: (entry: Structure) => Promise<Entry>,
  ): Promise<Entry[]> {
    const found: Entry[] = [];
    try {
      const walk = await walkList(owner.member(list), this.kernel.type(type), 'list');
      if (walk.problem !== undefined) {
        this.problems.push(`${list}: ${walk.problem}`);
      }
      for (const entry of walk.entries) {
        found.push(await read(entry));
      }
    } catch (error) {
      this.problems.push(`${list}: ${reason(error)}`);
    }
    return found;
  }

  private async client(client: Structure): Promise<IoClient> {
    const waiters = await readWaitQueue(this.kernel, client.member('wq'));
    const members = await client.load();
    const thread = members.integer('thread');
    return {
      at: client.address,
      bytes: client.sizeInBytes,
      name: members.text('name'),
      isControl: members.isSet('is_control'),
      isBeingDestroyed: (members.integer('flags') & DESTROYING) !== 0n,
      queued: await this.requests(client, 'virtio_requests'),
      inFlight: client.has('inflight_requests') ? await this.requests(client, 'inflight_requests') : undefined,
      ranges: await this.each(client, 'range_list', 'struct bao_io_range', async (entry) => {
        const range = await entry.load();
        return { first: range.integer('start'), last: range.integer('end') };
      }),
      thread: thread === 0n ? undefined : thread,
      waiting: waiters.tasks,
    };
  }

  private requests(client: Structure, list: string): Promise<DriverRequest[]> {
    const read = (entry: Structure) => driverRequest(entry.member('virtio_request'));
    return this.each(client, list, 'struct bao_io_request', read);
  }

  /** Our driver keeps the work item in the device model, the posted one in an array by its id. */
  private async dispatcher(model: Structure, id: number, busy: BusyWorkers): Promise<WorkState> {
    try {
      if (model.has('dispatcher_work')) {
        return await workState(model.member('dispatcher_work'), busy);
      }
      const works = this.kernel.variable('io_dispatcher_work');
      const entry = this.kernel.type('struct bao_io_dispatcher_work');
      const first = works.at(entry, works.address);
      const size = first.sizeInBytes;
      return await workState(works.at(entry, works.address + BigInt(id * size)).member('work'), busy);
    } catch (error) {
      return { kind: 'unknown', reason: reason(error) };
    }
  }

  private async locks(model: Structure): Promise<DeviceModel['locks']> {
    const found: DeviceModel['locks'][number][] = [];
    for (const name of MUTEXES.filter((each) => model.has(each) && model.member(each).has('owner'))) {
      const { owner, tasks } = await readMutex(this.kernel, model.member(name));
      if (owner !== undefined || tasks.length > 0) {
        found.push({ name, owner, tasks });
      }
    }
    return found;
  }
}

export async function driverRequest(structure: Structure): Promise<DriverRequest> {
  const request = await structure.load();
  return {
    deviceModel: request.number('dm_id'),
    requestId: request.integer('request_id'),
    operation: OPERATIONS[request.number('op')] ?? 'unknown',
    address: request.integer('addr'),
    value: request.integer('value'),
    width: request.number('access_width'),
  };
}

async function ioeventfd(structure: Structure): Promise<IoEventfd> {
  const entry = await structure.load();
  return {
    address: entry.integer('addr'),
    length: entry.number('length'),
    match: entry.isSet('wildcard') ? undefined : entry.integer('data'),
    ...(await signalled(structure)),
  };
}

async function signalled(entry: Structure): Promise<Signalled> {
  const context = await entry.target('eventfd');
  return {
    at: entry.address,
    bytes: entry.sizeInBytes,
    eventfd: context?.address ?? 0n,
    signals: entry.has('signals') ? await entry.integer('signals') : undefined,
    // In Linux the type is private to fs/eventfd.c: it is known there, but maybe not here.
    unread: context?.has('count') ? await context.integer('count') : undefined,
  };
}

/** Name of the register that a request is about, given where the device's registers begin in the frontend. */
export function registerOf(request: DriverRequest, base: bigint): string | undefined {
  return findRegister(Number(request.address - base));
}
