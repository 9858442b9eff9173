// SPDX-License-Identifier: Apache-2.0
/** Which request a thread has to do with. */

import type { Thread } from '../../awareness/threads';
import type { BaoState, HypercallRecord, RemioDevice, RemioRequest, Target } from '../../target';

const REMIO = 2n;
const ASK = 2n;

/**
 * Of a frontend: the one that its vCPU waits for. Of a backend: the one that this vCPU has asked for last, else the
 * oldest one that is not complete. Undefined when there is none.
 */
export async function requestOfThread(
  target: Target,
  { requests, partitions }: BaoState,
  { key, vm }: Thread,
): Promise<RemioRequest | undefined> {
  const vcpus = partitions.find((each) => each.vm === vm)?.vcpus ?? [];
  const waits = vcpus.find(({ hart, request }) => hart === key && request !== undefined);
  if (waits !== undefined) {
    return requests[waits.request!];
  }
  const open = requests
    .filter(({ allocated, backendVm, state }) => allocated && backendVm === vm && state !== 'COMPLETE')
    .sort((one, other) => Number((one.serial ?? 0n) - (other.serial ?? 0n)));
  const last = typeof key === 'number' ? await target.bao?.lastHypercall(key) : undefined;
  return open.find(({ slot, state }) => state === 'PROCESSING' && slot === askedFor(last)) ?? open[0];
}

/** A device that the virtual machine of a thread is an end of: as frontend first. */
export function deviceOfThread({ devices }: BaoState, { vm }: Pick<Thread, 'vm'>): RemioDevice | undefined {
  return devices.find(({ frontend }) => frontend.vm === vm) ?? devices.find(({ backend }) => backend.vm === vm);
}

/** Slot of the request that a call has fetched. */
function askedFor(call: HypercallRecord | undefined): number | undefined {
  const isAsk = call?.before[6] === REMIO && call.before[2] === ASK && call.after?.[1] === 0n;
  return isAsk ? Number(call.after?.[6]) : undefined;
}
