// SPDX-License-Identifier: Apache-2.0
/** Every value of a configuration in the order of guest/dump.c. */

import type { BaoConfig, Platform, Scalar } from '../../emulator';

export function dumpConfig(config: BaoConfig): bigint[] {
  const words: bigint[] = [];
  const scalars = (...values: Scalar[]): void => {
    words.push(...values.map(({ value }) => value));
  };
  scalars(config.shmemlistSize);
  for (const shmem of config.shmemlist) {
    scalars(shmem.size, shmem.colors);
    words.push(shmem.placePhys.value ? 1n : 0n);
    scalars(shmem.phys);
  }
  scalars(config.vmlistSize);
  for (const { image, entry, cpuAffinity, colors, platform } of config.vmlist) {
    scalars(image.baseAddr, image.loadAddr, image.size);
    words.push(image.separatelyLoaded.value ? 1n : 0n, image.inplace.value ? 1n : 0n);
    scalars(entry, cpuAffinity, colors);
    words.push(...dumpPlatform(platform));
  }
  return words;
}

function dumpPlatform(platform: Platform): bigint[] {
  const regions = platform.regions.flatMap((region) => [
    region.base.value,
    region.size.value,
    region.colors.value,
    region.placePhys.value ? 1n : 0n,
    region.phys.value,
  ]);
  const interrupts = (owner: { interruptNum: Scalar; interrupts: readonly Scalar[] }): bigint[] => [
    owner.interruptNum.value,
    ...owner.interrupts.map(({ value }) => value),
  ];
  const ipcs = platform.ipcs.flatMap((ipc) => [ipc.base.value, ipc.size.value, ipc.shmemId.value, ...interrupts(ipc)]);
  const devs = platform.devs.flatMap((device) => [
    device.pa.value,
    device.va.value,
    device.size.value,
    ...interrupts(device),
    device.id.value,
  ]);
  const remio = platform.remioDevs.flatMap(({ va, size, interrupt, bindKey, type, shmem }) =>
    [va, size, interrupt, bindKey, type, shmem.base, shmem.size, shmem.shmemId].map(({ value }) => value),
  );
  return [
    platform.cpuNum.value,
    platform.plicBase.value,
    platform.regionNum.value,
    ...regions,
    platform.ipcNum.value,
    ...ipcs,
    platform.devNum.value,
    ...devs,
    platform.remioDevNum.value,
    ...remio,
  ];
}
