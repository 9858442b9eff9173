// SPDX-License-Identifier: Apache-2.0
export { type DecodedTree, decodeTree, type Misfit } from './build';
export { Cell, type Instance, NodeInstance } from './instance';
export type { SourceNode, SourceProperty } from './source';
