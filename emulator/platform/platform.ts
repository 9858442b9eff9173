// SPDX-License-Identifier: Apache-2.0
/** What a Bao configuration does not say: the hardware under it. Named, so that a run can be repeated elsewhere. */

import { MAX_HARTS } from '../hart/layout';

export interface PlatformUart {
  readonly kind: 'ns16550';
  /** Physical address and bytes of the registers. */
  readonly address: bigint;
  readonly size: bigint;
  readonly interrupt: number;
}

export interface MachinePlatform {
  readonly name: string;
  readonly cpuCount: number;
  readonly ram: { readonly base: bigint; readonly size: bigint };
  /** Ticks of the `time` CSR per second. */
  readonly timebaseHz: number;
  /** Instructions of one hart that make one tick of virtual time. */
  readonly instructionsPerTick: number;
  readonly uarts: readonly PlatformUart[];
  readonly plic: { readonly address: bigint; readonly interruptCount: number };
  /** Physical memory that the firmware and the hypervisor's own image occupy. */
  readonly hypervisor: { readonly address: bigint; readonly size: bigint };
}

const MIB = 0x10_0000n;

/** QEMU's `virt` board for RISC-V as bao-hypervisor's platform of the same name describes it. */
export const qemuRiscv64Virt: MachinePlatform = {
  name: 'qemu-riscv64-virt',
  cpuCount: 4,
  ram: { base: 0x8000_0000n, size: 0x1_0000_0000n },
  timebaseHz: 10_000_000,
  instructionsPerTick: 100,
  uarts: [{ kind: 'ns16550', address: 0x1000_0000n, size: 8n, interrupt: 10 }],
  plic: { address: 0x0c00_0000n, interruptCount: 1024 },
  hypervisor: { address: 0x8020_0000n, size: 2n * MIB },
};

/** The same board with `-smp N`: as many CPUs, and Bao built for them, so as many slots in its request pool. */
const SMP = /^qemu-riscv64-virt-smp([1-9][0-9]{0,2})$/;

/** What findPlatform knows, for people: N stands for a number of CPUs. */
export function platformNames(): readonly string[] {
  return [qemuRiscv64Virt.name, `${qemuRiscv64Virt.name}-smpN (N from 1 to ${MAX_HARTS})`];
}

export function isPlatform(name: string): boolean {
  return named(name) !== undefined;
}

/** The platform of that name.
 *  @throws RangeError naming the known ones when there is none. */
export function findPlatform(name: string): MachinePlatform {
  const found = named(name);
  if (!found) {
    throw new RangeError(`unknown platform "${name}"; known: ${platformNames().join(', ')}`);
  }
  return found;
}

function named(name: string): MachinePlatform | undefined {
  if (name === qemuRiscv64Virt.name) {
    return qemuRiscv64Virt;
  }
  const cpuCount = Number(SMP.exec(name)?.[1]);
  return cpuCount <= MAX_HARTS ? { ...qemuRiscv64Virt, name, cpuCount } : undefined;
}
