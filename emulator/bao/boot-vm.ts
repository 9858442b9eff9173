// SPDX-License-Identifier: Apache-2.0
/**
 * vm_init on the master CPU of one virtual machine: memory regions with the image, devices, IPC, REMIO. A generator,
 * because several virtual machines do this at once; what it yields is how long the step takes, in pages handled.
 * Source: Bao src/core/vm.c and src/core/mmu/mem.c.
 */

import type { Device, Ipc, Located, Region, RemioDevice as RemioDeviceConfig } from '../config/config';
import { REMIO_DEV_FRONTEND } from '../config/config';
import { Uart16550 } from '../devices';
import { EventKind, FLAG_PARTIAL } from '../events';
import { CAUSE_INSTRUCTION_GUEST_PAGE_FAULT, MAX_STAGE2_RANGES } from '../hart/layout';
import { AddressSpace } from './address-space';
import { imageSize, installImage } from './boot-image';
import type { BootServices } from './boot-services';
import type { Context } from './context';
import { roundToPages } from './page-allocator';
import { decimal32, listEntries } from './remio-boot';
import type { SharedMemory } from './shared-memory';
import type { Vm } from './vm';
import { PLIC_HART_OFFSET, plicGlobalSize, plicHartSize, Vplic } from './vplic';

const MIB = 0x10_0000;
const SUPERPAGE = 2 * MIB;
const MAX_VA = 0xffff_ffff_ffff_ffffn;
/** After the copy of an image and the warning, unmapping it costs a remote fence for each page; the rest is quick. */
const INSTALL_COST_PER_PAGE = 10;
/** Bao takes memory piece by piece until none is left; others come up meanwhile. */
const COST_OF_RUNNING_OUT = 100_000;
const FLUSH_WARNING = 'trying to flush caches but no cache maintenance support is available on thisplatform';

interface VmBoot {
  readonly services: BootServices;
  readonly vm: Vm;
  readonly space: AddressSpace;
}

/** Boots one virtual machine that has all its CPUs; ends early when Bao stops. */
export function* bootVm(services: BootServices, vm: Vm): Generator<number> {
  const { context } = services;
  const state: VmBoot = { services, vm, space: new AddressSpace() };
  for (const hart of vm.harts) {
    context.harts.set(hart, hart === vm.master ? 'running' : 'barrier');
    context.harts.reason[hart] = `${vm.label} did not get through its boot`;
  }
  initPlic(state);
  for (const step of [bootRegions, bootDevices, bootIpcs, bootRemio]) {
    yield* step(state);
    if (context.harts.is(vm.master, 'hung')) {
      reportNotStarted(state);
      return;
    }
  }
  enter(state);
}

function initPlic({ services, vm }: VmBoot): void {
  const base = Number(vm.config.platform.plicBase.value);
  vm.vplic = new Vplic(services.context, vm);
  vm.emulated.push(
    { base, size: plicGlobalSize(services.context.platform.cpuCount), handler: 'plic-global' },
    { base: base + PLIC_HART_OFFSET, size: plicHartSize(vm.cpuNum), handler: 'plic-hart' },
  );
}

function stop({ services, vm }: VmBoot, code: string, line: string, help: string, place: Located<unknown>): void {
  services.diagnostics.error(code, `${help} Bao stops ${vm.label} with "${line}".`, place.range);
  services.context.hang(vm.master, line);
}

