// SPDX-License-Identifier: Apache-2.0
/** Splits interrupts into rows by the #interrupt-cells of their parents. */

import { Cell, countOf, firstRow, NodeInstance } from './instance';
import { type PhandleMap, UNRESOLVED } from './phandles';
import { splitEvenly } from './split-addresses';

/** @param inherited #interrupt-cells of the parent that holds for the node if it names none */
export function splitInterrupts(node: NodeInstance, phandles: PhandleMap, inherited: number): void {
  const cells = parentCells(node, phandles) ?? inherited;
  const own = node.get('#interrupt-cells');
  const below = own === undefined ? cells : countOf(own);
  for (const [name, value] of node.members) {
    if (value instanceof NodeInstance) {
      splitInterrupts(value, phandles, below);
      continue;
    }
    const row = firstRow(value);
    if (row && name === 'interrupts') {
      node.members.set(name, splitEvenly(row, cells));
    } else if (row && name === 'interrupt-map') {
      node.members.set(name, splitEvenly(row, mapRowLength(node, row, phandles)));
    }
  }
}

function parentCells(node: NodeInstance, phandles: PhandleMap): number | undefined {
  const parent = firstRow(node.get('interrupt-parent'))?.[0];
  if (!(parent instanceof Cell)) {
    return undefined;
  }
  if (parent.value === UNRESOLVED) {
    node.members.delete('interrupt-parent');
    return undefined;
  }
  return phandles.cells(Number(parent.value), '#interrupt-cells');
}

/** The child's unit address and interrupt, then the parent's. All rows are as long as the first. */
function mapRowLength(node: NodeInstance, row: Cell[], phandles: PhandleMap): number {
  const child = countOf(node.get('#address-cells')) + countOf(node.get('#interrupt-cells'));
  const parent = countOf(row[child]);
  return child + 1 + phandles.cells(parent, '#address-cells') + phandles.cells(parent, '#interrupt-cells');
}
