// SPDX-License-Identifier: Apache-2.0
/** The door: what a person calls threads in a system of virtual machines. */
export { isSchedulerCore } from './scheduler-core';
export { type Thread, Threads, vcpuThreadId } from './threads';
