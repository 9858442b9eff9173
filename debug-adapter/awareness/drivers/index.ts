// SPDX-License-Identifier: Apache-2.0
/** The door: what the Bao drivers in a Linux guest keep. */
export {
  type DeviceModel,
  type DeviceModels,
  type DriverRequest,
  type IoClient,
  type IoEventfd,
  readDeviceModels,
  registerOf,
  type Signalled,
} from './device-model';
export { type Channel, type IpcShmem, type IpcShmems, readIpcShmems } from './ipcshmem';
export { driverLockName } from './lock-names';
export { type QueuedBeside, queuedBeside } from './queued';
