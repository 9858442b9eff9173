// SPDX-License-Identifier: Apache-2.0
/** The door: back traces, and what expressions see in a frame. */
export type { Frame } from './frame';
export { RegisterNames } from './register-set';
export { Stacks } from './stacks';
