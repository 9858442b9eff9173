// SPDX-License-Identifier: Apache-2.0
/** remio_init: one device for each bind_key, with exactly one backend and one frontend. Errors stop the master CPU, and
 *  with it everything. Source: Bao src/core/remio.c. */

import { REMIO_DEV_BACKEND, REMIO_DEV_FRONTEND, type RemioDevice as RemioDeviceConfig } from '../config/config';
import type { BootServices } from './boot-services';
import type { RemioDevice, RemioEnd } from './remio-device';
import type { Vm } from './vm';

const MASTER = 0;
/** What Bao marks an empty side with. */
const NO_KEY = 0xffff_ffff_ffff_ffffn;

interface Builder {
  readonly bindKey: bigint;
  backend?: { vm: Vm; index: number; config: RemioDeviceConfig };
  frontend?: { vm: Vm; index: number; config: RemioDeviceConfig };
}

/** @returns false when Bao stops */
export function initRemio(services: BootServices): boolean {
  const entries = services.context.vms.flatMap((vm) => listEntries(vm).map((config, index) => ({ vm, index, config })));
  // CONFIG_REMIO_DEV_NUM: the build counts the backends.
  const capacity = Math.max(1, entries.filter(({ config }) => config.type.value === REMIO_DEV_BACKEND).length);
  const builders: Builder[] = [];
  for (const entry of entries) {
    if (!addEntry(services, builders, entry, capacity)) {
      return false;
    }
  }
  if (
    !checkCounts(
      services,
      entries.map(({ config }) => config),
    )
  ) {
    return false;
  }
  for (const builder of builders) {
    if (!checkSharedMemory(services, builder)) {
      return false;
    }
  }
  services.remio.devices.push(...builders.map(finish));
  return true;
}

/** The entries that C code would see. */
export function listEntries(vm: Vm): readonly RemioDeviceConfig[] {
  const { remioDevs, remioDevNum } = vm.config.platform;
  return remioDevs.slice(0, Number(remioDevNum.value > 0xffffn ? 0xffffn : remioDevNum.value));
}

function stop(services: BootServices, code: string, line: string, help: string, config: RemioDeviceConfig): false {
  services.diagnostics.error(code, `${help} Bao stops with "${line.split('\n')[0]}" and nothing starts.`, config.range);
  services.context.hang(MASTER, line);
  return false;
}

/** A C %d of a 64-bit value: the low 32 bits, signed. */
export function decimal32(value: bigint): string {
  return `${BigInt.asIntN(32, value)}`;
}

function addEntry(
  services: BootServices,
  builders: Builder[],
  entry: { vm: Vm; index: number; config: RemioDeviceConfig },
  capacity: number,
): boolean {
  const { config, vm } = entry;
  const key = config.bindKey.value;
  const isBackend = config.type.value === REMIO_DEV_BACKEND;
  const isFrontend = config.type.value === REMIO_DEV_FRONTEND;
  let device: Builder | undefined;
  for (const candidate of builders) {
    const backendKey = candidate.backend ? candidate.bindKey : NO_KEY;
    const frontendKey = candidate.frontend ? candidate.bindKey : NO_KEY;
    if ((isBackend && key === backendKey) || (isFrontend && key === frontendKey)) {
      const side = isBackend ? 'backend' : 'frontend';
      return stop(
        services,
        'bao-remio-duplicate',
        `Failed to link backend to the frontend, more than one ${side} was atributed to the Remote I/O device ${decimal32(key)}`,
        `bind_key ${key} has a second ${side}, in ${vm.label}; a device has exactly one of each.`,
        config,
      );
    }
    if ((isBackend && key === frontendKey) || (isFrontend && key === backendKey)) {
      device = candidate;
      break;
    }
  }
  if (!device) {
    if (builders.length === capacity) {
      return stop(
        services,
        'bao-remio-unpaired',
        `Failed creating Remote I/O device ${decimal32(key)}`,
        `bind_key ${key} of ${vm.label} has no partner with the same key; Bao has room for as many devices as there are backends (${capacity}).`,
        config,
      );
    }
    device = { bindKey: key };
    builders.push(device);
  }
  if (isBackend) {
    device.backend = entry;
  } else if (isFrontend) {
    device.frontend = entry;
  } else {
    return stop(
      services,
      'bao-remio-type',
      'Unknown Remote I/O device type',
      `type ${config.type.value} of ${vm.label} is neither REMIO_DEV_FRONTEND (0) nor REMIO_DEV_BACKEND (1).`,
      config,
    );
  }
  return true;
}

function checkCounts(services: BootServices, entries: readonly RemioDeviceConfig[]): boolean {
  const backends = entries.filter((config) => config.type.value === REMIO_DEV_BACKEND);
  const frontends = entries.filter((config) => config.type.value === REMIO_DEV_FRONTEND);
  if (backends.length === frontends.length) {
    return true;
  }
  const [more, fewer] = backends.length > frontends.length ? [backends, frontends] : [frontends, backends];
  const lonely =
    more.find((config) => !fewer.some((other) => other.bindKey.value === config.bindKey.value)) ?? more[0]!;
  return stop(
    services,
    'bao-remio-unpaired',
    'There is no 1-to-1 mapping between a Remote I/O backend and Remote I/O frontend',
    `There are ${backends.length} REMIO backends and ${frontends.length} frontends; bind_key ${lonely.bindKey.value} has no partner.`,
    lonely,
  );
}

function checkSharedMemory(services: BootServices, { bindKey, backend, frontend }: Builder): boolean {
  const back = backend?.config.shmem;
  const front = frontend?.config.shmem;
  const equal =
    back &&
    front &&
    back.base.value === front.base.value &&
    back.size.value === front.size.value &&
    back.shmemId.value === front.shmemId.value;
  if (equal) {
    return true;
  }
  const config = (frontend ?? backend)!.config;
  return stop(
    services,
    'bao-remio-shared-memory',
    `Invalid shared memory region configuration for Remote I/O device ${decimal32(bindKey)}.\nThe frontend and backend shared memory regions must be the aligned.`,
    `The two sides of bind_key ${bindKey} differ in their shmem; base, size and shmem_id must be the same.`,
    config,
  );
}

function finish({ bindKey, backend, frontend }: Builder): RemioDevice {
  const side = (entry: Builder['backend']): RemioEnd => ({
    vm: entry!.vm.id,
    index: entry!.index,
    cpu: -1,
    interrupt: Number(BigInt.asUintN(32, entry!.config.interrupt.value)),
    ready: false,
    shmem: {
      base: entry!.config.shmem.base.value,
      size: entry!.config.shmem.size.value,
      shmemId: entry!.config.shmem.shmemId.value,
    },
  });
  return { bindKey, ready: false, backend: side(backend), frontend: side(frontend), pending: [] };
}
