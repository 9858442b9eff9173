// SPDX-License-Identifier: Apache-2.0
/** `$dm(id)`: the device models of the I/O dispatcher driver, and the requests in their queues. */

import {
  type Convenience,
  type ConvenienceMembers,
  hex,
  integer,
  list,
  missing,
  object,
  oneOf,
  text,
  truth,
  unsigned,
} from '../../expressions';
import type { RemioDevice } from '../../target';
import { ValueError } from '../../values';
import {
  type DeviceModel,
  type DriverRequest,
  type IoClient,
  type IoEventfd,
  type ListedModel,
  readDeviceModel,
  readQueue,
  type Signalled,
} from '../drivers';
import type { WorkState } from '../linux';
import { type ProgramMemory, reason } from '../structures';
import { findRegister } from '../virtio';
import { areaValue } from './device';
import { type Facts, numbersText } from './facts';
import { OPERATIONS } from './request';

const DISPATCHER: readonly WorkState['kind'][] = ['idle', 'queued', 'running', 'unknown'];
const DRIVER_OPERATIONS: readonly DriverRequest['operation'][] = [...OPERATIONS, 'unknown'];

/** A device model of a virtual machine. What it has is read when somebody asks, and once. */
interface Model {
  readonly facts: Facts;
  readonly vm: number;
  readonly id: number;
  readonly at: bigint;
  readonly kernel: ProgramMemory;
  /** @throws ValueError when it cannot be read */
  readonly read: () => Promise<DeviceModel>;
}

/** The device models of a guest, in the order of the driver's list. */
async function modelsOf(facts: Facts, vm: number): Promise<{ models: readonly Model[]; problems: readonly string[] }> {
  const guest = facts.guest(vm);
  const kernel = await guest?.kernel();
  const found = (await guest?.deviceModelList()) ?? { models: [], problems: [] };
  const models = kernel === undefined ? [] : found.models.map((listed) => modelOf(facts, vm, listed, kernel));
  return { models, problems: found.problems };
}

function modelOf(facts: Facts, vm: number, { id, at }: ListedModel, kernel: ProgramMemory): Model {
  let model: Promise<DeviceModel> | undefined;
  const read = (): Promise<DeviceModel> => {
    model ??= readable(readDeviceModel(kernel, at));
    return model;
  };
  return { facts, vm, id, at, kernel, read };
}

/** What structures cannot tell, as values say it. */
async function readable<Found>(reading: Promise<Found>): Promise<Found> {
  try {
    return await reading;
  } catch (error) {
    throw new ValueError(reason(error));
  }
}

export async function deviceModelsOf(facts: Facts, vm: number): Promise<Convenience> {
  if (facts.guest(vm) === undefined) {
    return missing(`${facts.nameOf(vm)} runs no Linux with symbols`);
  }
  const { models, problems } = await modelsOf(facts, vm);
  return models.length === 0 && problems.length > 0 ? missing(problems.join('; ')) : list('dm', models.map(modelValue));
}

/** @throws ValueError with those that there are */
export async function deviceModelWithId(facts: Facts, vm: bigint, id: bigint): Promise<Convenience> {
  const { partitions } = facts.target;
  const partition = partitions.find((each) => BigInt(each.vm) === vm);
  if (partition === undefined) {
    throw new ValueError(`there is no virtual machine ${vm}: there are 0 to ${partitions.length - 1}`);
  }
  const { models, problems } = await modelsOf(facts, partition.vm);
  const model = models.find((each) => BigInt(each.id) === id);
  if (model === undefined) {
    throw new ValueError(await absence(facts, partition.vm, id, models, problems));
  }
  return modelValue(model);
}

async function absence(
  facts: Facts,
  vm: number,
  id: bigint,
  models: readonly Model[],
  problems: readonly string[],
): Promise<string> {
  const name = facts.nameOf(vm);
  if (models.length > 0) {
    const one = models.length === 1;
    const there = `it has ${one ? 'only ' : ''}${numbersText(models.map((each) => each.id))}`;
    return [`${name} has no device model ${id}: ${there}`, ...problems].join('; ');
  }
  if (problems.length > 0) {
    return `${name} has no device models: ${problems.join('; ')}`;
  }
  const { devices } = await facts.state();
  const others = devices.map(({ backend }) => `$dm(${backend.vm}, ${backend.index})`);
  const elsewhere = others.filter((each) => !each.startsWith(`$dm(${vm},`));
  return elsewhere.length === 0
    ? `${name} has made no device models yet`
    : `${name} has no device models; those of others are ${elsewhere.join(', ')}`;
}

/** The hypervisor's device behind a device model, whose number counts the virtual machine's backends. */
async function deviceOf({ facts, vm, id }: Model): Promise<RemioDevice | undefined> {
  return (await facts.state()).devices.find(({ backend }) => backend.vm === vm && backend.index === id);
}

