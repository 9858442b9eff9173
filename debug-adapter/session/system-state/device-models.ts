// SPDX-License-Identifier: Apache-2.0
/** What the I/O dispatcher drivers of Linux guests keep for their device models. */

import type { DeviceModel, DriverRequest, IoClient, IoEventfd } from '../../awareness/drivers';
import type { WorkState } from '../../awareness/linux';
import { findRegister } from '../../awareness/virtio';
import type {
  DeviceModelState,
  DispatcherState,
  DriverRequestState,
  GuestDeviceModels,
  IoClientState,
  IoEventfdState,
} from '../../protocol';
import type { RemioDevice } from '../../target';
import type { Surroundings } from './surroundings';
import { hex, known, knownHex } from './values';

const NO_LINUX = 'no Linux kernel with symbols is among its images, so the queues of its drivers cannot be found';

/** Of every virtual machine that a backend belongs to. */
export async function guestDeviceModels(around: Surroundings): Promise<GuestDeviceModels[]> {
  const backends = new Set(around.bao.devices.map(({ backend }) => backend.vm));
  const found: GuestDeviceModels[] = [];
  for (const { vm, name } of around.bao.partitions.filter((each) => each.started && backends.has(each.vm))) {
    const guest = around.guest(vm);
    const { models, problems } = (await guest?.deviceModels()) ?? { models: [], problems: [NO_LINUX] };
    found.push({ vm, name, models: models.map((model) => modelState(model, deviceOf(around, vm, model))), problems });
  }
  return found;
}

/** The hypervisor's device behind a device model, whose number counts the virtual machine's backends. */
function deviceOf({ bao }: Surroundings, vm: number, { id }: DeviceModel): RemioDevice | undefined {
  return bao.devices.find(({ backend }) => backend.vm === vm && backend.index === id);
}

function modelState(model: DeviceModel, device: RemioDevice | undefined): DeviceModelState {
  const { id, at, shmem, interrupt, references, clients, ioeventfds, irqfds, locks, problems } = model;
  const registerAt = (address: bigint): string | undefined =>
    device && findRegister(Number(address - device.registers.base));
  return {
    ...{ id, address: hex(at), interrupt, references, problems },
    ...knownHex('bindKey', device?.bindKey),
    shmem: { base: hex(shmem.base), size: hex(shmem.size) },
    clients: clients.map((client) => clientState(client, registerAt)),
    ioeventfds: ioeventfds.map((each) => ioeventfdState(each, registerAt)),
    irqfds: irqfds.map(({ eventfd, unread }) => ({ eventfd: hex(eventfd), ...knownHex('unread', unread) })),
    dispatcher: dispatcherState(model.dispatcher),
    locks: locks.map(({ name, owner, tasks }) => ({ name, waiting: tasks.map(hex), ...knownHex('owner', owner) })),
  };
}

type Registers = (address: bigint) => string | undefined;

function clientState(client: IoClient, registerAt: Registers): IoClientState {
  const { name, isControl, isBeingDestroyed, queued, inFlight, ranges, thread, waiting } = client;
  return {
    ...{ name, isControl, isBeingDestroyed },
    queued: queued.map((request) => requestState(request, registerAt)),
    ...known(
      'inFlight',
      inFlight?.map((request) => requestState(request, registerAt)),
    ),
    ranges: ranges.map(({ first, last }) => ({ first: hex(first), last: hex(last) })),
    ...knownHex('thread', thread),
    waiting: waiting.map(hex),
  };
}

function requestState(request: DriverRequest, registerAt: Registers): DriverRequestState {
  const { requestId, operation, address, value, width } = request;
  return {
    ...{ slot: requestId.toString(), operation, address: hex(address), value: hex(value), width },
    ...known('register', registerAt(address)),
  };
}

function ioeventfdState({ address, length, match, unread }: IoEventfd, registerAt: Registers): IoEventfdState {
  return {
    ...{ address: hex(address), length },
    ...known('register', registerAt(address)),
    ...knownHex('match', match),
    ...knownHex('unread', unread),
  };
}

function dispatcherState(work: WorkState): DispatcherState {
  return work.kind === 'running' ? { ...work, task: hex(work.task) } : work;
}
