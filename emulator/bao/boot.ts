// SPDX-License-Identifier: Apache-2.0
/**
 * Bao's way from power-on to the first guest instruction: memory, shared memories, REMIO devices, CPUs, then every
 * virtual machine on its own. An error stops only the CPU that meets it, so a virtual machine that does not depend on it
 * still starts. Source: Bao src/core/{mem,shmem,remio,vmm,vm}.c and observation of configuration errors.
 */

import type { BaoConfig, Located, SourceRange, VmConfig } from '../config/config';
import { type BootDiagnostics, bootDiagnostics } from './boot-diagnostics';
import { imageName, imageSize } from './boot-image';
import type { BootServices } from './boot-services';
import { bootVm } from './boot-vm';
import type { Context } from './context';
import type { GuestImage } from './guest-image';
import { PageAllocator, roundToPages } from './page-allocator';
import type { Random } from './random';
import type { Remio } from './remio';
import { initRemio } from './remio-boot';
import type { SharedMemories } from './shared-memory';
import { Vm } from './vm';

const MASTER = 0;
const MAX_VMS_STARTED = 16;

export interface BootInput {
  readonly context: Context;
  readonly remio: Remio;
  readonly memories: SharedMemories;
  readonly images: ReadonlyMap<string, GuestImage>;
  readonly random?: Random;
}

/** Boots. What Bao would refuse or mangle is in the returned diagnostics. */
export function boot(input: BootInput): BootDiagnostics {
  const { context } = input;
  const { platform, config } = context;
  const ramEnd = Number(platform.ram.base + platform.ram.size);
  const services: BootServices = {
    ...input,
    diagnostics: bootDiagnostics(config),
    allocator: new PageAllocator(Number(platform.hypervisor.address), ramEnd),
    assignedInterrupts: new Set(),
  };
  createVms(services);
  if (!reservePlacedMemory(services)) {
    // The error comes before the console is up, so Bao's own message waits for ever for the console.
    stopAll(context, 'reserving the memory that the configuration places failed before the console was up');
    return services.diagnostics;
  }
  context.print(MASTER, 'Bao Hypervisor v2.0.0 (<build date>)');
  if (!allocateSharedMemories(services) || !initRemio(services)) {
    stopAll(context, 'CPU 0 stopped in the checks before the virtual machines are made');
    return services.diagnostics;
  }
  assignCpus(services);
  bootVms(services);
  return services.diagnostics;
}

function createVms({ context }: BootServices): void {
  for (const [id, config] of listed(context.config).entries()) {
    context.vms.push(new Vm(id, imageName(config, id), config, clamp(config.platform.cpuNum.value)));
  }
}

/** The virtual machines that C code would see: vmlist_size of them, as far as they are written down. */
function listed(config: BaoConfig): readonly VmConfig[] {
  return config.vmlist.slice(0, clamp(config.vmlistSize.value));
}

function clamp(value: bigint): number {
  return value > 0xffffn ? 0xffff : Number(value);
}

function stopAll(context: Context, reason: string): void {
  const { harts } = context;
  for (let hart = 0; hart < harts.count; hart++) {
    if (!harts.is(hart, 'hung')) {
      harts.set(hart, 'barrier');
      harts.reason[hart] = reason;
    }
  }
}

/** mem_init: the hypervisor itself, the embedded images behind it, then whatever has place_phys or is loaded
 *  separately. */
function reservePlacedMemory(services: BootServices): boolean {
  const { context, allocator, images, diagnostics } = services;
  const { hypervisor } = context.platform;
  const embedded = context.vms
    .filter((vm) => !vm.config.image.separatelyLoaded.value)
    .reduce((sum, vm) => sum + roundToPages(imageSize(vm, images)), 0);
  allocator.reserve(Number(hypervisor.address), Number(hypervisor.size) + embedded);
  const reserve = (address: Located<bigint>, size: bigint, what: string, range: SourceRange): boolean => {
    const fits = size < 2n ** 48n && address.value < 2n ** 48n;
    if (fits && allocator.reserve(Number(address.value), Number(size))) {
      return true;
    }
    diagnostics.error(
      'bao-memory-not-reserved',
      `${what} cannot be reserved at physical address 0x${address.value.toString(16)}: outside the platform's memory, or taken. Bao stops before its console is up, without any message.`,
      address.explicit ? address.range : range,
    );
    return false;
  };
  let complete = true;
  for (const vm of context.vms) {
    const { image, platform } = vm.config;
    const placed = platform.regions.filter((region) => region.placePhys.value);
    const inside = placed.some(
      (region) =>
        image.loadAddr.value >= region.phys.value &&
        image.loadAddr.value + image.size.value <= region.phys.value + region.size.value,
    );
    if (image.separatelyLoaded.value && !inside) {
      complete = reserve(image.loadAddr, image.size.value, `The image of ${vm.label}`, image.range) && complete;
    }
    for (const region of placed) {
      complete = reserve(region.phys, region.size.value, `A memory region of ${vm.label}`, region.range) && complete;
    }
  }
  for (const [id, memory] of context.config.shmemlist.entries()) {
    if (memory.placePhys.value) {
      complete = reserve(memory.phys, memory.size.value, `Shared memory ${id}`, memory.range) && complete;
    }
  }
  return complete;
}

