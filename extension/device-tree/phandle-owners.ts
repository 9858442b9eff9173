// SPDX-License-Identifier: Apache-2.0

import { cellOf } from './cells';
import type { TreeNode } from './tree';

/** Which node has which phandle, in a tree that is resolved; of several with the same one the last counts. */
export function phandleOwners(root: TreeNode): ReadonlyMap<number, TreeNode> {
  const owners = new Map<number, TreeNode>();
  for (const node of root.walk()) {
    const phandle = node.phandle ?? cellOf(node, 'phandle');
    if (phandle !== undefined) {
      owners.set(phandle, node);
    }
  }
  return owners;
}
