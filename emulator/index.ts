// SPDX-License-Identifier: Apache-2.0
/** The embedded machine's door: everything outside emulator/ imports from here. */
export type * from './config/config';
export type * from './events/event';
export type * from './hart/hart-core';
export * from './machine';
export * from './platform';
