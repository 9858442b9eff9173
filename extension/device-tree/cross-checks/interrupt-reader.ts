// SPDX-License-Identifier: Apache-2.0
/** Interrupt specifiers of a tree as the numbers that Bao's configuration has. */

import { CELL_BYTES, cellAt, cellOf, stringsOf } from '../cells';
import type { TreeNode, TreeProperty } from '../tree';

/** In front of the shared and the private peripheral interrupts of an Arm GIC. */
const SHARED_OFFSET = 32;
const PRIVATE_OFFSET = 16;
const SHARED = 0;
const MAX_SPECIFIERS = 1024;

/** One interrupt of a node. */
export interface TreeInterrupt {
  readonly node: TreeNode;
  readonly property: TreeProperty;
  readonly index: number;
  /** As Bao's configuration has it. */
  readonly number: number;
  /** What the number in the tree lacks to be the configuration's. */
  readonly offset: number;
  /** Where the number stands in the property, in bytes. */
  readonly at: number;
}

export class InterruptReader {
  constructor(private readonly phandles: ReadonlyMap<number, TreeNode>) {}

  /** None where the tree does not say who gets them, or in a way that is not known. */
  of(node: TreeNode): readonly TreeInterrupt[] {
    const extended = node.property('interrupts-extended');
    if (extended) {
      return this.extended(node, extended);
    }
    const property = node.property('interrupts');
    const controller = property && this.controllerOf(node);
    const cells = controller && cellOf(controller, '#interrupt-cells');
    if (!property || !controller || !cells) {
      return [];
    }
    const count = Math.min(Math.floor(property.data.length / (cells * CELL_BYTES)), MAX_SPECIFIERS);
    return Array.from({ length: count }, (_, index) =>
      specifier(node, property, index, index * cells, controller, cells),
    );
  }

  private extended(node: TreeNode, property: TreeProperty): TreeInterrupt[] {
    const found: TreeInterrupt[] = [];
    for (let cell = 0; cell * CELL_BYTES < property.data.length && found.length < MAX_SPECIFIERS; ) {
      const controller = this.phandles.get(cellAt(property, cell) ?? 0);
      const cells = controller && cellOf(controller, '#interrupt-cells');
      if (!controller || cells === undefined || cellAt(property, cell + cells) === undefined) {
        break;
      }
      if (cells > 0) {
        found.push(specifier(node, property, found.length, cell + 1, controller, cells));
      }
      cell += 1 + cells;
    }
    return found;
  }

  /** The first one above that says so, or is one itself. */
  private controllerOf(node: TreeNode): TreeNode | undefined {
    for (let at: TreeNode | undefined = node; at; at = at.parent) {
      const phandle = cellOf(at, 'interrupt-parent');
      if (phandle !== undefined) {
        return this.phandles.get(phandle);
      }
      if (at !== node && at.property('interrupt-controller')) {
        return at;
      }
    }
    return undefined;
  }
}

/** @param cell where it begins in the property */
function specifier(
  node: TreeNode,
  property: TreeProperty,
  index: number,
  cell: number,
  controller: TreeNode,
  cells: number,
): TreeInterrupt {
  const isGic = cells >= 3 && isArmGic(controller);
  const numberCell = isGic ? cell + 1 : cell;
  const offset = isGic ? (cellAt(property, cell) === SHARED ? SHARED_OFFSET : PRIVATE_OFFSET) : 0;
  const number = (cellAt(property, numberCell) ?? 0) + offset;
  return { node, property, index, number, offset, at: numberCell * CELL_BYTES };
}

function isArmGic(controller: TreeNode): boolean {
  const compatible = controller.property('compatible');
  return (compatible && stringsOf(compatible.data)?.some((name) => /^arm,.*gic/.test(name))) ?? false;
}
