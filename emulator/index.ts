// SPDX-License-Identifier: Apache-2.0
/** The embedded machine's door: everything outside emulator/ imports from here. */
export { type FindingSeverity, findingSeverity, type ReportedFinding } from './bao';
export * from './config';
export * from './events';
export { createHartCore, layout } from './hart';
export type * from './hart/hart-core';
export * from './machine';
export * from './platform';
