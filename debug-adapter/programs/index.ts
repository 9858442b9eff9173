// SPDX-License-Identifier: Apache-2.0
/** The door: which programs run in which virtual machine, which one is at an address, and where their sources are. */
export { type OpenedPrograms, openPrograms } from './open-programs';
export type { Program } from './program';
export { Programs } from './programs';
export { type ProgramFile, type Source, SourcePaths } from './source-paths';
