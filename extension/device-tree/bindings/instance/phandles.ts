// SPDX-License-Identifier: Apache-2.0
/** Which node a phandle means, and how many cells follow a phandle to it. */

import { Cell, countOf, type NodeInstance } from './instance';

/** A reference that could not be resolved. */
export const UNRESOLVED = 0xffff_ffff;

export class PhandleMap {
  private readonly nodes = new Map<number, NodeInstance>();

  /** Of several nodes with one phandle the last counts. */
  add(node: NodeInstance): void {
    const phandle = node.get('phandle');
    if (phandle instanceof Cell) {
      this.nodes.set(Number(phandle.value), node);
    }
  }

  node(phandle: number): NodeInstance | undefined {
    return this.nodes.get(phandle);
  }

  /** The number in a node's property such as `#clock-cells`; 0 when there is none, or no such node. */
  cells(phandle: number, name: string): number {
    return countOf(this.nodes.get(phandle)?.get(name));
  }
}
