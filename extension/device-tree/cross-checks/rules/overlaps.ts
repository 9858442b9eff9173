// SPDX-License-Identifier: Apache-2.0
/** Addresses that are two things at once: within a virtual machine, and between them. */

import type { BaoConfig } from '../../../../emulator';
import { type Mapping, mappingsOf, overlap } from '../mappings';
import { extent, type Mismatches } from '../mismatches';

export function checkOverlaps(config: BaoConfig, found: Mismatches): void {
  const guests = config.vmlist.map((vm, index) => mappingsOf(vm, index));
  guests.forEach((mappings, vm) => {
    for (const [one, other] of pairs(mappings)) {
      reportWithin(vm, one, other, found);
    }
  });
  const physical = [
    ...guests.flatMap((mappings, vm) => mappings.flatMap((mapping) => physically(mapping, `VM${vm}`, vm))),
    ...config.shmemlist.flatMap(({ size, placePhys, phys, range }, index) =>
      placePhys.value
        ? [
            {
              name: `shared memory ${index}`,
              base: phys.value,
              size: size.value,
              range,
              vm: undefined,
              isDevice: false,
            },
          ]
        : [],
    ),
  ];
  for (const [one, other] of pairs(physical)) {
    // Devices may be given to several: that is a person's decision. Within one machine they may be two views of one.
    const isShared = one.isDevice && other.isDevice;
    if (!isShared && one.vm !== other.vm && overlap(one, other)) {
      const message = `${one.name} at physical ${extent(one)} and ${other.name} at ${extent(other)} overlap: each writes into the other`;
      found.between('bao-overlap-physical', 'error', message, [
        { range: one.range, label: one.name },
        { range: other.range, label: other.name },
      ]);
    }
  }
}

function physically({ kind, name, physical, size, range }: Mapping, owner: string, vm: number) {
  return physical === undefined
    ? []
    : [{ name: `${name} of ${owner}`, base: physical, size, range, vm, isDevice: kind === 'device' }];
}

function reportWithin(vm: number, one: Mapping, other: Mapping, found: Mismatches): void {
  if (!overlap(one, other)) {
    return;
  }
  const registers = [one, other].find(({ kind }) => kind === 'REMIO registers');
  const covering = registers === one ? other : one;
  const sides = [
    { range: one.range, label: one.name },
    { range: other.range, label: other.name },
  ];
  if (registers && covering.kind !== 'REMIO registers') {
    const message = `the ${registers.name} of VM${vm} lie in its ${covering.name}, which is mapped: no access there ever becomes a request`;
    found.between('bao-remio-no-trap', 'error', message, sides);
  } else {
    const message = `the ${one.name} (size 0x${one.size.toString(16)}) and the ${other.name} (size 0x${other.size.toString(16)}) of VM${vm} overlap`;
    found.between('bao-overlap', 'error', message, sides);
  }
}

/** No configuration has as many things in it. */
const MAX_COMPARED = 2000;

function* pairs<Element>(list: readonly Element[]): Generator<[Element, Element]> {
  const compared = list.slice(0, MAX_COMPARED);
  for (let second = 1; second < compared.length; second++) {
    for (let first = 0; first < second; first++) {
      yield [compared[first]!, compared[second]!];
    }
  }
}
