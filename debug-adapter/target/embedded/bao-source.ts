// SPDX-License-Identifier: Apache-2.0
/** The hypervisor's state from the embedded machine's model of it. */

import type { BaoStateView, HartActivity, Machine, RemioEndView, RequestView } from '../../../emulator';
import { findRegister, valueMeaning } from '../../awareness/virtio';
import type {
  BaoPartition,
  BaoSource,
  BaoState,
  HypercallRecord,
  IpcObject,
  RemioEnd,
  RemioRequest,
  VcpuActivity,
} from '..';

/** @param current gives the machine; a restart puts another one in its place */
export function embeddedBaoSource(current: () => Machine): BaoSource {
  return {
    state: async () => readState(current()),
    lastHypercall: async (hart) => lastHypercall(current(), hart),
  };
}

function readState(machine: Machine): BaoState {
  const view = machine.baoState();
  const { instructions } = machine.position;
  return {
    partitions: partitions(machine, view),
    devices: view.devices.map(({ bindKey, ready, frontend, backend, registers, pending }) => ({
      bindKey,
      ready,
      frontend: readEnd(frontend),
      backend: readEnd(backend),
      registers,
      pending,
    })),
    requests: view.requests.map((request) => readRequest(request, view, instructions)),
    ipcs: view.ipcs.map((object) => ({ ...object, peers: peersOf(object, view) })),
    sharedMemories: view.sharedMemories.map(({ id, pa, size, mappings }) => ({
      id,
      physical: pa,
      size,
      mappings: mappings.map((mapping) => ({ vm: mapping.vm, base: mapping.gpa, size: mapping.size })),
    })),
    findings: machine.findings.map(({ code, severity, text, vm, hart, pc }) => ({
      code,
      severity,
      text,
      vm,
      hart,
      pc,
    })),
  };
}

function partitions(machine: Machine, view: BaoStateView): BaoPartition[] {
  return machine.vms.map(({ vm, name, started }) => ({
    vm,
    name,
    started,
    vcpus: view.vcpus
      .filter((vcpu) => vcpu.vm === vm)
      .map(({ hart, vcpu, activity }) => ({
        hart,
        vcpu,
        activity: activityOf(activity.code),
        text: activity.text,
        request: activity.requestId,
      })),
    ...given(view, vm),
  }));
}

function given({ vms }: BaoStateView, vm: number): Pick<BaoPartition, 'image' | 'regions' | 'devices'> {
  const { entry, image, regions, devices } = vms[vm]!;
  return {
    image: { file: image.path, entry, base: image.base, size: image.size },
    regions: regions.map(({ base, size, pa }) => ({ base, size, physical: pa })),
    devices: devices.map(({ base, size, pa, interrupts }) => ({ base, size, physical: pa, interrupts })),
  };
}

function activityOf(code: HartActivity['code']): VcpuActivity {
  // A CPU without a virtual machine has no vCPU.
  return code === 'unused' ? 'stopped' : code;
}

function readEnd({ shmem, vm, index, cpu, interrupt, ready }: RemioEndView): RemioEnd {
  return { vm, index, cpu, interrupt, ready, shmem: { base: shmem.base, size: shmem.size, id: shmem.shmemId } };
}

function readRequest(request: RequestView, view: BaoStateView, now: bigint): RemioRequest {
  const device = request.used ? view.devices.find(({ bindKey }) => bindKey === request.bindKey) : undefined;
  const vcpu = request.used ? view.vcpus.find(({ hart }) => hart === request.frontendCpu) : undefined;
  const offset = device === undefined ? undefined : Number(request.address - device.registers.base);
  const { id: slot, state, allocated, lost, operation, address, value, width, register: gpr } = request;
  return {
    slot,
    serial: request.used ? request.serial : undefined,
    state,
    allocated,
    lost,
    bindKey: device?.bindKey,
    frontend: vcpu && { vm: vcpu.vm, vcpu: vcpu.vcpu, hart: vcpu.hart },
    backendVm: device?.backend.vm,
    operation,
    address,
    register: offset === undefined ? undefined : findRegister(offset),
    value,
    meaning: offset === undefined ? '' : valueMeaning(offset, value),
    width,
    gpr,
    age: request.used ? now - request.created : undefined,
  };
}

function peersOf({ vm, shmemId }: { vm: number; shmemId: number }, { ipcs }: BaoStateView): IpcObject['peers'] {
  const peers = ipcs.filter((other) => other.vm !== vm && other.shmemId === shmemId).map((other) => other.vm);
  return [...new Set(peers)];
}

function lastHypercall(machine: Machine, hart: number): HypercallRecord | undefined {
  const call = machine.lastCall(hart);
  const vm = machine.vms.find(({ harts }) => harts.includes(hart))?.vm;
  if (call === undefined || vm === undefined) {
    return undefined;
  }
  const { pc, before, after, instructions } = call;
  return { hart, vm, pc, before, after, age: machine.position.instructions - instructions };
}
