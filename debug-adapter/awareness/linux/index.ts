// SPDX-License-Identifier: Apache-2.0
/** The door: what a Linux kernel in a virtual machine knows of its tasks, workers and waiters. */
export { type LinuxBuses, type LinuxDevice, type LinuxDriver, readBuses } from './buses';
export { errorName } from './error-names';
export { mutexOfTask, mutexOfWaiter, queueOfEntry } from './locks';
export {
  isLinked,
  type LinuxTask,
  readTasks,
  savedRegisterAddresses,
  savedRegisters,
  type TaskList,
  type TaskState,
  taskAt,
} from './task';
export { type MutexState, readMutex, readWaitQueue, type Waiters } from './waiting';
export { type BusyWorkers, readBusyWorkers, type WorkState, workState } from './workers';
