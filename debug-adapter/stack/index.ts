// SPDX-License-Identifier: Apache-2.0
/** The door: back traces, and what expressions see in a frame. */
export { register } from './abi';
export type { CallFrame } from './call-frame';
export type { Frame } from './frame';
export type { RegisterNames } from './register-set';
export { Stacks } from './stacks';
export { isSleeping, keyOf, type SleepingThread, type ThreadKey } from './thread';