/** vm_map_mem_region; `pa` undefined asks for memory. */
function mapRegion(state: VmBoot, base: Located<bigint>, size: bigint, pa: number | undefined, what: string): boolean {
  const { services, space, vm } = state;
  const start = Number(base.value);
  const bytes = Number(size);
  if (!space.canMap(start, bytes)) {
    const collision = bytes > 0 ? space.overlapping(start, roundToPages(bytes)) : undefined;
    const why =
      bytes === 0
        ? 'its size is 0'
        : collision
          ? `it overlaps what is mapped at 0x${collision.base.toString(16)}..0x${(collision.base + collision.size).toString(16)}`
          : 'its base is not a multiple of 4 KiB or it lies beyond the address space';
    const line = `failed to allocate vm's region at 0x${base.value.toString(16)}`;
    stop(state, 'bao-region-not-mapped', line, `${what} of ${vm.label} cannot be mapped: ${why}.`, base);
    return false;
  }
  const alignment = start % SUPERPAGE === 0 && bytes >= SUPERPAGE ? SUPERPAGE : 1;
  const address = pa ?? services.allocator.allocate(bytes, alignment);
  if (address === undefined) {
    const help = `${what} of ${vm.label} (0x${size.toString(16)} bytes) does not fit in the platform's memory.`;
    stop(state, 'bao-out-of-memory', 'failed to alloc physical pages', help, base);
    return false;
  }
  space.map(start, bytes, address, false);
  return true;
}

function* bootRegions(state: VmBoot): Generator<number> {
  const { vm, services } = state;
  const { regions, regionNum } = vm.config.platform;
  const { image } = vm.config;
  const size = imageSize(vm, services.images);
  let installed = false;
  for (const region of regions.slice(0, Number(regionNum.value))) {
    const pa = region.placePhys.value ? Number(region.phys.value) : undefined;
    const inside = holdsImage(region, image.baseAddr.value, BigInt(size));
    yield pa !== undefined || services.allocator.fits(Number(region.size.value)) ? 1 : COST_OF_RUNNING_OUT;
    if (!mapRegion(state, region.base, region.size.value, pa, 'A memory region')) {
      return;
    }
    if (inside) {
      installed = true;
      yield 1;
      installImage(services, vm, state.space);
      const inPlace = region.placePhys.value ? image.baseAddr.value === image.loadAddr.value : image.inplace.value;
      if (!inPlace) {
        services.context.warn(vm.master, FLUSH_WARNING);
        yield (roundToPages(size) / 0x1000) * INSTALL_COST_PER_PAGE;
      }
    }
  }
  if (!installed) {
    services.diagnostics.error(
      'bao-image-outside-memory',
      `The image of ${vm.label} (0x${image.baseAddr.value.toString(16)}, 0x${size.toString(16)} bytes) lies in none of its memory regions, so Bao does not install it.`,
      image.baseAddr.explicit ? image.baseAddr.range : image.range,
    );
  }
}

function holdsImage(region: Region, base: bigint, size: bigint): boolean {
  return base >= region.base.value && base + size <= region.base.value + region.size.value;
}

function* bootDevices(state: VmBoot): Generator<number> {
  const { vm, services } = state;
  const { devs, devNum } = vm.config.platform;
  for (const device of devs.slice(0, Number(devNum.value))) {
    yield 1;
    mapDevice(state, device);
    for (const interrupt of device.interrupts.slice(0, Number(device.interruptNum.value))) {
      const id = Number(BigInt.asUintN(32, interrupt.value));
      if (services.assignedInterrupts.has(id)) {
        const help = `Interrupt ${id} is already assigned to a device; an interrupt can be given out once.`;
        stop(state, 'bao-interrupt-taken', `Failed to assign interrupt id ${id | 0}`, help, interrupt);
        return;
      }
      services.assignedInterrupts.add(id);
      vm.hardwareInterrupts.add(id);
      vm.vplic!.setHardware(id);
    }
  }
  addUarts(state);
}

/** mem_alloc_map_dev, whose failure Bao ignores. */
function mapDevice({ vm, space, services }: VmBoot, device: Device): void {
  if (device.va.value === MAX_VA) {
    return;
  }
  const base = Number(device.va.value);
  const size = Number(device.size.value);
  if (space.canMap(base, size)) {
    const pa = Number(device.pa.value - (device.pa.value % 0x1000n));
    const { ram } = services.context.platform;
    const inRam = device.pa.value >= ram.base && device.pa.value + device.size.value <= ram.base + ram.size;
    space.map(base, size, pa, !inRam);
    return;
  }
  services.diagnostics.warning(
    'bao-device-not-mapped',
    `The device at 0x${device.va.value.toString(16)} of ${vm.label} cannot be mapped (empty, not page aligned, or something else is mapped there); Bao goes on without it and without a message.`,
    device.range,
  );
}

