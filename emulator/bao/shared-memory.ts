// SPDX-License-Identifier: Apache-2.0
/** The shared memories of the configuration. Plain data. */

export interface SharedMemory {
  /** Physical address; -1n until it is allocated. */
  pa: bigint;
  readonly size: bigint;
  /** Bit mask of the CPUs that booted a virtual machine attached to it, by IPC or by REMIO. */
  cpuMasters: bigint;
}

export class SharedMemories {
  readonly list: SharedMemory[] = [];

  /** shmem_get: undefined when the id is out of range. */
  get(id: bigint): SharedMemory | undefined {
    return id < BigInt(this.list.length) ? this.list[Number(id)] : undefined;
  }
}
