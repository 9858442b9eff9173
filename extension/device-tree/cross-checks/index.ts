// SPDX-License-Identifier: Apache-2.0
/** The door: checks of device trees against the configuration of the hypervisor that their guests run on. */

export { treesOfMachines } from './assign';
export { crossCheck } from './cross-check';
export type { GuestTree } from './guest';
