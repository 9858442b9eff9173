// SPDX-License-Identifier: Apache-2.0
/** The hypervisor's state as plain data for people and tools. */

import type { HartActivity } from './activity';
import type { Context } from './context';
import type { Remio } from './remio';
import type { RemioEnd } from './remio-device';
import type { SharedMemories } from './shared-memory';
import type { Vm } from './vm';
import type { VmView } from './vm-view';

/** One request of the global pool. */
export interface RequestView {
  readonly id: number;
  /** Number of the request over the whole run. */
  readonly serial: bigint;
  readonly state: 'FREE' | 'PENDING' | 'PROCESSING' | 'COMPLETE';
  /** Whether the pool holds the slot as allocated; a freed slot keeps its old contents. */
  readonly allocated: boolean;
  /** Whether the slot has ever held a request. */
  readonly used: boolean;
  readonly bindKey: bigint;
  /** Guest-physical address of the access. */
  readonly address: bigint;
  /** Bytes. */
  readonly width: number;
  readonly operation: 'WRITE' | 'READ';
  readonly value: bigint;
  readonly register: number;
  readonly frontendCpu: number;
  /** True when the request is PENDING but on no device's list: it was dropped. */
  readonly lost: boolean;
  /** Instructions that all harts had retired when the request was made. */
  readonly created: bigint;
}

export interface RemioEndView {
  readonly vm: number;
  /** Index in the VM's `remio_devs` (the device model's number). */
  readonly index: number;
  /** Physical CPU that takes its messages, -1 when the VM did not start. */
  readonly cpu: number;
  readonly interrupt: number;
  readonly ready: boolean;
  readonly shmem: { readonly base: bigint; readonly size: bigint; readonly shmemId: number };
}

export interface RemioDeviceView {
  readonly bindKey: bigint;
  readonly ready: boolean;
  readonly backend: RemioEndView;
  readonly frontend: RemioEndView;
  /** Where the frontend has the device's registers: guest-physical address and bytes. */
  readonly registers: { readonly base: bigint; readonly size: bigint };
  /** Slots of the pending requests, oldest first. */
  readonly pending: readonly number[];
}

export interface VcpuView {
  readonly hart: number;
  readonly vm: number;
  readonly vcpu: number;
  /** False while blocked in a REMIO access. */
  readonly active: boolean;
  readonly activity: HartActivity;
}

/** An entry of a virtual machine's `ipcs`. */
export interface IpcView {
  readonly vm: number;
  /** Its index, which the hypercall takes. */
  readonly index: number;
  readonly shmemId: number;
  /** Where the virtual machine has it: guest-physical address and bytes. */
  readonly base: bigint;
  readonly size: bigint;
  /** By event. */
  readonly interrupts: readonly number[];
}

export interface SharedMemoryView {
  readonly id: number;
  /** Physical address and bytes. */
  readonly pa: bigint;
  readonly size: bigint;
  /** Where it is mapped, guest-physical, by IPC or REMIO; only in virtual machines that started. */
  readonly mappings: readonly { readonly vm: number; readonly gpa: bigint; readonly size: bigint }[];
}

export interface BaoStateView {
  /** In the order of `vmlist`. */
  readonly vms: readonly VmView[];
  readonly requests: readonly RequestView[];
  readonly devices: readonly RemioDeviceView[];
  readonly vcpus: readonly VcpuView[];
  readonly sharedMemories: readonly SharedMemoryView[];
  readonly ipcs: readonly IpcView[];
}

const STATES = ['FREE', 'PENDING', 'PROCESSING', 'COMPLETE'] as const;

/** What changes while the machine runs, and what is cheap to tell anew. */
export function viewState(
  context: Context,
  remio: Remio,
  memories: SharedMemories,
  activities: readonly HartActivity[],
): Omit<BaoStateView, 'vms'> {
  return {
    requests: Array.from({ length: remio.pool.size }, (_, slot) => viewRequest(remio, slot)),
    devices: remio.devices.map((device) => ({
      bindKey: device.bindKey,
      ready: device.ready,
      backend: viewEnd(device.backend),
      frontend: viewEnd(device.frontend),
      registers: viewRegisters(context, device.frontend),
      pending: [...device.pending],
    })),
    vcpus: activities
      .filter((activity) => activity.vm !== undefined)
      .map((activity) => ({
        hart: activity.hart,
        vm: activity.vm!,
        vcpu: activity.vcpu!,
        active: activity.code !== 'blocked',
        activity,
      })),
    sharedMemories: memories.list.map((memory, id) => ({
      id,
      pa: memory.pa,
      size: memory.size,
      mappings: viewMappings(context, id, memory.size),
    })),
    ipcs: context.vms.filter((vm) => vm.started).flatMap(viewIpcs),
  };
}

function viewRequest({ pool, devices }: Remio, slot: number): RequestView {
  return {
    id: slot,
    serial: BigInt(pool.serial[slot]!),
    state: STATES[pool.state[slot]!]!,
    allocated: pool.allocated[slot] === 1,
    used: pool.device[slot]! >= 0,
    bindKey: devices[pool.device[slot]!]?.bindKey ?? 0n,
    address: pool.address(slot),
    width: pool.width[slot]!,
    operation: pool.operation[slot] === 0 ? 'WRITE' : 'READ',
    value: pool.value(slot),
    register: pool.register[slot]!,
    frontendCpu: pool.cpu[slot]!,
    lost: pool.lost[slot] === 1,
    created: BigInt(pool.created[slot]!),
  };
}

function viewEnd(end: RemioEnd): RemioEndView {
  const { base, size, shmemId } = end.shmem;
  const { vm, index, cpu, interrupt, ready } = end;
  return { vm, index, cpu, interrupt, ready, shmem: { base, size, shmemId: Number(shmemId) } };
}

function viewRegisters(context: Context, { vm, index }: RemioEnd): RemioDeviceView['registers'] {
  const entry = context.vms[vm]?.remio[index];
  return { base: BigInt(entry?.va ?? 0), size: BigInt(entry?.size ?? 0) };
}

function viewMappings(context: Context, id: number, limit: bigint): SharedMemoryView['mappings'] {
  return context.vms
    .filter((vm) => vm.started)
    .flatMap((vm) => {
      const { ipcs, remioDevs } = vm.config.platform;
      const objects = [...ipcs, ...remioDevs.map((device) => device.shmem)];
      return objects
        .filter((object) => object.shmemId.value === BigInt(id))
        .map((object) => ({
          vm: vm.id,
          gpa: object.base.value,
          size: object.size.value < limit ? object.size.value : limit,
        }));
    });
}

function viewIpcs(vm: Vm): IpcView[] {
  return vm.config.platform.ipcs.map((object, index) => ({
    vm: vm.id,
    index,
    shmemId: Number(object.shmemId.value),
    base: object.base.value,
    size: object.size.value,
    interrupts: vm.ipcs[index]?.interrupts ?? [],
  }));
}
