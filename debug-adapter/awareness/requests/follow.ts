// SPDX-License-Identifier: Apache-2.0
/** Begins to follow something, with all that is known of its backend. */

import type { RemioDevice, Target, VirtualSpace } from '../../target';
import { ProgramMemory } from '../structures';
import { DriverCode, type KnownPrograms, type ReadParameters } from './driver-code';
import type { FollowedRequest } from './followed-request';
import { Follower } from './follower';
import { NOTIFICATION_EVENTS, NotificationTracker } from './notification-tracker';
import { REQUEST_EVENTS, RequestTracker } from './request-tracker';
import type { Stage } from './stage';

const DEVICE_LIST = 'bao_dm_list';

export interface FollowOptions {
  /** Stages to stop at; all of them when it is left out. */
  readonly wanted?: (stage: Stage) => boolean;
  /** For functions of the driver that are inlined. */
  readonly parameters?: ReadParameters;
  /** Stages that were before it is followed, in their order. */
  readonly earlier?: readonly Stage[];
}

export function followRequest(
  target: Target,
  programs: KnownPrograms,
  request: FollowedRequest,
  { wanted, parameters, earlier = [] }: FollowOptions = {},
): Follower {
  const backend = request.device?.backend.vm;
  const code =
    backend === undefined
      ? undefined
      : new DriverCode(programs, backend, ['dispatch', 'serve', 'system call return'], parameters);
  const follower = new Follower(
    target,
    new RequestTracker(target, request, code, earlier.at(-1)),
    REQUEST_EVENTS,
    wanted,
  );
  follower.history.push(...earlier);
  return follower;
}

/** Until the frontend goes on, without a stop before. */
export function followToCompletion(target: Target, programs: KnownPrograms, request: FollowedRequest): Follower {
  return followRequest(target, programs, request, { wanted: ({ id }) => id === 'resumed' });
}

/** The next notification that a device's backend gives its frontend. */
export function followNotification(target: Target, programs: KnownPrograms, device: RemioDevice): Follower {
  const { vm } = device.backend;
  const kernel = programs.ofVm(vm).find(({ symbols }) => symbols.symbolNamed(DEVICE_LIST) !== undefined);
  const memory = kernel && ((space: VirtualSpace) => new ProgramMemory(kernel.symbols, target, space));
  const code = new DriverCode(programs, vm, ['irqfd']);
  return new Follower(target, new NotificationTracker(target, device, code, memory), NOTIFICATION_EVENTS);
}
