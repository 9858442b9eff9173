// SPDX-License-Identifier: Apache-2.0
/** The door: breakpoints on what happens, in a view of their own. */
export { EventBreakpointsFeature } from './feature';
