// SPDX-License-Identifier: Apache-2.0
/** The door: the views of a system that is being debugged. */
export type { ItemSubject } from './item';
export { SystemViews } from './system-views';
