// SPDX-License-Identifier: Apache-2.0
/**
 * Following one request, or one notification, from stage to stage through all partitions. The requests here let the
 * machine run as `continue` does: they are answered at once, and what is reached is told by a `stopped` event of reason
 * `goal`, whose description says the stage in words. Breakpoints and `pause` stop meanwhile as ever, and following goes
 * on from there.
 */

import type { PlaceState } from './protocol-state';

/** A request of the hypervisor's pool. */
export interface RequestReference {
  /** Slot of the pool. */
  readonly slot: number;
  /** Number over the whole run, in decimal: with it a slot that is used again is not mistaken. */
  readonly serial?: string;
}

/**
 * Request: runs to the next stage of a request, wherever it happens. Which one: the one named; else the one selected,
 * as long as it is not over; else the one that the thread named has to do with; else the next one that comes. After the
 * last stage of a request or a notification it goes on with what comes next of the same device: a request of its
 * frontend or a notification from its backend.
 */
export const FOLLOW_REQUEST = 'bao.followRequest';

/** Request: runs until a request is completed and its frontend has gone on. Which one: as FOLLOW_REQUEST. */
export const RUN_TO_COMPLETION_REQUEST = 'bao.runToCompletion';

export interface FollowArguments {
  readonly request?: RequestReference;
  /** The thread that a person looks at. */
  readonly threadId?: number;
}

/** Request: runs until the next request is made, and selects it. */
export const RUN_TO_NEXT_REQUEST = 'bao.runToNextRequest';

export interface NextRequestArguments {
  /** Bind key of the device, a number as text: `7`, `0x7`. Absent: any device. */
  readonly device?: string;
}

/** Request: runs to the next stage of a notification: of the one followed, else of the next one that the device gives. */
export const FOLLOW_NOTIFICATION_REQUEST = 'bao.followNotification';

export interface FollowNotificationArguments {
  /** Bind key of the device. Absent: that of what is followed, else one that the thread's virtual machine is an end of. */
  readonly device?: string;
  readonly threadId?: number;
}

/** What the requests above answer, before the machine runs. */
export interface FollowResponseBody {
  /** What is followed, in words. */
  readonly about: string;
}

/** Request: selects the request that is followed from now on, without running; none when nothing is named. */
export const SELECT_REQUEST = 'bao.selectRequest';

export interface SelectArguments {
  readonly request?: RequestReference;
}

/** Event: a stage has been reached, something else is followed, or nothing any more. Before the `stopped` event. */
export const REQUEST_STAGE_EVENT = 'bao.requestStage';

export interface RequestStageEventBody {
  /** Absent when nothing is followed. */
  readonly followed?: FollowedState;
}

export interface FollowedState {
  readonly kind: 'request' | 'notification';
  /** Of a request. */
  readonly slot?: number;
  readonly serial?: string;
  readonly bindKey: string;
  /** `Request 3 READ DeviceFeatures`. */
  readonly title: string;
  /** The same with the stage it is in and how long that took. */
  readonly text: string;
  /** All that is known of it, the oldest first. */
  readonly stages: readonly StageState[];
  /** There is no further stage. */
  readonly isOver: boolean;
  /** Why it makes no headway, when it was seen not to. */
  readonly problem?: string;
  /** Stages that cannot be seen here, each with the reason. */
  readonly gaps: readonly string[];
}

export type StageName =
  | 'trapped'
  | 'pending'
  | 'interrupt injected'
  | 'interrupt taken'
  | 'asked'
  | 'queued to client'
  | 'taken by client'
  | 'completed'
  | 'frontend resumed'
  | 'irqfd signalled'
  | 'NOTIFY';

export interface StageState {
  readonly stage: StageName;
  /** With who did it: `taken by client bao-ioevfdc0`. */
  readonly text: string;
  /** Instructions that all harts had retired, in decimal. */
  readonly instructions: string;
  /** Virtual time in ticks of the timebase, in decimal. */
  readonly time: string;
  /** Since the stage before: instructions and ticks, in decimal. Absent for the first one known. */
  readonly duration?: { readonly instructions: string; readonly ticks: string };
  /** Absent for what the hypervisor does by itself. */
  readonly vm?: number;
  readonly hart?: number;
  /** Thread of the vCPU. */
  readonly threadId?: number;
  /** Guest-virtual, of the instruction. */
  readonly pc?: string;
  readonly function?: string;
  readonly place?: PlaceState;
  /** Client of the device model that has the request. */
  readonly client?: string;
}
