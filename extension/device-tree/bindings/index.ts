// SPDX-License-Identifier: Apache-2.0
/** Checks of device trees with bindings, as dt-schema understands them. */

export { BindingGuide, type GuidedNode } from './guide';
export { BindingLibrary, type BindingProblem, type BindingText, LibraryBuilder, parseBindingYaml } from './library';
export { BindingChecker, type BindingFinding, checkBindings, placeInBinding } from './report';
export { BindingFolderError, type LibraryOptions, openLibrary } from './store';
