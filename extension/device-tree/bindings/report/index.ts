// SPDX-License-Identifier: Apache-2.0
export type { BindingFinding } from './finding';
export { placeInBinding } from './origin';
export { BindingChecker, checkBindings } from './report';
export type { Suggestion } from './suggest';
