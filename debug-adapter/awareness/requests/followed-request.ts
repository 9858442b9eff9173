// SPDX-License-Identifier: Apache-2.0
/** Which request is followed: what the hypervisor's state and its events both know of it. */

import type { BaoState, EventOf, RemioDevice, RemioRequest } from '../../target';

export interface FollowedRequest {
  /** Number over the whole run. */
  readonly serial: bigint;
  /** Slot of the pool: `request_id` in the driver. */
  readonly slot: number;
  readonly bindKey: bigint;
  /** Guest-physical address of the access, in the frontend. */
  readonly address: bigint;
  readonly frontendHart: number;
  /** Position of the event that told of it; what came before is about others. Undefined when nobody heard of it. */
  readonly madeAt: bigint | undefined;
  /** The backend has it already. */
  readonly asked: boolean;
  /** Undefined when the hypervisor's state does not know the device. */
  readonly device: RemioDevice | undefined;
}

/** A request that has just been made. */
export function followedFromEvent(event: EventOf<'requestState'>, state: BaoState): FollowedRequest {
  const { serial, id: slot, bindKey, address, frontendCpu: frontendHart, sequence: madeAt } = event;
  return { serial, slot, bindKey, address, frontendHart, madeAt, asked: false, device: deviceOf(bindKey, state) };
}

/** One in the pool; undefined for a slot that holds none, or whose number is not known. */
export function followedFromState(request: RemioRequest, state: BaoState): FollowedRequest | undefined {
  const { serial, slot, bindKey, address, frontend, allocated } = request;
  if (!allocated || serial === undefined || bindKey === undefined || frontend === undefined) {
    return undefined;
  }
  const asked = request.state !== 'PENDING';
  const device = deviceOf(bindKey, state);
  return { serial, slot, bindKey, address, frontendHart: frontend.hart, madeAt: undefined, asked, device };
}

function deviceOf(bindKey: bigint, { devices }: BaoState): RemioDevice | undefined {
  return devices.find((device) => device.bindKey === bindKey);
}
