// SPDX-License-Identifier: Apache-2.0
/** What is decoded: nodes with the bytes of their properties, from the resolved tree of a source or a flattened tree. */
export type { FlattenedNode as SourceNode, FlattenedProperty as SourceProperty } from '../../read-flattened';
