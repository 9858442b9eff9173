// SPDX-License-Identifier: Apache-2.0
/**
 * What Bao takes without a word and what then does not work as the configuration says: cut numbers, devices hidden by
 * memory, entries that never win. Each at its place in the file.
 */

import { type Located, REMIO_DEV_BACKEND, REMIO_DEV_FRONTEND, type RemioDevice } from '../config/config';
import type { MachinePlatform } from '../platform';
import type { BootDiagnostics } from './boot-diagnostics';
import { listEntries } from './remio-boot';
import type { Vm } from './vm';
import { PLIC_HART_OFFSET, PLIC_INTERRUPTS, plicGlobalSize, plicHartSize } from './vplic';

const EIGHT_BITS = 0xffn;
const PAGE = 0x1000n;

/** Checks every virtual machine. */
export function checkConfiguration(vms: readonly Vm[], platform: MachinePlatform, found: BootDiagnostics): void {
  for (const vm of vms) {
    checkCounts(vm, found);
    checkDevices(vm, platform, found);
    checkIpcs(vm, found);
    for (const [index, entry] of listEntries(vm).entries()) {
      checkNumbers(vm, entry, found);
      if (entry.type.value === REMIO_DEV_FRONTEND) {
        checkWindow(vm, entry, index, platform, found);
      }
    }
  }
  checkAffinity(vms, platform, found);
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

function checkCounts(vm: Vm, found: BootDiagnostics): void {
  const { platform } = vm.config;
  const counts: [string, Located<bigint>, number][] = [
    ['regions', platform.regionNum, platform.regions.length],
    ['devs', platform.devNum, platform.devs.length],
    ['ipcs', platform.ipcNum, platform.ipcs.length],
    ['remio_devs', platform.remioDevNum, platform.remioDevs.length],
  ];
  for (const [name, number, length] of counts) {
    if (number.value > BigInt(length)) {
      found.error(
        'bao-count',
        `${vm.label} counts ${number.value} ${name} but gives ${length}; Bao reads what happens to lie behind the array.`,
        number.range,
      );
    } else if (number.value < BigInt(length)) {
      found.warning(
        'bao-count',
        `${vm.label} gives ${length} ${name} but counts ${number.value}; Bao ignores the rest.`,
        number.range,
      );
    }
  }
}

function checkDevices(vm: Vm, platform: MachinePlatform, found: BootDiagnostics): void {
  for (const device of vm.config.platform.devs) {
    const start = device.pa.value;
    const end = start + (device.size.value > 0n ? device.size.value : 1n);
    const present = [
      ...platform.uarts.map((uart) => [uart.address, uart.size] as const),
      [platform.ram.base, platform.ram.size] as const,
    ].some(([base, size]) => start < base + size && end > base);
    if (!present) {
      found.warning(
        'bao-device-absent',
        `The platform ${platform.name} has no device at ${hex(start)}; a guest that touches it hangs in the hypervisor.`,
        device.pa.range,
      );
    }
    for (const interrupt of device.interrupts) {
      if (interrupt.value >= BigInt(PLIC_INTERRUPTS)) {
        found.warning(
          'bao-interrupt-range',
          `Interrupt ${interrupt.value} does not exist (the controller has 1 to ${PLIC_INTERRUPTS - 1}).`,
          interrupt.range,
        );
      }
    }
  }
}

function checkIpcs(vm: Vm, found: BootDiagnostics): void {
  const seen = new Set<bigint>();
  for (const ipc of vm.config.platform.ipcs) {
    if (seen.has(ipc.shmemId.value) && ipc.interrupts.length > 0) {
      found.warning(
        'bao-ipc-second-entry',
        `${vm.label} has a second IPC object on shared memory ${ipc.shmemId.value}; only the interrupts of the first are ever used.`,
        ipc.shmemId.range,
      );
    }
    seen.add(ipc.shmemId.value);
    for (const interrupt of ipc.interrupts) {
      if (interrupt.value === 0n || interrupt.value >= BigInt(PLIC_INTERRUPTS)) {
        found.warning(
          'bao-interrupt-range',
          `Interrupt ${interrupt.value} does not exist (the controller has 1 to ${PLIC_INTERRUPTS - 1}); the event never arrives.`,
          interrupt.range,
        );
      }
    }
  }
}

function checkNumbers(vm: Vm, entry: RemioDevice, found: BootDiagnostics): void {
  if (entry.bindKey.value > EIGHT_BITS) {
    found.error(
      'bao-remio-bind-key',
      `bind_key ${entry.bindKey.value} is cut to ${entry.bindKey.value & EIGHT_BITS} in the message that completes a request: the frontend's CPU stops at the first completion. Use at most 255.`,
      entry.bindKey.range,
    );
  }
  if (entry.interrupt.value > EIGHT_BITS) {
    found.warning(
      'bao-remio-interrupt',
      `Interrupt ${entry.interrupt.value} is cut to ${entry.interrupt.value & EIGHT_BITS}: that is the one ${vm.label} gets. Use at most 255.`,
      entry.interrupt.range,
    );
  } else if (entry.interrupt.value === 0n) {
    const who = entry.type.value === REMIO_DEV_BACKEND ? 'requests' : 'notifications';
    found.warning(
      'bao-remio-interrupt',
      `Interrupt 0 does not exist: ${vm.label} gets no interrupt for ${who}.`,
      entry.interrupt.range,
    );
  }
  const assigned = vm.config.platform.devs.some((device) =>
    device.interrupts.some((interrupt) => interrupt.value === (entry.interrupt.value & EIGHT_BITS)),
  );
  if (assigned && entry.interrupt.value !== 0n) {
    found.warning(
      'bao-remio-interrupt-shared',
      `Interrupt ${entry.interrupt.value} of the REMIO device is also a passed-through device's interrupt of ${vm.label}.`,
      entry.interrupt.range,
    );
  }
}

/** The window of a frontend: something may hide it, or another entry may win. */
function checkWindow(
  vm: Vm,
  entry: RemioDevice,
  index: number,
  platform: MachinePlatform,
  found: BootDiagnostics,
): void {
  const start = entry.va.value;
  const end = start + entry.size.value;
  const key = entry.bindKey.value;
  if (entry.size.value === 0n) {
    found.error(
      'bao-remio-size',
      `The REMIO device with bind_key ${key} has size 0: every access of ${vm.label} stops its vCPU.`,
      entry.size.explicit ? entry.size.range : entry.range,
    );
    return;
  }
  const hiding = mapped(vm).find((range) => start < range.end && end > range.start);
  if (hiding) {
    found.error(
      'bao-remio-hidden',
      `The REMIO device with bind_key ${key} (${hex(start)}) lies in ${hiding.what} of ${vm.label}, which is mapped: accesses never reach the backend.`,
      entry.va.range,
    );
  }
  const plic = vm.config.platform.plicBase.value;
  const global = BigInt(plicGlobalSize(platform.cpuCount));
  const claims = plic + BigInt(PLIC_HART_OFFSET);
  if ((start < plic + global && end > plic) || (start < claims + BigInt(plicHartSize(vm.cpuNum)) && end > claims)) {
    found.error(
      'bao-remio-hidden',
      `The REMIO device with bind_key ${key} (${hex(start)}) lies in the interrupt controller of ${vm.label}, which answers first.`,
      entry.va.range,
    );
  }
  const earlier = listEntries(vm)
    .slice(0, index)
    .filter((other) => other.type.value === REMIO_DEV_FRONTEND && other.size.value > 0n);
  for (const other of earlier) {
    const otherEnd = other.va.value + other.size.value;
    if (start < otherEnd && end > other.va.value) {
      found.error(
        'bao-remio-overlap',
        `The REMIO devices with bind_key ${other.bindKey.value} and ${key} of ${vm.label} overlap; the first entry always wins, this one gets no request there.`,
        entry.va.range,
      );
    } else if (start === otherEnd) {
      found.warning(
        'bao-remio-adjacent',
        `The REMIO device with bind_key ${key} begins where the one with bind_key ${other.bindKey.value} ends. Bao counts the end as part of the earlier entry: accesses to ${hex(start)} go to the wrong backend. Leave a gap, or list the higher device first.`,
        entry.va.range,
      );
    }
  }
}

interface MappedRange {
  readonly start: bigint;
  readonly end: bigint;
  readonly what: string;
}

function mapped(vm: Vm): MappedRange[] {
  const { regions, devs, ipcs, remioDevs } = vm.config.platform;
  const range = (base: bigint, size: bigint, what: string): MappedRange => ({
    start: base,
    end: base + ((size + PAGE - 1n) / PAGE) * PAGE,
    what,
  });
  return [
    ...regions.map((region) => range(region.base.value, region.size.value, 'a memory region')),
    ...devs.map((device) => range(device.va.value, device.size.value, 'the page of a passed-through device')),
    ...ipcs.map((ipc) => range(ipc.base.value, ipc.size.value, 'an IPC shared memory')),
    ...remioDevs.map(({ shmem }) => range(shmem.base.value, shmem.size.value, 'a REMIO shared memory')),
  ];
}

function checkAffinity(vms: readonly Vm[], platform: MachinePlatform, found: BootDiagnostics): void {
  const all = (1n << BigInt(platform.cpuCount)) - 1n;
  const taken = new Map<bigint, Vm>();
  for (const vm of vms) {
    const affinity = vm.config.cpuAffinity;
    if (affinity.value > all) {
      found.warning(
        'bao-affinity',
        `cpu_affinity ${hex(affinity.value)} of ${vm.label} names CPUs that the platform does not have (it has ${platform.cpuCount}).`,
        affinity.range,
      );
    }
    for (let cpu = 0n; cpu < BigInt(platform.cpuCount); cpu++) {
      if (((affinity.value >> cpu) & 1n) === 0n) {
        continue;
      }
      const other = taken.get(cpu);
      if (other) {
        found.warning(
          'bao-affinity',
          `${other.label} and ${vm.label} both ask for CPU ${cpu}; one of them gets another CPU.`,
          affinity.range,
        );
      }
      taken.set(cpu, other ?? vm);
    }
  }
}
