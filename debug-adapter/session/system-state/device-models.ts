// SPDX-License-Identifier: Apache-2.0
/** What the I/O dispatcher drivers of Linux guests keep for their device models. */

import type { DeviceModel, IoEventfd, Signalled } from '../../awareness/drivers';
import type { WorkState } from '../../awareness/linux';
import { findRegister } from '../../awareness/virtio';
import type { DeviceModelState, DispatcherState, GuestDeviceModels, IoEventfdState, IrqFdState } from '../../protocol';
import type { RemioDevice } from '../../target';
import { clientState, type Registers } from './io-clients';
import { KernelView } from './kernel-view';
import type { Surroundings } from './surroundings';
import { hex, known, knownHex, placeOf } from './values';

const NO_LINUX = 'no Linux kernel with symbols is among its images, so the queues of its drivers cannot be found';

/** Of every virtual machine that a backend belongs to. */
export async function guestDeviceModels(around: Surroundings): Promise<GuestDeviceModels[]> {
  const backends = new Set(around.bao.devices.map(({ backend }) => backend.vm));
  const found: GuestDeviceModels[] = [];
  for (const { vm, name } of around.bao.partitions.filter((each) => each.started && backends.has(each.vm))) {
    found.push({ vm, name, ...(await ofGuest(around, vm)) });
  }
  return found;
}

async function ofGuest(around: Surroundings, vm: number): Promise<Pick<GuestDeviceModels, 'models' | 'problems'>> {
  const guest = around.guest(vm);
  if (guest === undefined) {
    return { models: [], problems: [NO_LINUX] };
  }
  const { models, problems } = await guest.deviceModels();
  const view = await KernelView.of(around, guest);
  // Without a kernel there were no models either.
  return { models: view === undefined ? [] : models.map((model) => modelState(view, vm, model)), problems };
}

function modelState(view: KernelView, vm: number, model: DeviceModel): DeviceModelState {
  const { around } = view;
  const device = deviceOf(around, vm, model);
  const { id, at, bytes, shmem, interrupt, references, problems } = model;
  const registerAt = (address: bigint): string | undefined =>
    device && findRegister(Number(address - device.registers.base));
  return {
    ...{ id, address: hex(at), interrupt, references, problems },
    ...knownHex('bindKey', device?.bindKey),
    shmem: { base: hex(shmem.base), size: hex(shmem.size), memory: around.guestMemory(vm, shmem.base, shmem.size) },
    clients: model.clients.map((client) => clientState(view, client, registerAt)),
    ioeventfds: model.ioeventfds.map((each) => ioeventfdState(view, each, registerAt)),
    irqfds: model.irqfds.map((each) => signalledState(view, each)),
    dispatcher: dispatcherState(view, model.dispatcher),
    locks: model.locks.map(({ name, owner, tasks }) => view.lock(name, owner, tasks)),
    memory: view.memory(at, bytes),
    ...placeOf(around.client, around.configOf(vm)?.platform.remioDevs[id]),
  };
}

/** The hypervisor's device behind a device model, whose number counts the virtual machine's backends. */
function deviceOf({ bao }: Surroundings, vm: number, { id }: DeviceModel): RemioDevice | undefined {
  return bao.devices.find(({ backend }) => backend.vm === vm && backend.index === id);
}

function ioeventfdState(view: KernelView, ioeventfd: IoEventfd, registerAt: Registers): IoEventfdState {
  const { address, length, match } = ioeventfd;
  return {
    ...{ address: hex(address), length },
    ...known('register', registerAt(address)),
    ...knownHex('match', match),
    ...signalledState(view, ioeventfd),
  };
}

function signalledState(view: KernelView, { at, bytes, eventfd, signals, unread }: Signalled): IrqFdState {
  return {
    ...{ eventfd: hex(eventfd), memory: view.memory(at, bytes) },
    ...known('signals', signals?.toString()),
    ...knownHex('unread', unread),
  };
}

function dispatcherState(view: KernelView, work: WorkState): DispatcherState {
  return work.kind === 'running' ? { ...work, task: view.task(work.task) } : work;
}
