// SPDX-License-Identifier: Apache-2.0
/** A virtual machine as both sides describe it: its entry in the configuration, and the device tree of its guest. */

import type { VmConfig } from '../../../emulator';
import { type RegEntry, regEntries } from '../addresses';
import { cellAt, stringOf, stringsOf } from '../cells';
import { phandleOwners } from '../phandle-owners';
import type { DeviceTree, TreeNode } from '../tree';
import { InterruptReader } from './interrupt-reader';

/** A guest's device tree, and whose it is. */
export interface GuestTree {
  /** Place in the configuration's list of virtual machines. */
  readonly vm: number;
  readonly tree: DeviceTree;
}

export class Guest {
  /** Enabled nodes, parents first. */
  readonly nodes: readonly TreeNode[];
  readonly interrupts: InterruptReader;
  private readonly phandles: ReadonlyMap<number, TreeNode>;

  constructor(
    readonly vm: number,
    readonly config: VmConfig,
    readonly root: TreeNode,
  ) {
    this.nodes = enabledNodes(root);
    this.phandles = phandleOwners(root);
    this.interrupts = new InterruptReader(this.phandles);
  }

  /** For people. */
  get name(): string {
    const image = this.config.image.name?.value;
    return image === undefined ? `VM${this.vm}` : `${image} (VM${this.vm})`;
  }

  /** Enabled nodes that are compatible with something, in the order of the tree. */
  compatibleWith(name: string): readonly TreeNode[] {
    return this.nodes.filter((node) => isCompatible(node, name));
  }

  regs(node: TreeNode): readonly RegEntry[] {
    return regEntries(node);
  }

  /** The node that the first cell of a property refers to. */
  referredBy(node: TreeNode, property: string): TreeNode | undefined {
    const list = node.property(property);
    const phandle = list && cellAt(list, 0);
    return phandle === undefined ? undefined : this.phandles.get(phandle);
  }
}

export function isCompatible(node: TreeNode, name: string): boolean {
  const compatible = node.property('compatible');
  return compatible !== undefined && (stringsOf(compatible.data)?.includes(name) ?? false);
}

/** What is below a disabled node is disabled with it. */
function enabledNodes(node: TreeNode): TreeNode[] {
  const status = stringOf(node, 'status');
  return status === undefined || status === 'okay' || status === 'ok'
    ? [node, ...node.children.flatMap(enabledNodes)]
    : [];
}
