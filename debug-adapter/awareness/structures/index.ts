// SPDX-License-Identifier: Apache-2.0
/** The door: C structures and lists in a program's memory. */
export { type ListWalk, reason, walkList } from './list';
export { PagedMemory } from './paged-memory';
export { type MemorySource, ProgramMemory } from './program-memory';
export { Structure, StructureError, type StructureMemory } from './structure';
