// SPDX-License-Identifier: Apache-2.0
/** Which nodes are as they were before an edit. */

import { Cell, type Instance, NodeInstance } from './instance';

/**
 * The nodes of a tree that are, with all below them, as in an earlier tree: each with its counterpart.
 * @param before its nodes may have been checked, the others not yet
 */
export function unchangedNodes(now: NodeInstance, before: NodeInstance): ReadonlyMap<NodeInstance, NodeInstance> {
  const found = new Map<NodeInstance, NodeInstance>();
  isUnchanged(now, before, found);
  return found;
}

function isUnchanged(now: NodeInstance, before: NodeInstance, found: Map<NodeInstance, NodeInstance>): boolean {
  const checkedNames = before.members.has('$nodename') ? 1 : 0;
  let same = now.members.size === before.members.size - checkedNames;
  for (const [name, member] of now.members) {
    const other = before.get(name);
    // Children are compared in any case: they may be as they were while their parent is not.
    const equal =
      member instanceof NodeInstance
        ? other instanceof NodeInstance && isUnchanged(member, other, found)
        : other !== undefined && areEqual(member, other);
    same &&= equal;
  }
  if (same) {
    found.set(now, before);
  }
  return same;
}

function areEqual(one: Instance, other: Instance): boolean {
  if (one instanceof Cell) {
    return other instanceof Cell && one.value === other.value && one.bits === other.bits;
  }
  if (one instanceof Uint8Array) {
    return other instanceof Uint8Array && one.length === other.length && one.every((byte, at) => byte === other[at]);
  }
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((each, at) => areEqual(each, other[at]!));
  }
  return one === other;
}
