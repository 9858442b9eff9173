// SPDX-License-Identifier: Apache-2.0
export { createMachine } from './create-machine';
export { isElf, parseElfSegments } from './elf-segments';
export { matchesEvent } from './event-matcher';
export type * from './machine';
