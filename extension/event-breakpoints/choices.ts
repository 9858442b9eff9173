// SPDX-License-Identifier: Apache-2.0
/** What a running system offers for the parameters of event breakpoints. Nothing of the editor. */

import type { StateResponseBody } from '../../debug-adapter/protocol';
import type { ChoiceOf } from './parameters';

export interface Choice {
  readonly value: string;
  /** What it is, for people; empty when the value says it. */
  readonly about: string;
}

export type Choices = Readonly<Record<ChoiceOf, readonly Choice[]>>;

export const NO_CHOICES: Choices = { partitions: [], devices: [], deviceModels: [], ipcs: [], sharedMemories: [] };

export function choicesOf({ partitions = [], remio, ipc = [] }: StateResponseBody): Choices {
  const devices = remio?.devices ?? [];
  const memories = new Map<number, Set<string>>();
  const shares = (id: number, name: string) => memories.set(id, (memories.get(id) ?? new Set()).add(name));
  for (const { frontend, backend } of devices) {
    shares(frontend.shmem.id, frontend.name);
    shares(backend.shmem.id, backend.name);
  }
  for (const { shmemId, name } of ipc) {
    shares(shmemId, name);
  }
  return {
    partitions: partitions.map(({ name, vm }) => ({ value: name, about: `VM${vm}` })),
    devices: devices.map(({ bindKey, frontend, backend }) => ({
      value: `${BigInt(bindKey)}`,
      about: `${frontend.name} → ${backend.name}`,
    })),
    deviceModels: devices.map(({ backend, frontend }) => ({
      value: `${backend.index}`,
      about: `of ${backend.name}, for ${frontend.name}`,
    })),
    ipcs: ipc.map(({ index, name, shmemId }) => ({ value: `${index}`, about: `of ${name}, shared memory ${shmemId}` })),
    sharedMemories: [...memories].map(([id, names]) => ({ value: `${id}`, about: [...names].join(', ') })),
  };
}
