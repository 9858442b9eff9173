// SPDX-License-Identifier: Apache-2.0
/** The door: Linux guests as they are at one moment. */
export { Guest } from './guest';
