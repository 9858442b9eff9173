// SPDX-License-Identifier: Apache-2.0
/** What a virtual machine's guest-physical addresses are, as its configuration says. */

import type { Scalar, SourceRange, VmConfig } from '../../../emulator';
import { isFrontend, remioDevicesOf } from './remio-devices';

export interface Mapping {
  readonly kind: 'memory' | 'device' | 'IPC' | 'REMIO memory' | 'REMIO registers' | 'interrupt controller';
  /** For people. */
  readonly name: string;
  /** Guest-physical, in bytes. */
  readonly base: bigint;
  readonly size: bigint;
  /** Physical address of the first byte, where the configuration fixes it. */
  readonly physical: bigint | undefined;
  /** Where the configuration says it. */
  readonly range: SourceRange;
}

/** Of the PLIC's registers (RISC-V PLIC Specification 1.0.0, memory map). */
const PLIC_BYTES = 0x400_0000n;
const GICD_BYTES = 0x1_0000n;
/** Of the distributor or the APLIC's domain: at least. */
const APLIC_BYTES = 0x4000n;

const CONTROLLERS: readonly (readonly [string, bigint])[] = [
  ['irqc.plic.base', PLIC_BYTES],
  ['irqc.aia.aplic.base', APLIC_BYTES],
  ['gic.gicd_addr', GICD_BYTES],
  ['gic.gicr_addr', GICD_BYTES],
  ['gic.gicc_addr', 0x1000n],
];

export function mappingsOf(config: VmConfig, vm: number): readonly Mapping[] {
  const { platform } = config;
  return [
    ...counted(platform.regions, platform.regionNum).map(({ base, size, placePhys, phys, range }) =>
      mapping('memory', 'memory', base, size, range, placePhys.value ? phys.value : undefined),
    ),
    ...counted(platform.devs, platform.devNum)
      .filter(({ size }) => size.value > 0n)
      .map(({ va, size, pa, range }) => mapping('device', 'device', va, size, range, pa.value)),
    ...counted(platform.ipcs, platform.ipcNum).map(({ base, size, range }, index) =>
      mapping('IPC', `IPC object ${index}`, base, size, range, undefined),
    ),
    ...remioDevicesOf(config, vm).map(({ device: { shmem }, index }) =>
      mapping('REMIO memory', `shared memory of REMIO device ${index}`, shmem.base, shmem.size, shmem.range, undefined),
    ),
    ...remioDevicesOf(config, vm)
      .filter(({ device }) => isFrontend(device))
      .map(({ device: { va, size, range }, index }) =>
        mapping('REMIO registers', `registers of REMIO device ${index}`, va, size, range, undefined),
      ),
    ...CONTROLLERS.flatMap(([field, size]) => {
      const base = platform.arch.get(field);
      return base?.explicit
        ? [
            {
              ...NO_PHYSICAL,
              kind: 'interrupt controller' as const,
              name: field,
              base: base.value,
              size,
              range: base.range,
            },
          ]
        : [];
    }),
  ];
}

const NO_PHYSICAL = { physical: undefined };

function mapping(
  kind: Mapping['kind'],
  name: string,
  base: Scalar,
  size: Scalar,
  range: SourceRange,
  physical: bigint | undefined,
): Mapping {
  return { kind, name: `${name} at 0x${base.value.toString(16)}`, base: base.value, size: size.value, physical, range };
}

/** Those that Bao looks at. */
function counted<Element>(list: readonly Element[], count: Scalar): readonly Element[] {
  return list.slice(0, Number(count.value));
}

export function overlap(
  one: { readonly base: bigint; readonly size: bigint },
  other: { readonly base: bigint; readonly size: bigint },
): boolean {
  return one.base < other.base + other.size && other.base < one.base + one.size;
}
