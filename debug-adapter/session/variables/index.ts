// SPDX-License-Identifier: Apache-2.0
/** The door: what a client can unfold at a stop. */
export type { Place, VariableContainer } from './container';
export { FrameView } from './frame-view';
export { scopesOf } from './scopes';
