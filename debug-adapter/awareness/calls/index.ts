// SPDX-License-Identifier: Apache-2.0
/** The door: calls of functions of guests, such as the drivers' ioctls, as they are made. */
export { FunctionCalls, type FunctionReturn } from './function-calls';
export { ioctlCommand, ioctlName } from './ioctl-names';
export { type Ioctl, ioctlCalls } from './ioctls';
