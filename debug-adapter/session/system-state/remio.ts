// SPDX-License-Identifier: Apache-2.0
/** REMIO devices and the requests in the hypervisor's pool. */

import type { FollowedState, RemioDeviceState, RemioEndState, RemioRequestState, RemioState } from '../../protocol';
import type { RemioDevice, RemioEnd, RemioRequest } from '../../target';
import { frontendOf, type Surroundings } from './surroundings';
import { hex, known, knownHex, placeOf } from './values';

export async function remioState(around: Surroundings): Promise<RemioState> {
  const { devices, requests } = around.bao;
  const taken = requests.filter(({ allocated }) => allocated);
  const byAge = taken.sort((one, other) => Number((one.serial ?? 0n) - (other.serial ?? 0n)));
  return {
    devices: devices.map((device) => deviceState(around, device)),
    requests: byAge.map((request) => requestState(around, request)),
    slots: requests.length,
    ...known('followed', around.debuggee.following.state),
  };
}

function deviceState(around: Surroundings, device: RemioDevice): RemioDeviceState {
  const { bindKey, ready, frontend, backend, registers, pending } = device;
  return {
    bindKey: hex(bindKey),
    ready,
    frontend: endState(around, frontend),
    backend: endState(around, backend),
    registers: { base: hex(registers.base), size: hex(registers.size) },
    pending,
  };
}

function endState(around: Surroundings, { vm, index, cpu, interrupt, ready, shmem }: RemioEnd): RemioEndState {
  return {
    ...{ vm, name: around.nameOf(vm), index, cpu, interrupt, ready },
    shmem: {
      ...{ base: hex(shmem.base), size: hex(shmem.size), id: shmem.id },
      ...(cpu < 0 ? {} : { memory: around.guestMemory(vm, shmem.base, shmem.size) }),
    },
    ...placeOf(around.client, around.configOf(vm)?.platform.remioDevs[index]),
  };
}

function requestState(around: Surroundings, request: RemioRequest): RemioRequestState {
  const { slot, serial, state, lost, bindKey, operation, address, register, value, meaning, width, age } = request;
  const hasValue = operation === 'WRITE' || state === 'COMPLETE';
  return {
    ...{ slot, state, lost, operation, address: hex(address), meaning: hasValue ? meaning : '', width },
    ...known('serial', serial?.toString()),
    ...knownHex('bindKey', bindKey),
    ...known('frontend', frontendOf(around, request)),
    ...known('register', register),
    ...knownHex('value', hasValue ? value : undefined),
    ...known('age', age === undefined ? undefined : `${age} instructions`),
    ...followedAs(around.debuggee.following.state, serial),
  };
}

function followedAs(
  followed: FollowedState | undefined,
  serial: bigint | undefined,
): Pick<RemioRequestState, 'selected' | 'stages'> {
  return followed?.serial !== undefined && followed.serial === serial?.toString()
    ? { selected: true, stages: followed.stages }
    : {};
}