function addUarts({ vm, space, services }: VmBoot): void {
  const { context } = services;
  for (const uart of context.platform.uarts) {
    const pa = Number(uart.address);
    if (space.devices().some((device) => pa >= device.pa && pa < device.pa + device.size)) {
      const interrupt = vm.hardwareInterrupts.has(uart.interrupt) ? uart.interrupt : 0;
      const sink = (bytes: Uint8Array, partial: boolean): void => {
        const hart = context.harts.vm[context.actingHart] === vm.id ? context.actingHart : vm.master;
        context.events.text(EventKind.guestConsole, hart, vm.id, bytes, partial ? FLAG_PARTIAL : 0);
      };
      vm.uarts.push({ uart: new Uart16550(sink), pa, interrupt });
    }
  }
}

function* bootIpcs(state: VmBoot): Generator<number> {
  const { vm, services } = state;
  const { ipcs, ipcNum } = vm.config.platform;
  vm.ipcs = ipcs.slice(0, Number(ipcNum.value)).map((ipc) => ({
    shmemId: Number(ipc.shmemId.value),
    interrupts: ipc.interrupts
      .slice(0, Number(ipc.interruptNum.value))
      .map((interrupt) => Number(BigInt.asUintN(32, interrupt.value))),
  }));
  for (const ipc of ipcs.slice(0, Number(ipcNum.value))) {
    yield 1;
    const memory = services.memories.get(ipc.shmemId.value);
    if (!memory) {
      services.context.warn(vm.master, 'Invalid shmem id in configuration. Ignored.');
      services.diagnostics.warning(
        'bao-ipc-shmem-id',
        `shmem_id ${ipc.shmemId.value} of ${vm.label} is not in shmemlist (${services.memories.list.length} entries); Bao ignores the IPC object, and hypercalls on it fail.`,
        ipc.shmemId.range,
      );
      continue;
    }
    if (!attach(state, memory, ipc.size, ipc.base, ipcName(ipc))) {
      return;
    }
  }
}

function ipcName(ipc: Ipc): string {
  return `The IPC object on shared memory ${ipc.shmemId.value}`;
}

/** Maps a shared memory, no more of it than there is. */
function attach(
  state: VmBoot,
  memory: SharedMemory,
  size: Located<bigint>,
  base: Located<bigint>,
  what: string,
): boolean {
  const { services, vm } = state;
  let bytes = size.value;
  if (bytes > memory.size) {
    bytes = memory.size;
    services.context.warn(vm.master, 'Trying to map region to smaller shared memory. Truncated');
    services.diagnostics.warning(
      'bao-shared-memory-truncated',
      `${what} of ${vm.label} is larger (0x${size.value.toString(16)}) than the shared memory (0x${memory.size.toString(16)} bytes); Bao maps only that much.`,
      size.range,
    );
  }
  memory.cpuMasters |= 1n << BigInt(vm.master);
  return mapRegion(state, base, bytes, Number(memory.pa), what);
}

function* bootRemio(state: VmBoot): Generator<number> {
  const { vm, services } = state;
  const entries = listEntries(vm);
  if (entries.length === 0) {
    return;
  }
  vm.remio = entries.map((config) => ({ va: Number(config.va.value), size: Number(config.size.value), config }));
  for (const entry of entries) {
    yield 1;
    const memory = services.memories.get(entry.shmem.shmemId.value);
    if (!memory) {
      stopForShmemId(state, entry);
      return;
    }
    const what = `The shared memory of the REMIO device with bind_key ${entry.bindKey.value}`;
    if (!attach(state, memory, entry.shmem.size, entry.shmem.base, what)) {
      return;
    }
    if (entry.type.value === REMIO_DEV_FRONTEND) {
      vm.emulated.push({ base: Number(entry.va.value), size: Number(entry.size.value), handler: 'remio' });
    }
  }
  assignRemioCpus(state);
}

