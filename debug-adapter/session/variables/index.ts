// SPDX-License-Identifier: Apache-2.0
/** The door: what a client can unfold at a stop. */
export type { Place, VariableContainer, VariablePage } from './container';
export { FieldsContainer } from './fields-container';
export { FrameView } from './frame-view';
export { RegistersScope } from './registers-scope';
export { scopesOf } from './scopes';
