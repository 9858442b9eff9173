// SPDX-License-Identifier: Apache-2.0
/**
 * The types of properties that the specification and Linux's common bindings define, for when dt-schema is not at hand.
 * Names may also be nodes': both share one space.
 */

import type { JsonObject } from '../schema';
import { TYPES_ID } from './core-types';

/** dt-schema's description of what all nodes may have. */
export const CORE_ID = 'http://devicetree.org/schemas/dt-core.yaml';

const NAMES: Readonly<Record<string, string>> = {
  flag: `interrupt-controller dma-coherent dma-noncoherent nonposted-mmio cache-unified clock-ranges gpio-hog reusable
    bootph-pre-sram bootph-verify bootph-pre-ram bootph-some-ram bootph-all tlb-split linux,cma-default linux,dma-default
    multi-master single-master smbus host-notify i2c-analog-filter i2c-digital-filter external-facing supports-clkreq
    aspm-no-l0s aspm-no-l1 aspm-no-l1ss dma-can-stall i2c-scl-has-clk-low-timeout linux,booted-from-kexec`,
  uint32: `phandle virtual-reg cache-level reg-io-width ngpios numa-node-id #mbox-cells linux,pci-probe-only
    linux,uefi-mmap-size linux,uefi-mmap-desc-size linux,uefi-mmap-desc-ver cache-op-block-size reservation-granule-size`,
  uint64: 'kaslr-seed linux,uefi-system-table linux,uefi-mmap-start',
  'uint8-array': 'rng-seed n-fts',
  'uint32-array': `interrupt-map-mask assigned-clock-rates protected-clocks bus-range gpio-map-mask gpio-map-pass-thru
    assigned-addresses alloc-ranges`,
  'uint64-array': 'assigned-clock-rates-u64',
  'uint32-matrix': 'interrupts interrupt-map gpio-map',
  'uint64-matrix': 'opp-hz',
  string: 'status secure-status model device_type label bootargs stdout-path line-name',
  'string-array': 'compatible mount-matrix chassis-type',
  'non-unique-string-array': 'gpio-line-names',
  address: 'reg linux,usable-memory-range linux,elfcorehdr linux,initrd-start linux,initrd-end',
  phandle: 'interrupt-parent remote-endpoint next-level-cache l2-cache wakeup-parent memory-channel',
  'phandle-array': `clocks interrupts-extended iommus assigned-clocks assigned-clock-parents power-domains memory-region
    interconnects resets phys dmas pwms hwlocks io-channels io-backends gpio iommu-addresses required-opps`,
};

/** Lists whose entries all have the same number of cells. */
const ROWS: Readonly<Record<string, readonly [type: string, least: number, most: number]>> = {
  'msi-parent': ['phandle-array', 1, 2],
  cpus: ['phandle-array', 1, 1],
  shmem: ['phandle-array', 1, 1],
  'post-init-providers': ['phandle-array', 1, 1],
  'gpio-ranges': ['phandle-array', 4, 4],
  'gpio-reserved-ranges': ['uint32-matrix', 2, 2],
  'assigned-clock-sscs': ['uint32-matrix', 3, 3],
  'distance-matrix': ['uint32-matrix', 3, 3],
};

/** Names that have one of several types. */
const SEVERAL: Readonly<Record<string, readonly string[]>> = {
  'clock-frequency': ['uint32', 'uint64'],
  'timebase-frequency': ['uint32', 'uint64'],
  size: ['uint32', 'uint64'],
  alignment: ['uint32', 'uint64'],
  ranges: ['flag', 'uint32-matrix'],
  'dma-ranges': ['flag', 'uint32-matrix'],
  gpios: ['phandle-array', 'uint32-matrix'],
  'wakeup-source': ['flag', 'phandle-array'],
};

const PATTERNS: Readonly<Record<string, string>> = {
  '^#.*-cells$': 'uint32',
  '^(i-|d-)?cache-(block-size|line-size|sets|size)$': 'uint32',
  '^(i-|d-)?tlb-(size|sets)$': 'uint32',
  '-names$': 'non-unique-string-array',
  '-supply$': 'phandle',
  '(?<!,nr)-gpios?$': 'phandle-array',
  '^pinctrl-[0-9]+$': 'phandle-array',
  '^(?!opp).*-hz$': 'uint32-matrix',
  '-microvolt$': 'int32-matrix',
  '-(kBps|bits|mhz|sec|us|ns|ps|mm|nanoamp|micro-ohms|microamp(-hours)?|microwatt(-hours)?|milliwatt|kelvin)$':
    'uint32-array',
  '(?<!(wakeup-gap|refresh-interval))-ms$': 'uint32-array',
  '(?<!plate)-ohms$': 'uint32-array',
  '-(femto|pico)farads$': 'uint32-array',
  '-(bp|percent|db|celsius|millicelsius|k?pascal)$': 'int32-array',
};

function typed(type: string): JsonObject {
  return { $ref: `${TYPES_ID}#/definitions/${type}` };
}

/** A property of one of these types, or a node of that name. */
function property(...descriptions: JsonObject[]): JsonObject {
  return { anyOf: [{ type: 'object' }, ...descriptions] };
}

export function coreProperties(): JsonObject {
  const properties: JsonObject = {};
  for (const [type, names] of Object.entries(NAMES)) {
    for (const name of names.split(/\s+/)) {
      properties[name] = property(typed(type));
    }
  }
  for (const [name, [type, minItems, maxItems]] of Object.entries(ROWS)) {
    properties[name] = property({ ...typed(type), items: { minItems, maxItems } });
  }
  for (const [name, types] of Object.entries(SEVERAL)) {
    properties[name] = property(...types.map(typed));
  }
  properties.status = property({
    ...typed('string'),
    enum: ['okay', 'disabled', 'reserved', 'fail', 'fail-needs-probe'],
  });
  const patternProperties = Object.fromEntries(
    Object.entries(PATTERNS).map(([pattern, type]) => [pattern, property(typed(type))]),
  );
  return { $id: `${CORE_ID}#`, select: true, properties, patternProperties };
}
