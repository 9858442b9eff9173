// SPDX-License-Identifier: Apache-2.0
/** The door: C structures and lists in a program's memory. */
export { type ListWalk, reason, walkList } from './list';
export { PagedMemory } from './paged-memory';
export { type MemorySource, ProgramMemory } from './program-memory';
export { Members, Structure, type StructureMemory } from './structure';
export { StructureError } from './structure-error';
