// SPDX-License-Identifier: Apache-2.0
/** Bindings of our own. */

/** Stands for the file of bindings that are part of the program. */
export const BUILT_IN = 'bao-debug';

export { baoBindings } from './bao';
export { CORE_ID, coreProperties } from './core-properties';
export { coreTypes } from './core-types';
