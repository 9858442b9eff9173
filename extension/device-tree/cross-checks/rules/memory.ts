// SPDX-License-Identifier: Apache-2.0
/** Memory that the tree promises is memory that the virtual machine has. */

import type { Region } from '../../../../emulator';
import type { RegEntry } from '../../addresses';
import { stringOf } from '../../cells';
import type { Guest } from '../guest';
import { configNumber, extent, type Mismatches, regSide } from '../mismatches';

export function checkMemory(guest: Guest, found: Mismatches): void {
  const { platform } = guest.config;
  const regions = platform.regions.slice(0, Number(platform.regionNum.value));
  const entries = guest.nodes
    .filter((node) => stringOf(node, 'device_type') === 'memory')
    .flatMap((node) => guest.regs(node));
  for (const entry of entries.filter(({ size }) => size > 0n)) {
    if (!regions.some((region) => contains(region, entry))) {
      reportOutside(guest, entry, regions, found);
    }
  }
  for (const region of entries.length === 0 ? [] : regions) {
    if (!entries.some((entry) => overlaps(region, entry))) {
      const message = `the device tree of ${guest.name} has no memory in the region ${extentOf(region)}: the guest does not use it`;
      found.at('bao-memory-unused', 'warning', message, configNumber(region.base, 'the region'));
    }
  }
}

function reportOutside(guest: Guest, entry: RegEntry, regions: readonly Region[], found: Mismatches): void {
  const near = regions.find((region) => overlaps(region, entry)) ?? regions[0];
  const have = near ? `its region is ${extentOf(near)}` : 'it has no regions';
  const message = `memory ${extent(entry)} of the device tree is not all in ${guest.name}: ${have}; an access outside is a fault that ends the guest`;
  const wanted = near && { base: near.base.value, size: near.size.value };
  found.between('bao-memory', 'error', message, [
    regSide(entry, `memory ${extent(entry)}`, wanted),
    ...(near ? [configNumber(near.base.value === entry.base ? near.size : near.base, `region ${extentOf(near)}`)] : []),
  ]);
}

function contains({ base, size }: Region, entry: RegEntry): boolean {
  return entry.base >= base.value && entry.base + entry.size <= base.value + size.value;
}

function overlaps({ base, size }: Region, entry: RegEntry): boolean {
  return entry.base < base.value + size.value && base.value < entry.base + entry.size;
}

function extentOf({ base, size }: Region): string {
  return extent({ base: base.value, size: size.value });
}
