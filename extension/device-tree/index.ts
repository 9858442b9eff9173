// SPDX-License-Identifier: Apache-2.0
/** The device-tree library's door. */

export { type BindingFileOptions, checkBindingFile, headerFolders, isBindingFile } from './binding-files';
export * from './bindings';
export { checkSpecification, PHANDLE_LISTS, type SpecificationOptions } from './checks';
export { type CompileOptions, type CompileResult, compileDts } from './compile';
export { crossCheck, type GuestTree, treesOfMachines } from './cross-checks';
export type { Diagnostic, Fix } from './diagnostics';
export type { IncludedFile } from './preprocess';
export {
  type FlattenedNode,
  type FlattenedProperty,
  type FlattenedTree,
  FlattenedTreeError,
  readFlattened,
} from './read-flattened';
export { readFlattenedTree } from './read-flattened-tree';
export type { Position, SourceRange } from './source';
export type * from './syntax';
export type { DeviceTree, Reservation, TreeNode, TreeProperty } from './tree';
