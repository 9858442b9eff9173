// SPDX-License-Identifier: Apache-2.0
/** The second stage of one virtual machine while it is being built. Addresses and sizes in bytes. */

import type { Stage2Range } from '../hart/hart-core';
import { PAGE_SIZE, roundToPages } from './page-allocator';
import type { DeviceRange } from './vm';

/** Sv39x4 maps 41 bits of guest-physical address. */
const GUEST_PHYSICAL_END = 2 ** 41;

export interface Mapping {
  readonly base: number;
  readonly size: number;
  readonly pa: number;
  /** Device pages are not RAM. */
  readonly device: boolean;
}

export class AddressSpace {
  readonly mappings: Mapping[] = [];

  /** mem_alloc_vpage: whether the range can be mapped: page aligned, not empty, not taken. */
  canMap(base: number, size: number): boolean {
    const end = base + roundToPages(size);
    return size > 0 && base % PAGE_SIZE === 0 && end <= GUEST_PHYSICAL_END && !this.overlapping(base, end - base);
  }

  /** The mapping that a range collides with. */
  overlapping(base: number, size: number): Mapping | undefined {
    return this.mappings.find((mapping) => base < mapping.base + mapping.size && base + size > mapping.base);
  }

  map(base: number, size: number, pa: number, device: boolean): void {
    this.mappings.push({ base, size: roundToPages(size), pa, device });
  }

  /** The RAM mapping that holds the whole range. */
  ramAt(base: number, size: number): Mapping | undefined {
    return this.mappings.find(
      (mapping) => !mapping.device && base >= mapping.base && base + size <= mapping.base + mapping.size,
    );
  }

  ranges(): Stage2Range[] {
    return this.mappings
      .filter((mapping) => !mapping.device)
      .map(({ base, size, pa }) => ({ gpa: BigInt(base), size: BigInt(size), pa: BigInt(pa) }));
  }

  devices(): DeviceRange[] {
    return this.mappings.filter((mapping) => mapping.device);
  }
}
