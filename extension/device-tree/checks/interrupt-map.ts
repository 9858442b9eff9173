// SPDX-License-Identifier: Apache-2.0
/** Tables that hand interrupts on to other controllers (Devicetree Specification 0.4, 2.4.3). */

import { CELL_BYTES, cellAt, cellOf } from '../cells';
import { nodePlace, propertyPlace, relatedTo, valuePlace } from '../places';
import type { TreeNode, TreeProperty } from '../tree';
import type { Report, SpecCheck } from './spec-check';
import { isNoPhandle, type SpecTree } from './spec-tree';

const map: SpecCheck = {
  name: 'interrupt_map',
  level: 'usual',
  check(node, tree, report) {
    const found = node.property('interrupt-map');
    const interruptCells = cellOf(node, '#interrupt-cells');
    if (!found || interruptCells === undefined) {
      return;
    }
    const place = propertyPlace(node, found);
    if (found.data.length % CELL_BYTES !== 0) {
      report(`interrupt-map has ${found.data.length} bytes, which are no cells`, place);
      return;
    }
    const keyCells = tree.addressCells(node) + interruptCells;
    const mask = node.property('interrupt-map-mask');
    if (mask && mask.data.length !== keyCells * CELL_BYTES) {
      report(
        `interrupt-map-mask must have ${keyCells} cells, as what interrupt-map looks up`,
        propertyPlace(node, mask),
      );
    }
    checkEntries(node, found, keyCells, tree, report);
  },
};

/** @param keyCells in front of each entry's phandle */
function checkEntries(node: TreeNode, map: TreeProperty, keyCells: number, tree: SpecTree, report: Report): void {
  const count = map.data.length / CELL_BYTES;
  for (let index = 0; index < count; ) {
    const at = index + keyCells;
    const phandle = cellAt(map, at);
    if (phandle === undefined) {
      report(`interrupt-map ends within an entry: its ${count} cells are too few`, propertyPlace(node, map));
      return;
    }
    const place = valuePlace(node, map, at * CELL_BYTES);
    const parent = tree.nodeByPhandle(phandle);
    if (!parent) {
      if (!(tree.isOverlay && isNoPhandle(phandle))) {
        report(`no node has the phandle ${phandle} (cell ${at} of interrupt-map)`, place);
      }
      return;
    }
    const parentCells = cellOf(parent, '#interrupt-cells');
    if (parentCells === undefined) {
      const message = `${parent.path} does not say #interrupt-cells, so it cannot be in interrupt-map`;
      report(message, place, relatedTo(parent.path, nodePlace(parent)));
      return;
    }
    index = at + 1 + (cellOf(parent, '#address-cells') ?? 0) + parentCells;
    if (index > count) {
      report(`interrupt-map ends within the entry for ${parent.path}`, place);
    }
  }
}

export const interruptMap: readonly SpecCheck[] = [map];
