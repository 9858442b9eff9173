// SPDX-License-Identifier: Apache-2.0
/** The stages in the life of a request, from the access that traps to the frontend's next instruction. */

import type { EventOf, TargetEvent } from '../../target';
import type { VirtioRequest } from './virtio-request';

export type StageId =
  /** The frontend's access has trapped. */
  | 'trapped'
  /** The request is PENDING, and the vCPU blocked. */
  | 'queued'
  /** The backend's interrupt is pending. */
  | 'injected'
  /** The backend has claimed it. */
  | 'taken'
  /** The backend has asked for the request. */
  | 'asked'
  /** The driver is about to give it to a client. */
  | 'dispatched'
  /** The client's kernel thread serves it. */
  | 'served'
  /** The device model has it: ATTACH returns to user space. */
  | 'attached'
  | 'completed'
  /** The frontend goes on at the next instruction. */
  | 'resumed'
  /** Of a notification: an irqfd's eventfd has been signalled. */
  | 'signalled'
  /** The backend has made the NOTIFY hypercall. */
  | 'notified';

export interface Moment {
  /** Instructions retired by all harts. */
  readonly instructions: bigint;
  /** Virtual time in timebase ticks. */
  readonly time: bigint;
}

export interface Stage extends Moment {
  readonly id: StageId;
  /** Where it happened; undefined for what the hypervisor does by itself. */
  readonly vm: number | undefined;
  readonly hart: number | undefined;
  /** Guest-virtual. For an event that of the instruction that caused it. */
  readonly pc: bigint | undefined;
  /** Instructions of all harts since the stage before; undefined for the first one known. */
  readonly since: bigint | undefined;
  /** What told of it; undefined for a place in the driver. */
  readonly event: TargetEvent | undefined;
  /** The call with which the backend asked or completed. */
  readonly call: EventOf<'hypercall'> | undefined;
  /** The request as the driver has it. */
  readonly inDriver: VirtioRequest | undefined;
  /** Client of the device model: guest-virtual address of its struct bao_io_client, where the stage has one. */
  readonly client: bigint | undefined;
}

/** For people. */
export const STAGE_TITLES: Readonly<Record<StageId, string>> = {
  trapped: "The frontend's access has trapped",
  queued: 'The request is pending, and the vCPU blocked',
  injected: 'The interrupt is pending in the virtual machine',
  taken: 'The interrupt is taken',
  asked: 'The backend has asked for the request',
  dispatched: 'The driver gives the request to a client',
  served: "The client's thread serves the request",
  attached: 'The device model has the request: ATTACH returns',
  completed: 'The request is completed',
  resumed: 'The frontend goes on',
  signalled: 'An irqfd is signalled',
  notified: 'The backend has notified the frontend',
};
