// SPDX-License-Identifier: Apache-2.0
/** What is known of the hypervisor under a target, from whichever source there is. */

import type { BaoState, Target } from '../../target';
import { callInProgress } from './call-in-progress';
import { type DecodedHypercall, decodeHypercall } from './hypercall';

export interface BaoAwareness {
  state(): Promise<BaoState>;
  /** The call that the vCPU is about to make or is in, else the last one that has returned to it. */
  hypercall(hart: number): Promise<DecodedHypercall | undefined>;
}

/** Undefined when nothing can be known of the target's hypervisor. */
export function baoAwareness(target: Target): BaoAwareness | undefined {
  const source = target.bao;
  if (source === undefined) {
    return undefined;
  }
  return {
    state: () => source.state(),
    hypercall: async (hart) => {
      const record = (await callInProgress(target, hart)) ?? (await source.lastHypercall(hart));
      return record && decodeHypercall(record, await source.state());
    },
  };
}
