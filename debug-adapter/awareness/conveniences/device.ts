// SPDX-License-Identifier: Apache-2.0
/** `$device(bind_key)`: REMIO devices. */

import { type Convenience, hex, integer, list, object, truth } from '../../expressions';
import type { RemioDevice, RemioEnd } from '../../target';
import { ValueError } from '../../values';
import { type Facts, numbersText } from './facts';

/** @throws ValueError when no device has this bind key */
export async function deviceWithKey(facts: Facts, bindKey: bigint): Promise<Convenience> {
  const { devices } = await facts.state();
  const device = devices.find((each) => each.bindKey === bindKey);
  if (device === undefined) {
    const keys = devices.map((each) => each.bindKey);
    const there = keys.length === 0 ? 'the configuration has no REMIO devices' : `there are ${numbersText(keys)}`;
    throw new ValueError(`no REMIO device has the bind key ${bindKey}: ${there}`);
  }
  return deviceValue(facts, device);
}

export async function allDevices(facts: Facts): Promise<Convenience> {
  return list(
    'device',
    (await facts.state()).devices.map((device) => deviceValue(facts, device)),
  );
}

function deviceValue(facts: Facts, device: RemioDevice): Convenience {
  const { bindKey, ready, frontend, backend, registers, pending } = device;
  return object(
    'device',
    () => `${facts.nameOf(frontend.vm)} to ${facts.nameOf(backend.vm)}${ready ? '' : ', not ready'}`,
    {
      bind_key: () => hex(bindKey),
      ready: () => truth(ready),
      frontend: () => endValue(facts, frontend),
      backend: () => endValue(facts, backend),
      registers: () => areaValue('registers', registers.base, registers.size),
      pending: async () => {
        const values: Convenience[] = [];
        for (const slot of pending) {
          values.push(await facts.request(BigInt(slot)));
        }
        return list('request', values);
      },
      dm: () => facts.deviceModel(BigInt(backend.vm), BigInt(backend.index)),
    },
    bindKey,
  );
}

function endValue(facts: Facts, { vm, index, cpu, interrupt, ready, shmem }: RemioEnd): Convenience {
  return object('device_end', () => `${facts.nameOf(vm)}${ready ? '' : ', not ready'}`, {
    vm: () => facts.virtualMachine(vm),
    index: () => integer(index),
    cpu: () => integer(cpu),
    interrupt: () => integer(interrupt),
    ready: () => truth(ready),
    shmem: () => areaValue('shmem', shmem.base, shmem.size),
  });
}

/** Memory from a base on: guest-physical address and bytes. */
export function areaValue(type: string, base: bigint, size: bigint): Convenience {
  return object(type, () => `0x${base.toString(16)}, 0x${size.toString(16)} bytes`, {
    base: () => hex(base),
    size: () => hex(size),
  });
}
