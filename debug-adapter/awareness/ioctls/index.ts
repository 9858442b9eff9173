// SPDX-License-Identifier: Apache-2.0
/** The door: ioctls of the Bao drivers as they are made. */
export { type IoctlCall, IoctlCalls, type IoctlListener, type IoctlReturn } from './ioctl-calls';
export { ioctlCommand, ioctlName } from './ioctl-names';
