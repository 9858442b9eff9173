// SPDX-License-Identifier: Apache-2.0
/** Threads of the protocol: one for each vCPU. */

import type { Partition, Target, Vcpu } from '../target';
import { RequestError } from './request-error';

/** A thread's number is its physical CPU's, from 1 on, because clients take 0 for none. */
export function threadOf(hart: number): number {
  return hart + 1;
}

export function threadName({ name, vm }: Partition, { vcpu, hart }: Vcpu): string {
  return `${name} vCPU ${vcpu} (VM${vm}, hart ${hart})`;
}

/** The physical CPU of a thread. @throws RequestError when no vCPU runs on it */
export function hartOf(target: Target, threadId: number): number {
  const hart = threadId - 1;
  if (target.partitions.some(({ vcpus }) => vcpus.some((vcpu) => vcpu.hart === hart))) {
    return hart;
  }
  const known = target.partitions.flatMap(({ vcpus }) => vcpus.map((vcpu) => threadOf(vcpu.hart)));
  throw new RequestError(`There is no thread ${threadId}; the threads are ${known.sort((a, b) => a - b).join(', ')}`);
}
