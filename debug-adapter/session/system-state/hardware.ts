// SPDX-License-Identifier: Apache-2.0
/** What a partition was given: its image, memory, devices and interrupts. */

import type { ImageState, InterruptState, PartitionState, PassedThroughState, RegionState } from '../../protocol';
import type { BaoPartition, IpcObject, RemioDevice } from '../../target';
import type { Surroundings } from './surroundings';
import { hex, known, knownHex, placeOf } from './values';

type Hardware = Pick<PartitionState, 'image' | 'regions' | 'devices' | 'interrupts'>;

export function hardwareState(around: Surroundings, partition: BaoPartition): Hardware {
  return {
    image: imageState(around, partition),
    regions: regionStates(around, partition),
    devices: deviceStates(around, partition),
    interrupts: interruptStates(around, partition),
  };
}

function imageState(around: Surroundings, { vm, started, image }: BaoPartition): ImageState {
  const { file, entry, base, size } = image;
  return {
    ...{ entry: hex(entry), base: hex(base), size: hex(size) },
    ...known('file', file),
    ...(started && size > 0n ? { memory: around.guestMemory(vm, base, size) } : {}),
    ...placeOf(around.client, around.configOf(vm)?.image),
  };
}

function regionStates(around: Surroundings, { vm, regions }: BaoPartition): RegionState[] {
  return regions.map(({ base, size, physical }, index) => ({
    ...{ base: hex(base), size: hex(size) },
    ...(physical === undefined ? {} : { physical: hex(physical), memory: around.guestMemory(vm, base, size) }),
    ...placeOf(around.client, around.configOf(vm)?.platform.regions[index]),
  }));
}

function deviceStates(around: Surroundings, { vm, devices }: BaoPartition): PassedThroughState[] {
  return devices.map(({ base, physical, size, interrupts }, index) => ({
    ...{ physical: hex(physical), size: hex(size), interrupts },
    ...knownHex('base', base),
    ...placeOf(around.client, around.configOf(vm)?.platform.devs[index]),
  }));
}

/** Every source that the configuration gives it, whether the guest has enabled the interrupt or not. */
function interruptStates(around: Surroundings, partition: BaoPartition): InterruptState[] {
  const { devices, ipcs } = around.bao;
  const all = [
    ...ofDevices(around, partition),
    ...devices.flatMap((device) => ofRemio(around, partition.vm, device)),
    ...ipcs.filter(({ vm }) => vm === partition.vm).flatMap((object) => ofIpc(around, object)),
  ];
  return all.sort((one, other) => one.number - other.number);
}

function ofDevices(around: Surroundings, partition: BaoPartition): InterruptState[] {
  return deviceStates(around, partition).flatMap(({ interrupts, physical, place }) =>
    interrupts.map((number) => ({ number, source: `device at physical ${physical}`, ...known('place', place) })),
  );
}

function ofRemio(around: Surroundings, vm: number, { bindKey, frontend, backend }: RemioDevice): InterruptState[] {
  const causes = [
    { end: frontend, cause: 'a NOTIFY by the backend' },
    { end: backend, cause: 'a request of the frontend' },
  ];
  return causes
    .filter(({ end }) => end.vm === vm)
    .map(({ end, cause }) => ({
      number: end.interrupt,
      source: `${cause} of the REMIO device with bind key ${bindKey}`,
      ...placeOf(around.client, around.configOf(vm)?.platform.remioDevs[end.index]),
    }));
}

function ofIpc(around: Surroundings, { vm, index, interrupts }: IpcObject): InterruptState[] {
  const { place } = placeOf(around.client, around.configOf(vm)?.platform.ipcs[index]);
  return interrupts.map((number, event) => ({
    number,
    source: `event ${event} of IPC ${index}`,
    ...known('place', place),
  }));
}
