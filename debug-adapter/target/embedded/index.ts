// SPDX-License-Identifier: Apache-2.0
/** The door: the embedded machine as a target. */
export { createEmbeddedTarget } from './create-embedded-target';
export { EmbeddedTarget } from './embedded-target';
