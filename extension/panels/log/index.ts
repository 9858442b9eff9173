// SPDX-License-Identifier: Apache-2.0
/** The door: the log of hypercalls, requests and ioctls. */
export { LogView } from './log-view';
