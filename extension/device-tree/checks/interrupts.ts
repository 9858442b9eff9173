// SPDX-License-Identifier: Apache-2.0
/** Who gets whose interrupts (Devicetree Specification 0.4, 2.4). */

import { CELL_BYTES, cellAt, cellOf } from '../cells';
import { nodePlace, propertyPlace, relatedTo } from '../places';
import type { TreeNode, TreeProperty } from '../tree';
import type { Report, SpecCheck } from './spec-check';
import { isNoPhandle, type SpecTree } from './spec-tree';

function isProvider(node: TreeNode): boolean {
  return node.property('interrupt-controller') !== undefined || node.property('interrupt-map') !== undefined;
}

const provider: SpecCheck = {
  name: 'interrupt_provider',
  level: 'usual',
  check(node, _tree, report) {
    const cells = node.property('#interrupt-cells');
    if (isProvider(node) && !cells) {
      report('whoever takes interrupts says #interrupt-cells', nodePlace(node));
    } else if (!isProvider(node) && cells) {
      report('#interrupt-cells is for nodes with interrupt-controller or interrupt-map', propertyPlace(node, cells));
    }
  },
};

const property: SpecCheck = {
  name: 'interrupts_property',
  level: 'usual',
  check(node, tree, report) {
    const interrupts = node.property('interrupts');
    if (!interrupts) {
      return;
    }
    if (interrupts.data.length % CELL_BYTES !== 0) {
      report(`interrupts has ${interrupts.data.length} bytes, which are no cells`, propertyPlace(node, interrupts));
    }
    const parent = interruptParent(node, tree, report);
    if (parent === 'not known') {
      return;
    }
    if (parent === undefined) {
      report(`nothing says who gets the interrupts of ${node.path}: interrupt-parent is missing`, nodePlace(node));
      return;
    }
    checkLength(node, interrupts, parent, report);
  },
};

function checkLength(node: TreeNode, interrupts: TreeProperty, parent: TreeNode, report: Report): void {
  const cells = cellOf(parent, '#interrupt-cells');
  if (cells !== undefined && (cells === 0 || interrupts.data.length % (cells * CELL_BYTES) !== 0)) {
    const count = interrupts.data.length / CELL_BYTES;
    report(
      `interrupts has ${count} cells; ${parent.path} wants multiples of ${cells}`,
      propertyPlace(node, interrupts),
    );
  }
}

/** The node that gets a node's interrupts: the first one above that says so, or is one itself. */
function interruptParent(node: TreeNode, tree: SpecTree, report: Report): TreeNode | 'not known' | undefined {
  for (let at: TreeNode | undefined = node; at; at = at.parent) {
    if (at !== node && isProvider(at)) {
      return at;
    }
    const named = at.property('interrupt-parent');
    const phandle = named && cellAt(named, 0);
    if (named && (phandle === undefined || isNoPhandle(phandle))) {
      if (tree.isOverlay) {
        return 'not known';
      }
      report('interrupt-parent is no phandle', propertyPlace(at, named), { node: at });
    } else if (named && phandle !== undefined) {
      return parentByPhandle(at, named, phandle, tree, report);
    }
  }
  return undefined;
}

function parentByPhandle(
  node: TreeNode,
  named: TreeProperty,
  phandle: number,
  tree: SpecTree,
  report: Report,
): TreeNode | 'not known' {
  const found = tree.nodeByPhandle(phandle);
  if (!found) {
    report(`no node has the phandle ${phandle}`, propertyPlace(node, named), { node });
    return 'not known';
  }
  if (!isProvider(found)) {
    report(
      `${found.path} is an interrupt-parent, but has neither interrupt-controller nor interrupt-map`,
      nodePlace(found),
      { node: found, ...relatedTo(`named by ${node.path}`, propertyPlace(node, named)) },
    );
  }
  return found;
}

export const interrupts: readonly SpecCheck[] = [provider, property];
