// SPDX-License-Identifier: Apache-2.0
/** REMIO devices of a configuration, with whose they are. */

import {
  type BaoConfig,
  REMIO_DEV_BACKEND,
  REMIO_DEV_FRONTEND,
  type RemioDevice,
  type VmConfig,
} from '../../../emulator';

export interface OwnedRemioDevice {
  readonly vm: number;
  /** Place among the virtual machine's devices: what its hypercalls name it by. */
  readonly index: number;
  readonly device: RemioDevice;
}

/** Those that Bao looks at. */
export function remioDevicesOf({ platform }: VmConfig, vm: number): readonly OwnedRemioDevice[] {
  const count = Number(platform.remioDevNum.value);
  return platform.remioDevs.slice(0, count).map((device, index) => ({ vm, index, device }));
}

export function allRemioDevices({ vmlist }: BaoConfig): readonly OwnedRemioDevice[] {
  return vmlist.flatMap(remioDevicesOf);
}

export function isBackend({ type }: RemioDevice): boolean {
  return type.value === REMIO_DEV_BACKEND;
}

export function isFrontend({ type }: RemioDevice): boolean {
  return type.value === REMIO_DEV_FRONTEND;
}

/** Its shared memory, guest-physical and in bytes. */
export function sharedBy({ shmem }: RemioDevice): { readonly base: bigint; readonly size: bigint } {
  return { base: shmem.base.value, size: shmem.size.value };
}
