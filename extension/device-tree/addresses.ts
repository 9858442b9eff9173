// SPDX-License-Identifier: Apache-2.0
/** What `reg` means for a CPU: addresses, taken through the `ranges` of every bus above (Devicetree Specification 0.4, 2.3.8). */

import { CELL_BYTES, cellOf, numberAt } from './cells';
import type { TreeNode, TreeProperty } from './tree';

/** Cells of an address and of a size below a node that does not say so (Devicetree Specification 0.4, 2.3.5). */
const DEFAULT_ADDRESS_CELLS = 2;
const DEFAULT_SIZE_CELLS = 1;

/** Of the addresses of a node's children. */
export function addressCellsOf(node: TreeNode): number {
  return cellOf(node, '#address-cells') ?? DEFAULT_ADDRESS_CELLS;
}

/** Of the sizes of a node's children. */
export function sizeCellsOf(node: TreeNode): number {
  return cellOf(node, '#size-cells') ?? DEFAULT_SIZE_CELLS;
}

/** One entry of a node's `reg`. */
export interface RegEntry {
  readonly node: TreeNode;
  readonly property: TreeProperty;
  /** Place in `reg`. */
  readonly index: number;
  /** As CPUs see it: in bytes, physical for whoever runs with this tree. */
  readonly base: bigint;
  readonly size: bigint;
  /** Where its parts begin in `reg`, in bytes, and how long they are, in cells. */
  readonly at: number;
  readonly addressCells: number;
  readonly sizeCells: number;
}

/** No tree has as many. */
const MAX_ENTRIES = 4096;

/** A node's addresses. None when a bus above translates nothing, as those of I2C and SPI. */
export function regEntries(node: TreeNode): readonly RegEntry[] {
  const property = node.property('reg');
  const { parent } = node;
  if (!property || !parent) {
    return [];
  }
  const addressCells = addressCellsOf(parent);
  const sizeCells = sizeCellsOf(parent);
  const entryBytes = (addressCells + sizeCells) * CELL_BYTES;
  const count = entryBytes === 0 ? 0 : Math.min(Math.floor(property.data.length / entryBytes), MAX_ENTRIES);
  const entries: RegEntry[] = [];
  for (let index = 0; index < count; index++) {
    const cell = index * (addressCells + sizeCells);
    const base = translated(parent, numberAt(property, cell, addressCells));
    if (base === undefined) {
      return [];
    }
    const size = numberAt(property, cell + addressCells, sizeCells);
    entries.push({ node, property, index, base, size, at: cell * CELL_BYTES, addressCells, sizeCells });
  }
  return entries;
}

/** An address on a bus as the root has it; undefined when the bus does not hand it on. */
function translated(bus: TreeNode, address: bigint): bigint | undefined {
  let at = address;
  for (let node = bus; node.parent; node = node.parent) {
    const ranges = node.property('ranges');
    if (!ranges) {
      return undefined;
    }
    const next = ranges.data.length === 0 ? at : throughRanges(node, node.parent, ranges, at);
    if (next === undefined) {
      return undefined;
    }
    at = next;
  }
  return at;
}

function throughRanges(node: TreeNode, parent: TreeNode, ranges: TreeProperty, address: bigint): bigint | undefined {
  const own = addressCellsOf(node);
  const outer = addressCellsOf(parent);
  const sizes = sizeCellsOf(node);
  const entry = own + outer + sizes;
  const count = Math.min(Math.floor(ranges.data.length / (entry * CELL_BYTES || 1)), MAX_ENTRIES);
  for (let index = 0; index < count; index++) {
    const base = numberAt(ranges, index * entry, own);
    const size = numberAt(ranges, index * entry + own + outer, sizes);
    if (address >= base && address - base < size) {
      return numberAt(ranges, index * entry + own, outer) + (address - base);
    }
  }
  return undefined;
}
