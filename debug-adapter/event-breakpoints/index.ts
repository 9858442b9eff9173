// SPDX-License-Identifier: Apache-2.0
/** The door: breakpoints on what happens in a system. */
export {
  type EventBreakpointState,
  EventBreakpoints,
  type EventHit,
} from './event-breakpoints';
