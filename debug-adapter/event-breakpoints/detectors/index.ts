// SPDX-License-Identifier: Apache-2.0
/** The door: what notices each kind of occurrence. */
export { createDetector } from './create-detector';
