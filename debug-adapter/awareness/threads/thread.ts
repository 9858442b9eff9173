// SPDX-License-Identifier: Apache-2.0
/** A thread as clients know it, and the threads of vCPUs of which nothing more is known. */

import type { ThreadKey } from '../../stack';
import type { Partition, Vcpu } from '../../target';

export interface Thread {
  /** Positive; never given to another one. */
  readonly id: number;
  /** For people. */
  readonly name: string;
  readonly vm: number;
  readonly key: ThreadKey;
}

/** A vCPU's number is its physical CPU's, from 1 on, because clients take 0 for none. */
export function vcpuThreadId(hart: number): number {
  return hart + 1;
}

export function vcpuThread({ name, vm }: Partition, { vcpu, hart }: Vcpu): Thread {
  return { id: vcpuThreadId(hart), name: `${name} vCPU ${vcpu} (VM${vm}, hart ${hart})`, vm, key: hart };
}
