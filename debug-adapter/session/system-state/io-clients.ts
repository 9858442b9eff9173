// SPDX-License-Identifier: Apache-2.0
/** Clients of device models, with the requests that wait for them. */

import type { DriverRequest, IoClient } from '../../awareness/drivers';
import type { DriverRequestState, IoClientState } from '../../protocol';
import type { KernelView } from './kernel-view';
import { frontendOf } from './surroundings';
import { hex, known } from './values';

/** Requests of one queue that are told one by one: a driver that goes wrong may queue thousands. */
const MAX_QUEUED = 100;

/** Name of the virtio register at a guest-physical address in the frontend. */
export type Registers = (address: bigint) => string | undefined;

export function clientState(view: KernelView, client: IoClient, registerAt: Registers): IoClientState {
  const { at, bytes, name, isControl, isBeingDestroyed, queued, inFlight, ranges, thread, waiting } = client;
  const requests = (list: readonly DriverRequest[]) => list.map((each) => requestState(view, each, registerAt));
  return {
    ...{ name, isControl, isBeingDestroyed, queued: requests(queued.slice(0, MAX_QUEUED)) },
    ...known('more', queued.length > MAX_QUEUED ? queued.length - MAX_QUEUED : undefined),
    ...known('inFlight', inFlight && requests(inFlight.slice(0, MAX_QUEUED))),
    ranges: ranges.map(({ first, last }) => ({ first: hex(first), last: hex(last) })),
    ...known('thread', thread === undefined ? undefined : view.task(thread)),
    waiting: waiting.map((task) => view.task(task)),
    memory: view.memory(at, bytes),
  };
}

function requestState({ around }: KernelView, request: DriverRequest, registerAt: Registers): DriverRequestState {
  const { requestId, operation, address, value, width } = request;
  return {
    ...{ slot: requestId.toString(), operation, address: hex(address), value: hex(value), width },
    ...known('register', registerAt(address)),
    ...known('frontend', frontendOf(around, around.bao.requests[Number(requestId)])),
  };
}
