// SPDX-License-Identifier: Apache-2.0
export type { BindingFinding } from './finding';
export { checkBindings } from './report';
