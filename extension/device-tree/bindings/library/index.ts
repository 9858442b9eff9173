// SPDX-License-Identifier: Apache-2.0
export { type BuiltLibrary, LibraryBuilder } from './build';
export { BindingLibrary, type LoadBinding } from './library';
export { type BindingProblem, type BindingText, parseBindingYaml } from './read-yaml';
export type { LibraryTables } from './tables';
