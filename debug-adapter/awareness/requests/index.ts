// SPDX-License-Identifier: Apache-2.0
/** The door: a request as one thing, from the access that traps to the frontend's next instruction. */
export { DriverCode, type DriverPlace, type Gap, type KnownPrograms, type ReadParameters } from './driver-code';
export { type FollowOptions, followNotification, followRequest, followToCompletion } from './follow';
export { type FollowedRequest, followedFromEvent, followedFromState } from './followed-request';
export { Follower } from './follower';
export { Headway, type Impediment } from './headway';
export { NextOfDevice } from './next-of-device';
export { type NewRequest, NextRequest } from './next-request';
export { REQUEST_EVENTS } from './request-tracker';
export { type Moment, STAGE_TITLES, type Stage, type StageId } from './stage';
export { readVirtioRequest, type VirtioRequest } from './virtio-request';
