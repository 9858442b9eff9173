// SPDX-License-Identifier: Apache-2.0
/** The door: the views of a system that is being debugged. */

export { FollowedSession } from './followed-session';
export type { ItemSubject } from './item';
export { revealSource } from './reveal';
export { SystemViews } from './system-views';