function allocateSharedMemories({ context, allocator, memories, diagnostics }: BootServices): boolean {
  const count = clamp(context.config.shmemlistSize.value);
  for (const [id, memory] of context.config.shmemlist.slice(0, count).entries()) {
    const size = memory.size.value;
    const allocated = size === 0n ? 0 : size < 2n ** 48n ? allocator.allocate(Number(size), 1) : undefined;
    const pa = memory.placePhys.value ? Number(memory.phys.value) : allocated;
    if (pa === undefined) {
      diagnostics.error(
        'bao-shared-memory-too-large',
        `Shared memory ${id} (0x${size.toString(16)} bytes) does not fit in the platform's memory; nothing starts.`,
        memory.size.range,
      );
      context.hang(MASTER, 'failed to allocate shared memory');
      return false;
    }
    memories.list.push({ pa: BigInt(pa), size, cpuMasters: 0n });
  }
  return true;
}

/** vmm_assign_vcpu: by affinity first, then whoever still lacks CPUs, in the order of the configuration. */
function assignCpus(services: BootServices): void {
  const { context } = services;
  const { harts, vms } = context;
  const assigned = new Array<boolean>(harts.count).fill(false);
  const give = (hart: number, vm: Vm): void => {
    vm.harts.push(hart);
    harts.vm[hart] = vm.id;
    assigned[hart] = true;
  };
  for (let hart = 0; hart < harts.count; hart++) {
    const wanted = vms.find((vm) => hasAffinity(vm, hart) && (vm.harts.length === 0 || vm.harts.length < vm.cpuNum));
    if (wanted) {
      give(hart, wanted);
    }
  }
  for (let hart = 0; hart < harts.count; hart++) {
    const needy = assigned[hart] ? undefined : vms.find((vm) => vm.harts.length < vm.cpuNum);
    if (needy) {
      give(hart, needy);
    }
  }
  for (const vm of vms) {
    vm.harts.sort((a, b) => a - b);
    vm.harts.forEach((hart, vcpu) => {
      harts.vcpu[hart] = vcpu;
    });
    const choice = services.random ? services.random.below(Math.max(vm.harts.length, 1)) : 0;
    vm.master = vm.harts[choice] ?? -1;
    if (vm.master >= 0 && vm.id >= MAX_VMS_STARTED) {
      throw new RangeError(`the machine runs at most ${MAX_VMS_STARTED} virtual machines; ${vm.label} is beyond that`);
    }
  }
}

function hasAffinity(vm: Vm, hart: number): boolean {
  return ((vm.config.cpuAffinity.value >> BigInt(hart)) & 1n) !== 0n;
}

interface Progress {
  readonly vm: Vm;
  readonly steps: Generator<number>;
  time: number;
}

/** The virtual machines boot at the same time on their own CPUs; each step says how long it takes, and the one that is
 *  behind goes on, so that console lines come in the order they would. */
function bootVms(services: BootServices): void {
  const booting: Progress[] = [];
  for (const vm of services.context.vms) {
    if (vm.harts.length === 0 || vm.harts.length < vm.cpuNum || vm.cpuNum === 0) {
      leaveWaiting(services, vm);
    } else {
      booting.push({ vm, steps: bootVm(services, vm), time: 0 });
    }
  }
  while (booting.length > 0) {
    const next = booting.reduce((first, other) => (other.time < first.time ? other : first));
    const step = next.steps.next();
    if (step.done) {
      booting.splice(booting.indexOf(next), 1);
    } else {
      next.time += step.value;
    }
  }
}

function leaveWaiting({ context, diagnostics }: BootServices, vm: Vm): void {
  const { cpuNum } = vm.config.platform;
  const place = cpuNum.explicit ? cpuNum.range : vm.config.range;
  if (vm.cpuNum === 0) {
    diagnostics.error('bao-no-vcpu', `${vm.label} has no vCPU (cpu_num 0); it never starts.`, place);
  } else {
    diagnostics.error(
      'bao-not-enough-cpus',
      `${vm.label} wants ${vm.cpuNum} CPU${vm.cpuNum === 1 ? '' : 's'} and gets ${vm.harts.length}: the platform has ${context.harts.count} for all virtual machines together. It never starts.`,
      place,
    );
  }
  for (const hart of vm.harts) {
    context.harts.set(hart, 'barrier');
    context.harts.reason[hart] = `${vm.label} has ${vm.harts.length} of the ${vm.cpuNum} CPUs it needs`;
  }
}
