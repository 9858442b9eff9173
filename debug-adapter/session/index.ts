// SPDX-License-Identifier: Apache-2.0
/** The door: debug sessions of the Debug Adapter Protocol. */
export { BaoDebugSession } from './session';
