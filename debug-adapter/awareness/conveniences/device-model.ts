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
import type { DeviceModel, DriverRequest, IoClient, IoEventfd, Signalled } from '../drivers';
import type { WorkState } from '../linux';
import { findRegister } from '../virtio';
import { areaValue } from './device';
import { type Facts, numbersText } from './facts';
import { OPERATIONS } from './request';

const DISPATCHER: readonly WorkState['kind'][] = ['idle', 'queued', 'running', 'unknown'];
const DRIVER_OPERATIONS: readonly DriverRequest['operation'][] = [...OPERATIONS, 'unknown'];

/** A device model with the REMIO device behind it. */
interface Model {
  readonly facts: Facts;
  readonly vm: number;
  readonly model: DeviceModel;
  readonly device: RemioDevice | undefined;
}

export async function deviceModelsOf(facts: Facts, vm: number): Promise<Convenience> {
  const guest = facts.guest(vm);
  if (guest === undefined) {
    return missing(`${facts.nameOf(vm)} runs no Linux with symbols`);
  }
  const { models, problems } = await guest.deviceModels();
  if (models.length === 0 && problems.length > 0) {
    return missing(problems.join('; '));
  }
  const { devices } = await facts.state();
  return list(
    'dm',
    models.map((model) => modelValue({ facts, vm, model, device: deviceOf(devices, vm, model) })),
  );
}

/** @throws ValueError with those that there are */
export async function deviceModelWithId(facts: Facts, vm: bigint, id: bigint): Promise<Convenience> {
  const { partitions, devices } = await facts.state();
  const partition = partitions.find((each) => BigInt(each.vm) === vm);
  if (partition === undefined) {
    throw new ValueError(`there is no virtual machine ${vm}: there are 0 to ${partitions.length - 1}`);
  }
  const { models, problems } = (await facts.guest(partition.vm)?.deviceModels()) ?? { models: [], problems: [] };
  const model = models.find((each) => BigInt(each.id) === id);
  if (model === undefined) {
    throw new ValueError(await absence(facts, partition.vm, id, models, problems));
  }
  return modelValue({ facts, vm: partition.vm, model, device: deviceOf(devices, partition.vm, model) });
}

async function absence(
  facts: Facts,
  vm: number,
  id: bigint,
  models: readonly DeviceModel[],
  problems: readonly string[],
): Promise<string> {
  const name = facts.nameOf(vm);
  if (models.length > 0) {
    const one = models.length === 1;
    return `${name} has no device model ${id}: it has ${one ? 'only ' : ''}${numbersText(models.map((each) => each.id))}`;
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
function deviceOf(devices: readonly RemioDevice[], vm: number, { id }: DeviceModel): RemioDevice | undefined {
  return devices.find(({ backend }) => backend.vm === vm && backend.index === id);
}

function modelValue(of: Model): Convenience {
  const { facts, vm, model, device } = of;
  const { id, at, shmem, interrupt, references, clients, ioeventfds, irqfds, dispatcher, locks, problems } = model;
  const queued = clients.flatMap((client) => client.queued);
  return object(
    'dm',
    () => `device model ${id} of ${facts.nameOf(vm)}: ${queued.length} queued, dispatcher ${dispatcher.kind}`,
    {
      id: () => integer(id),
      vm: () => facts.virtualMachine(vm),
      device: () =>
        device === undefined ? missing('the hypervisor has no such device') : facts.device(device.bindKey),
      queue: () => requestList(of, queued),
      clients: () =>
        list(
          'client',
          clients.map((client) => clientValue(of, client)),
        ),
      references: () => integer(references),
      shmem: () => areaValue('shmem', shmem.base, shmem.size),
      interrupt: () => integer(interrupt),
      dispatcher: () => oneOf('work_state', dispatcher.kind, DISPATCHER),
      ioeventfds: () =>
        list(
          'ioeventfd',
          ioeventfds.map((each) => ioeventfdValue(of, each)),
        ),
      irqfds: () => list('irqfd', irqfds.map(irqfdValue)),
      locks: () =>
        list(
          'text',
          locks.map(({ name }) => text(name)),
        ),
      address: () => hex(at),
      problems: () => list('text', problems.map(text)),
    },
    id,
  );
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

function driverRequestValue({ facts, device }: Model, request: DriverRequest): Convenience {
  const { requestId, operation, address, value, width } = request;
  const register = device && findRegister(Number(address - device.registers.base));
  return object('driver_request', () => `slot ${requestId}: ${operation} ${register ?? `0x${address.toString(16)}`}`, {
    slot: () => unsigned(requestId),
    operation: () => oneOf('request_operation', operation, DRIVER_OPERATIONS),
    address: () => hex(address),
    register: () => (register === undefined ? missing('no register of a virtio device is there') : text(register)),
    value: () => hex(value),
    width: () => integer(width),
    request: () => facts.request(requestId),
  });
}

function ioeventfdValue({ device }: Model, ioeventfd: IoEventfd): Convenience {
  const { address, length, match } = ioeventfd;
  const register = device && findRegister(Number(address - device.registers.base));
  const place = register ?? `0x${address.toString(16)}`;
  return object('ioeventfd', () => (match === undefined ? place : `${place} with the value 0x${match.toString(16)}`), {
    address: () => hex(address),
    register: () => (register === undefined ? missing('no register of a virtio device is there') : text(register)),
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
