// SPDX-License-Identifier: Apache-2.0
export { EndlessSchemaError, Evaluator } from './evaluator';
export type { Failure, InstancePath } from './failure';
export { type NamesOf, namedProperties } from './names';
export { type BindingFault, type FindResource, References, type Resource } from './resource';
