// SPDX-License-Identifier: Apache-2.0
/** The two parts of a node's name: `uart@10000000`. */

import type { TreeNode } from './tree';

/** A node's name in front of the `@`. */
export function baseName({ name }: TreeNode): string {
  const at = name.indexOf('@');
  return at < 0 ? name : name.slice(0, at);
}

/** A node's name behind the `@`; empty when there is none. */
export function unitAddress({ name }: TreeNode): string {
  const at = name.indexOf('@');
  return at < 0 ? '' : name.slice(at + 1);
}
