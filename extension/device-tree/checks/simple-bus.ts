// SPDX-License-Identifier: Apache-2.0
/** What is on a `simple-bus` has addresses (Devicetree Specification 0.4, 4.5). */

import { numberAt } from '../cells';
import { unitAddress } from '../node-names';
import { nodePlace } from '../places';
import type { TreeNode, TreeProperty } from '../tree';
import type { SpecCheck } from './spec-check';
import type { SpecTree } from './spec-tree';
import { withUnitAddress } from './unit-address-fix';

const reg: SpecCheck = {
  name: 'simple_bus_reg',
  level: 'usual',
  check(node, tree, report) {
    const { parent } = node;
    if (!parent || tree.bus(parent) !== 'simple') {
      return;
    }
    const first = firstAddress(node, tree);
    if (first === undefined) {
      // On a bus in the root there may be things without addresses, and a bus may have none of its own.
      if (parent.parent && !node.property('reg') && tree.bus(node) !== 'simple') {
        report(`${node.path} is on a simple-bus, but has neither reg nor ranges`, nodePlace(node));
      }
      return;
    }
    const address = numberAt(first.property, first.index, tree.addressCells(parent)).toString(16);
    if (unitAddress(node) !== address) {
      report(
        `the unit address of ${node.path} is ${address}, as its ${first.property.name} says`,
        nodePlace(node),
        withUnitAddress(node, address),
      );
    }
  },
};

/** Where the address that a unit address repeats begins, in cells. */
function firstAddress(node: TreeNode, tree: SpecTree): { property: TreeProperty; index: number } | undefined {
  const own = tree.reg(node);
  if (own) {
    return { property: own, index: 0 };
  }
  const ranges = node.property('ranges');
  return ranges && ranges.data.length > 0 ? { property: ranges, index: tree.addressCells(node) } : undefined;
}

export const simpleBus: readonly SpecCheck[] = [reg];
