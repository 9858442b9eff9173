// SPDX-License-Identifier: Apache-2.0
/** What is decoded: the resolved tree of a source file, or a flattened tree that was read. */

export interface SourceProperty {
  readonly name: string;
  /** Big-endian, strings end in a zero byte. */
  readonly data: Uint8Array;
}

export interface SourceNode {
  /** With its unit address; empty for the root. */
  readonly name: string;
  readonly properties: readonly SourceProperty[];
  readonly children: readonly SourceNode[];
}
