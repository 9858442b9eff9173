// SPDX-License-Identifier: Apache-2.0
/** A device tree with what several checks want to know of it: phandles, widths of addresses, and buses. */

import { addressCellsOf, sizeCellsOf } from '../addresses';
import { CELL_BYTES, divides } from '../cells';
import { phandleOwners } from '../phandle-owners';
import type { DeviceTree, TreeNode, TreeProperty } from '../tree';
import { type Bus, findBuses } from './buses';

export class SpecTree {
  private readonly owners: ReadonlyMap<number, TreeNode>;
  private readonly buses: ReadonlyMap<TreeNode, Bus>;

  constructor(
    readonly tree: DeviceTree,
    /** An overlay: what it refers to may be elsewhere. */
    readonly isOverlay: boolean,
  ) {
    this.owners = phandleOwners(tree.root);
    this.buses = findBuses(tree.root);
  }

  get root(): TreeNode {
    return this.tree.root;
  }

  nodeByPhandle(phandle: number): TreeNode | undefined {
    return this.owners.get(phandle);
  }

  /** What a node's children are on; undefined when that is nothing known. */
  bus(node: TreeNode | undefined): Bus | undefined {
    return node && this.buses.get(node);
  }

  /** A node's `reg`, unless it does not have the form that the node's parent wants: then it says nothing. */
  reg(node: TreeNode): TreeProperty | undefined {
    const reg = node.property('reg');
    const entry = node.parent ? (this.addressCells(node.parent) + this.sizeCells(node.parent)) * CELL_BYTES : 0;
    return reg && reg.data.length > 0 && divides(entry, reg.data.length) ? reg : undefined;
  }

  /** Of the addresses of a node's children. */
  addressCells(node: TreeNode): number {
    return addressCellsOf(node);
  }

  sizeCells(node: TreeNode): number {
    return sizeCellsOf(node);
  }
}

/** A phandle that stands for nothing: entries of a list may be left out so. */
export function isNoPhandle(phandle: number): boolean {
  return phandle === 0 || phandle === 0xffff_ffff;
}
