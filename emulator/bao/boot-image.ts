// SPDX-License-Identifier: Apache-2.0
/** Images: which one a virtual machine has, how large it is, and how it comes into guest memory. */

import type { VmConfig } from '../config/config';
import type { AddressSpace } from './address-space';
import type { BootServices } from './boot-services';
import type { GuestImage } from './guest-image';
import type { Vm } from './vm';

/** The name an image is given by: that of VM_IMAGE, or vmN for one that is loaded separately. */
export function imageName(config: VmConfig, id: number): string {
  return config.image.name?.value ?? `vm${id}`;
}

export function imageOf(vm: Vm, images: ReadonlyMap<string, GuestImage>): GuestImage | undefined {
  return images.get(vm.name) ?? images.get(`vm${vm.id}`);
}

/** Bytes of the image as Bao sees it: what the build embeds, or what the configuration says of one loaded separately. */
export function imageSize(vm: Vm, images: ReadonlyMap<string, GuestImage>): number {
  const stated = vm.config.image.size;
  if (vm.config.image.separatelyLoaded.value && stated.explicit) {
    return Number(stated.value);
  }
  const image = imageOf(vm, images);
  if (!image) {
    return 0;
  }
  if (image.kind === 'raw') {
    return image.bytes.length;
  }
  const ends = image.segments.map((segment) => segment.address + BigInt(segment.bytes.length));
  const starts = image.segments.map((segment) => segment.address);
  const end = ends.reduce((a, b) => (a > b ? a : b), 0n);
  const start = starts.reduce((a, b) => (a < b ? a : b), end);
  return Number(end - start);
}

/** Copies the image into the virtual machine's memory: raw bytes at base_addr, segments at their own addresses. */
export function installImage(services: BootServices, vm: Vm, space: AddressSpace): void {
  const image = imageOf(vm, services.images);
  if (!image) {
    return;
  }
  if (image.kind === 'raw') {
    const limit = imageSize(vm, services.images);
    place(services, vm, space, vm.config.image.baseAddr.value, image.bytes.subarray(0, limit));
    return;
  }
  for (const segment of image.segments) {
    place(services, vm, space, segment.address, segment.bytes);
  }
}

function place(services: BootServices, vm: Vm, space: AddressSpace, gpa: bigint, bytes: Uint8Array): void {
  const base = Number(gpa);
  const mapping = space.ramAt(base, bytes.length);
  if (mapping) {
    services.context.core.writePhysical(BigInt(mapping.pa + base - mapping.base), bytes);
    return;
  }
  services.diagnostics.warning(
    'bao-segment-outside-memory',
    `A part of the image of ${vm.label} belongs at 0x${gpa.toString(16)} (0x${bytes.length.toString(16)} bytes), where none of its memory regions is; it is left out.`,
    vm.config.image.range,
  );
}
