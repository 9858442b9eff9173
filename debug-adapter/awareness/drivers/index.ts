// SPDX-License-Identifier: Apache-2.0
/** The door: what the Bao drivers in a Linux guest keep. */
export {
  type DeviceModel,
  type DeviceModelList,
  type DeviceModels,
  type DriverRequest,
  type IoClient,
  type IoEventfd,
  type ListedModel,
  listDeviceModels,
  readDeviceModel,
  readDeviceModels,
  readQueue,
  registerOf,
  type Signalled,
} from './device-model';
export { type Channel, type IpcShmem, type IpcShmems, readIpcShmems } from './ipcshmem';
export { driverLockName } from './lock-names';
export { queuedBeside } from './queued';
