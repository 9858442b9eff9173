// SPDX-License-Identifier: Apache-2.0
/** Addresses that say whose they are. A bare number means something only beside its space. */

/** As a virtual machine's programs use it, behind stage-1 translation. */
export interface VirtualSpace {
  readonly kind: 'virtual';
  readonly vm: number;
  /** Page number of the stage-1 root table (PPN field of satp). 0n: translation is off. */
  readonly root: bigint;
}

/** What stage 1 yields: a virtual machine's own physical memory. */
export interface GuestPhysicalSpace {
  readonly kind: 'guest-physical';
  readonly vm: number;
}

/** The machine's memory, behind stage 2. */
export interface PhysicalSpace {
  readonly kind: 'physical';
}

export type Space = VirtualSpace | GuestPhysicalSpace | PhysicalSpace;

export interface Address {
  readonly space: Space;
  /** Unsigned, 64 bits. */
  readonly value: bigint;
}

/** Equal for equal spaces and for no others; also good for people: `vm0`, `vm0 guest-physical`, `physical`. */
export function spaceKey(space: Space): string {
  switch (space.kind) {
    case 'virtual':
      return `vm${space.vm} virtual 0x${space.root.toString(16)}`;
    case 'guest-physical':
      return `vm${space.vm} guest-physical`;
    case 'physical':
      return 'physical';
  }
}
