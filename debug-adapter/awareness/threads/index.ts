// SPDX-License-Identifier: Apache-2.0
/** The door: what a person calls threads in a system of virtual machines. */
export { type GuestThreads, NOT_UP, type TaskThread, type TaskThreads } from './guest-threads';
export type { PlacedTask } from './linux-moment';
export { isSchedulerCore, schedulerFrames } from './scheduler-core';
export { type Thread, vcpuThreadId } from './thread';
export { Threads } from './threads';
export type { LinuxWaits, TaskWait } from './waits';
