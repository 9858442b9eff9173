// SPDX-License-Identifier: Apache-2.0
/** The door: the whole system's state, as `bao.state` tells it. */
export { type StateSurroundings, systemState } from './system-state';
export { hex, known } from './values';