function modelValue(of: Model): Convenience {
  const { facts, vm, id, at, kernel, read } = of;
  return object(
    'dm',
    () => modelText(of),
    {
      id: () => integer(id),
      vm: () => facts.virtualMachine(vm),
      device: async () => {
        const device = await deviceOf(of);
        return device === undefined ? missing('the hypervisor has no such device') : facts.device(device.bindKey);
      },
      queue: async () => requestList(of, await readable(readQueue(kernel, at))),
      clients: async () =>
        list(
          'client',
          (await read()).clients.map((client) => clientValue(of, client)),
        ),
      references: async () => integer((await read()).references),
      shmem: async () => {
        const { base, size } = (await read()).shmem;
        return areaValue('shmem', base, size);
      },
      interrupt: async () => integer((await read()).interrupt),
      dispatcher: async () => oneOf('work_state', (await read()).dispatcher.kind, DISPATCHER),
      ioeventfds: async () =>
        list(
          'ioeventfd',
          (await read()).ioeventfds.map((each) => ioeventfdValue(of, each)),
        ),
      irqfds: async () => list('irqfd', (await read()).irqfds.map(irqfdValue)),
      locks: async () =>
        list(
          'text',
          (await read()).locks.map(({ name }) => text(name)),
        ),
      address: () => hex(at),
      problems: async () => list('text', (await read()).problems.map(text)),
    },
    id,
  );
}

async function modelText({ facts, vm, id, read }: Model): Promise<string> {
  const { clients, dispatcher } = await read();
  const queued = clients.flatMap((client) => client.queued).length;
  return `device model ${id} of ${facts.nameOf(vm)}: ${queued} queued, dispatcher ${dispatcher.kind}`;
}

function clientValue(of: Model, client: IoClient): Convenience {
  const { name, at, isControl, isBeingDestroyed, queued, inFlight, ranges, thread, waiting } = client;
  return object('client', () => `${name}: ${queued.length} queued${waiting.length > 0 ? ', somebody waits' : ''}`, {
    name: () => text(name),
    is_control: () => truth(isControl),
    is_destroyed: () => truth(isBeingDestroyed),
    queue: () => requestList(of, queued),
    in_flight: () => (inFlight === undefined ? missing('this driver does not keep them') : requestList(of, inFlight)),
    ranges: () =>
      list(
        'range',
        ranges.map(({ first, last }) => rangeValue(first, last)),
      ),
    thread: () => (thread === undefined ? missing('it has no thread of its own') : taskAt(of, thread)),
    waiting: async () => {
      const tasks: Convenience[] = [];
      for (const address of waiting) {
        tasks.push(await taskAt(of, address));
      }
      return list('task', tasks);
    },
    address: () => hex(at),
  });
}

/** @param address guest-virtual, of a task_struct */
async function taskAt({ facts, vm }: Model, address: bigint): Promise<Convenience> {
  const found = (await facts.guest(vm)?.tasks())?.tasks.find(({ task }) => task.address === address);
  return found === undefined
    ? missing(`no task of the kernel's list is at 0x${address.toString(16)}`)
    : facts.task(found, vm);
}

/** Both ends inclusive. */
function rangeValue(first: bigint, last: bigint): Convenience {
  return object('range', () => `0x${first.toString(16)} to 0x${last.toString(16)}`, {
    first: () => hex(first),
    last: () => hex(last),
  });
}

function requestList(of: Model, requests: readonly DriverRequest[]): Convenience {
  return list(
    'driver_request',
    requests.map((request) => driverRequestValue(of, request)),
  );
}

function driverRequestValue(of: Model, { requestId, operation, address, value, width }: DriverRequest): Convenience {
  const summary = async () => `slot ${requestId}: ${operation} ${await placeText(of, address)}`;
  return object('driver_request', summary, {
    slot: () => unsigned(requestId),
    operation: () => oneOf('request_operation', operation, DRIVER_OPERATIONS),
    address: () => hex(address),
    register: () => registerValue(of, address),
    value: () => hex(value),
    width: () => integer(width),
    request: () => of.facts.request(requestId),
  });
}

/** Name of the virtio register at a guest-physical address of the frontend. */
async function registerAt(of: Model, address: bigint): Promise<string | undefined> {
  const device = await deviceOf(of);
  return device && findRegister(Number(address - device.registers.base));
}

async function placeText(of: Model, address: bigint): Promise<string> {
  return (await registerAt(of, address)) ?? `0x${address.toString(16)}`;
}

async function registerValue(of: Model, address: bigint): Promise<Convenience> {
  return text((await registerAt(of, address)) ?? '');
}

function ioeventfdValue(of: Model, ioeventfd: IoEventfd): Convenience {
  const { address, length, match } = ioeventfd;
  const summary = async (): Promise<string> => {
    const place = await placeText(of, address);
    return match === undefined ? place : `${place} with the value 0x${match.toString(16)}`;
  };
  return object('ioeventfd', summary, {
    address: () => hex(address),
    register: () => registerValue(of, address),
    length: () => integer(length),
    match: () => (match === undefined ? missing('any value') : hex(match)),
    ...signalMembers(ioeventfd),
  });
}

function irqfdValue(irqfd: Signalled): Convenience {
  return object('irqfd', () => `eventfd at 0x${irqfd.eventfd.toString(16)}`, signalMembers(irqfd));
}

function signalMembers({ signals, unread, eventfd }: Signalled): ConvenienceMembers {
  return {
    signals: () => (signals === undefined ? missing('this driver does not count them') : unsigned(signals)),
    unread: () => (unread === undefined ? missing('this kernel does not tell its eventfds') : unsigned(unread)),
    eventfd: () => hex(eventfd),
  };
}
