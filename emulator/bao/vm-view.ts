// SPDX-License-Identifier: Apache-2.0
/** What a virtual machine was given, as plain data for people and tools. It is settled at boot. */

import { imageSize } from './boot-image';
import type { Context } from './context';
import type { GuestImage } from './guest-image';
import type { Vm } from './vm';

/** Guest-physical address and bytes. */
export interface RegionView {
  readonly base: bigint;
  readonly size: bigint;
  /** Physical address of its first byte; undefined when it was not mapped. */
  readonly pa: bigint | undefined;
}

/** A device that is passed through. */
export interface DeviceView {
  /** Guest-physical address of its registers; undefined for one that is interrupts only. */
  readonly base: bigint | undefined;
  /** Physical address, and bytes. */
  readonly pa: bigint;
  readonly size: bigint;
  readonly interrupts: readonly number[];
}

export interface VmView {
  readonly vm: number;
  /** Guest-physical address of the first instruction. */
  readonly entry: bigint;
  readonly image: {
    /** As the configuration writes it; undefined for an image that is loaded separately. */
    readonly path: string | undefined;
    /** Guest-physical address and bytes. */
    readonly base: bigint;
    readonly size: bigint;
  };
  readonly regions: readonly RegionView[];
  readonly devices: readonly DeviceView[];
}

/** Device entries with this address are not mapped (Bao's INVALID_VA). */
const NOT_MAPPED = 0xffff_ffff_ffff_ffffn;

export function viewVms(context: Context, images: ReadonlyMap<string, GuestImage>): VmView[] {
  return context.vms.map((vm) => viewVm(context, vm, images));
}

function viewVm(context: Context, vm: Vm, images: ReadonlyMap<string, GuestImage>): VmView {
  const { image, entry, platform } = vm.config;
  const name = image.name?.value;
  return {
    vm: vm.id,
    entry: entry.value,
    image: {
      path: context.config.images.find((each) => each.name === name)?.path.value,
      base: image.baseAddr.value,
      size: BigInt(imageSize(vm, images)),
    },
    regions: platform.regions.slice(0, Number(platform.regionNum.value)).map(({ base, size }) => ({
      base: base.value,
      size: size.value,
      pa: vm.started ? context.core.translateGuestPhysical(vm.id, base.value) : undefined,
    })),
    devices: platform.devs.slice(0, Number(platform.devNum.value)).map((device) => ({
      base: device.va.value === NOT_MAPPED ? undefined : device.va.value,
      pa: device.pa.value,
      size: device.size.value,
      interrupts: device.interrupts
        .slice(0, Number(device.interruptNum.value))
        .map(({ value }) => Number(BigInt.asUintN(32, value))),
    })),
  };
}