function stopForShmemId(state: VmBoot, entry: RemioDeviceConfig): void {
  const id = entry.shmem.shmemId;
  const line = `Invalid shmem id (${decimal32(id.value)}) in the Remote I/O device (${decimal32(entry.bindKey.value)}) configuration`;
  const help = `shmem_id ${id.value} is not in shmemlist (${state.services.memories.list.length} entries).`;
  stop(state, 'bao-remio-shmem-id', line, help, id);
}

/** remio_assign_vm_cpus: the CPU that boots the virtual machine takes the messages. Two virtual machines that do this
 *  at once may leave `ready` false for ever; only a seed lets that happen here. */
function assignRemioCpus({ vm, services }: VmBoot): void {
  for (const device of services.remio.devices) {
    const end =
      device.backend.vm === vm.id ? device.backend : device.frontend.vm === vm.id ? device.frontend : undefined;
    if (end) {
      end.cpu = vm.master;
      end.ready = true;
    }
    const lost = device.backend.ready && device.frontend.ready && services.random?.below(16) === 0;
    device.ready = device.backend.ready && device.frontend.ready && !lost;
  }
}

/** The first entry into the guest. */
function enter({ vm, space, services }: VmBoot): void {
  const { context } = services;
  const { harts, core } = context;
  const ranges = space.ranges();
  if (ranges.length > MAX_STAGE2_RANGES) {
    throw new RangeError(`${vm.label} has ${ranges.length} mapped ranges; the machine holds ${MAX_STAGE2_RANGES}`);
  }
  core.setStage2(vm.id, ranges);
  vm.devices = space.devices();
  vm.started = true;
  const entry = vm.config.entry.value;
  vm.harts.forEach((hart, vcpu) => {
    core.resetHart(hart, { vm: vm.id, pc: entry, a0: BigInt(vcpu), a1: 0n });
    harts.set(hart, vcpu === 0 ? 'running' : 'stopped');
    harts.reason[hart] = '';
  });
  context.events.begin(EventKind.vcpuStarted, vm.harts[0]!, vm.id);
  context.events.argBig(0, entry);
  context.events.argBig(1, 0n);
  if (!space.ramAt(Number(entry), 2)) {
    services.diagnostics.error(
      'bao-entry-outside-memory',
      `${vm.label} begins at 0x${entry.toString(16)}, where it has no memory.`,
      vm.config.entry.range,
    );
    failFirstFetch(context, vm, entry);
  }
}

/** The first fetch faults at once, while other virtual machines may still be booting. */
function failFirstFetch(context: Context, vm: Vm, entry: bigint): void {
  const hart = vm.harts[0]!;
  const events = context.events;
  events.begin(EventKind.hypervisorTrap, hart, vm.id);
  events.arg(0, CAUSE_INSTRUCTION_GUEST_PAGE_FAULT);
  events.argBig(1, entry);
  events.argBig(2, entry);
  context.hang(hart, `unknown synchronous exception (${CAUSE_INSTRUCTION_GUEST_PAGE_FAULT})`);
  context.findings.report('access-to-nowhere', hart, vm.id, [entry, entry], {
    key: `${hart}`,
    text: `vCPU 0 of ${vm.label} cannot fetch its first instruction: the entry 0x${entry.toString(16)} lies in none of its memory regions. The vCPU hangs in the hypervisor.`,
  });
}

function reportNotStarted({ vm, services }: VmBoot): void {
  const { context } = services;
  const reason = context.harts.reason[vm.master]!;
  context.findings.report('vm-not-started', vm.master, vm.id, [BigInt(vm.id)], {
    key: `${vm.id}`,
    text: `${vm.label} does not start: its CPU ${vm.master} stopped during boot (${reason}). Virtual machines that do not need it go on.`,
  });
}
