// SPDX-License-Identifier: Apache-2.0
/** REMIO devices among themselves: one frontend and one backend for each bind key, with the same shared memory. */

import type { BaoConfig, Scalar } from '../../../../emulator';
import { configNumber, hex, type Mismatches } from '../mismatches';
import { allRemioDevices, isBackend, isFrontend, type OwnedRemioDevice } from '../remio-devices';

/** The hypervisor sends bind keys and interrupts between CPUs in 8 bits (union remio_cpu_msg_data). */
const MAX_SENT = 255n;

export function checkRemioPairs(config: BaoConfig, found: Mismatches): void {
  const byKey = new Map<bigint, OwnedRemioDevice[]>();
  for (const owned of allRemioDevices(config)) {
    const { bindKey, interrupt } = owned.device;
    byKey.set(bindKey.value, [...(byKey.get(bindKey.value) ?? []), owned]);
    checkWidth(bindKey, 'bind_key', found);
    checkWidth(interrupt, 'interrupt', found);
  }
  for (const [key, devices] of byKey) {
    checkPair(key, devices, found);
  }
}

function checkWidth(scalar: Scalar, name: string, found: Mismatches): void {
  if (scalar.value > MAX_SENT) {
    const sent = scalar.value & MAX_SENT;
    const message = `.${name} is ${scalar.value}, of which Bao sends 8 bits between CPUs: ${sent} arrives`;
    found.at('bao-remio-eight-bits', 'error', message, configNumber(scalar, name));
  }
}

function checkPair(key: bigint, devices: readonly OwnedRemioDevice[], found: Mismatches): void {
  const frontends = devices.filter(({ device }) => isFrontend(device));
  const backends = devices.filter(({ device }) => isBackend(device));
  const [frontend] = frontends;
  const [backend] = backends;
  if (!frontend || !backend || devices.length > 2) {
    const message = `bind key ${key} has ${frontends.length} frontends and ${backends.length} backends, and must have one of each: Bao stops while it boots`;
    const sides = devices.map(({ device, vm }) => configNumber(device.bindKey, `a device of VM${vm}`));
    found.between('bao-remio-pair', 'error', message, sides);
    return;
  }
  if (frontend.vm === backend.vm) {
    const message = `both ends of bind key ${key} are in VM${frontend.vm}: a virtual machine cannot serve itself`;
    found.between('bao-remio-pair', 'error', message, [
      configNumber(frontend.device.bindKey, 'the frontend'),
      configNumber(backend.device.bindKey, 'the backend'),
    ]);
  }
  checkSharedMemory(key, frontend, backend, found);
}

function checkSharedMemory(
  key: bigint,
  frontend: OwnedRemioDevice,
  backend: OwnedRemioDevice,
  found: Mismatches,
): void {
  for (const name of ['base', 'size', 'shmemId'] as const) {
    const [one, other] = [frontend.device.shmem[name], backend.device.shmem[name]];
    if (one.value !== other.value) {
      const field = name === 'shmemId' ? 'shmem_id' : name;
      const message = `.shmem.${field} is ${hex(one.value)} at the frontend and ${hex(other.value)} at the backend of bind key ${key}: Bao wants them equal and stops while it boots`;
      found.between('bao-remio-shared-memory', 'error', message, [
        configNumber(one, `frontend: ${hex(one.value)}`, hex(other.value)),
        configNumber(other, `backend: ${hex(other.value)}`, hex(one.value)),
      ]);
    }
  }
}
