// SPDX-License-Identifier: Apache-2.0
/** A flattened tree in the form that the checks work on. It has no source, so no places either. */

import { type FlattenedNode, readFlattened } from './read-flattened';
import { type DeviceTree, TreeNode } from './tree';

/** @throws {FlattenedTreeError} when it is damaged or of another version */
export function readFlattenedTree(bytes: Uint8Array): DeviceTree {
  const flattened = readFlattened(bytes);
  const root = new TreeNode('', undefined);
  fill(root, flattened.root);
  const { reservations, bootCpu } = flattened;
  return { root, reservations, bootCpu, nodeByLabel: () => undefined };
}

function fill(node: TreeNode, from: FlattenedNode): void {
  for (const { name, data } of from.properties) {
    node.addProperty(name).data = data;
  }
  for (const child of from.children) {
    fill(node.addChild(child.name), child);
  }
}
