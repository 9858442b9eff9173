// SPDX-License-Identifier: Apache-2.0
export { BindingFolderError } from './find-files';
export { type LibraryOptions, openLibrary } from './open-library';
