// SPDX-License-Identifier: Apache-2.0
/** The door: the views of a system that is being debugged. */
export { SystemViews } from './system-views';
