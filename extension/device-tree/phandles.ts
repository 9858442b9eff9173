// SPDX-License-Identifier: Apache-2.0
/** Which node has which phandle: those given in the source, and new ones in the order references ask for them. */

import type { DiagnosticList } from './diagnostics';
import type { MergedTree } from './merge';
import type { SourceRange } from './source';
import type { TreeNode, TreeProperty } from './tree';

export class Phandles {
  private readonly owners = new Map<number, TreeNode>();
  private next = 1;

  constructor(
    root: TreeNode,
    private readonly merged: MergedTree,
    private readonly diagnostics: DiagnosticList,
  ) {
    for (const node of root.walk()) {
      this.takeExplicit(node);
    }
  }

  /** The node's phandle; a new one is the lowest free number and becomes the node's last property. */
  of(node: TreeNode): number {
    if (node.phandle === undefined) {
      // A number is free again when its owner has been left out.
      while (this.owners.get(this.next)?.deleted === false) {
        this.next++;
      }
      this.own(node, this.next);
      if (!node.property('phandle')) {
        const property = node.addProperty('phandle');
        property.data = new Uint8Array(4);
        new DataView(property.data.buffer).setUint32(0, this.next);
      }
    }
    return node.phandle!;
  }

  private own(node: TreeNode, phandle: number): void {
    node.phandle = phandle;
    this.owners.set(phandle, node);
  }

  private takeExplicit(node: TreeNode): void {
    const property = node.property('phandle');
    const legacy = node.property('linux,phandle');
    const phandle = property && this.valueOf(node, property);
    const legacyPhandle = legacy && this.valueOf(node, legacy);
    const value = phandle ?? legacyPhandle;
    const range = (property ?? legacy)?.definition?.range;
    if (value === undefined || !range) {
      return;
    }
    if (phandle !== undefined && legacyPhandle !== undefined && phandle !== legacyPhandle) {
      this.error(`${node.path}: phandle and linux,phandle differ`, range);
    }
    const other = this.owners.get(value);
    if (other) {
      this.error(`${node.path}: phandle 0x${value.toString(16)} belongs to ${other.path} already`, range);
    } else {
      this.own(node, value);
    }
  }

  /** The number that is written in a phandle property; undefined when one is to be allocated, or after a fault. */
  private valueOf(node: TreeNode, property: TreeProperty): number | undefined {
    const { values, range } = property.definition!;
    const array = values.length === 1 && values[0]!.kind === 'cells' ? values[0]! : undefined;
    const cell = array?.bits === 32 && array.cells.length === 1 ? array.cells[0]! : undefined;
    if (!cell) {
      this.error(`${node.path}: ${property.name} must be one cell of 32 bits`, range);
      return undefined;
    }
    if (cell.kind === 'phandle') {
      if (this.merged.find(cell.reference) !== node) {
        this.error(`${node.path}: ${property.name} refers to another node`, cell.range);
      }
      return undefined;
    }
    if (cell.value === 0n || cell.value === 0xffff_ffffn) {
      this.error(`${node.path}: ${property.name} cannot be 0x${cell.value.toString(16)}`, cell.range);
      return undefined;
    }
    return Number(cell.value);
  }

  private error(message: string, range: SourceRange): void {
    this.diagnostics.error('explicit_phandles', message, range);
  }
}
