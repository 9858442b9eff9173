// SPDX-License-Identifier: Apache-2.0
/** What a Bao configuration does not say: the hardware under it. Named, so that a run can be repeated elsewhere. */

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

const platforms: readonly MachinePlatform[] = [qemuRiscv64Virt];

/** Names that findPlatform knows. */
export function platformNames(): readonly string[] {
  return platforms.map((platform) => platform.name);
}

/** The platform of that name.
 *  @throws RangeError naming the known ones when there is none. */
export function findPlatform(name: string): MachinePlatform {
  const found = platforms.find((platform) => platform.name === name);
  if (!found) {
    throw new RangeError(`unknown platform "${name}"; known: ${platformNames().join(', ')}`);
  }
  return found;
}
