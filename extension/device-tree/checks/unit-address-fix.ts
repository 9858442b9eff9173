// SPDX-License-Identifier: Apache-2.0
/** Gives a node another unit address. */

import type { Diagnostic } from '../diagnostics';
import { baseName } from '../node-names';
import type { TreeNode } from '../tree';

/** @param address hexadecimal; empty for none. @returns nothing for a node whose name is not written anywhere */
export function withUnitAddress(node: TreeNode, address: string): Pick<Diagnostic, 'fixes'> {
  const range = node.definitions.flatMap((each) => (each.kind === 'node' ? [each.nameRange] : []))[0];
  const newText = address === '' ? baseName(node) : `${baseName(node)}@${address}`;
  return range ? { fixes: [{ title: `Rename the node to '${newText}'`, range, newText }] } : {};
}
