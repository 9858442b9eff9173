// SPDX-License-Identifier: Apache-2.0
/** The door: the contract of a machine that is debugged. */
export * from './address';
export type * from './bao-state';
export type * from './events';
export { findingSeverity } from './finding-severity';
export * from './records';
export * from './target';
