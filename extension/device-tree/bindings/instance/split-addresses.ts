// SPDX-License-Identifier: Apache-2.0
/** Splits addresses and address translations into rows by #address-cells and #size-cells. */

import type { TypesByName } from '../types';
import { inRows } from './decode';
import { type Cell, countOf, firstRow, NodeInstance } from './instance';
import type { PhandleMap } from './phandles';

/** @param address #address-cells that hold for the node. @param size #size-cells */
export function splitAddresses(node: NodeInstance, types: TypesByName, address: number, size: number): void {
  const ownAddress = node.get('#address-cells');
  const ownSize = node.get('#size-cells');
  const below = {
    address: ownAddress === undefined ? address : countOf(ownAddress),
    size: ownSize === undefined ? size : countOf(ownSize),
  };
  for (const [name, value] of node.members) {
    if (value instanceof NodeInstance) {
      splitAddresses(value, types, below.address, below.size);
      continue;
    }
    const row = firstRow(value);
    if (!row) {
      continue;
    }
    if (types.of(name).types.has('address')) {
      node.members.set(name, splitEvenly(row, address + size));
    } else if (name === 'ranges' || name === 'dma-ranges') {
      node.members.set(name, splitEvenly(row, address + countOf(ownAddress) + countOf(ownSize)));
    }
  }
}

/** Splits an iommu-map of a node and all below it: an input, a phandle with its cells, a length. */
export function splitIommuMaps(node: NodeInstance, phandles: PhandleMap): void {
  for (const child of node.children()) {
    splitIommuMaps(child, phandles);
  }
  const row = firstRow(node.get('iommu-map'));
  if (row) {
    const input = countOf(node.get('#iommu-cells')) || 1;
    const provider = phandles.cells(countOf(row[input]), '#iommu-cells');
    node.members.set('iommu-map', splitEvenly(row, input + 1 + provider + 1));
  }
}

/** Rows of one length; a length of 0 leaves one row, because nothing can be told. */
export function splitEvenly(row: Cell[], length: number): Cell[][] {
  return length > 0 ? inRows(row, length) : [row];
}
