// SPDX-License-Identifier: Apache-2.0
/** Checks of the files that bindings are written in: whether they keep to dt-schema's rules, and whether their examples do. */
export { checkBindingFile, isBindingFile } from './check';
export { headerFolders } from './headers';
export type { BindingFileOptions } from './options';
