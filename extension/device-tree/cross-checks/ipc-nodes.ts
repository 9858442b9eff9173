// SPDX-License-Identifier: Apache-2.0
/** Nodes of shared-memory IPC, in the generations of their binding that are in use. */

import type { RegEntry } from '../addresses';
import { CELL_BYTES, cellAt, cellOf, stringsOf } from '../cells';
import type { TreeNode, TreeProperty } from '../tree';
import type { Guest } from './guest';

/** Offset in the shared memory and size, in bytes. */
export interface Channel {
  readonly offset: bigint;
  readonly size: bigint;
  readonly property: TreeProperty;
  /** Where it begins in the property, in bytes. */
  readonly at: number;
}

export interface IpcNode {
  readonly node: TreeNode;
  /** Place in the virtual machine's list of IPC objects; undefined when the node does not say. */
  readonly id: number | undefined;
  /** The property that says it. */
  readonly idName: 'id' | 'bao,id';
  readonly regs: readonly RegEntry[];
  /** `reg` has the channels, not the whole memory (the later generation). */
  readonly hasSplitReg: boolean;
  readonly read: Channel | undefined;
  readonly write: Channel | undefined;
}

export function ipcNodes(guest: Guest): readonly IpcNode[] {
  return guest.compatibleWith('bao,ipcshmem').map((node) => {
    const regs = guest.regs(node);
    const names = node.property('reg-names');
    const parts = (names && stringsOf(names.data)) ?? [];
    const hasSplitReg = parts.includes('read') && parts.includes('write');
    const [read, write] = hasSplitReg
      ? splitChannels(regs, parts)
      : [channel(node, 'read-channel'), channel(node, 'write-channel')];
    const idName = node.property('bao,id') ? 'bao,id' : 'id';
    return { node, id: cellOf(node, idName), idName, regs, hasSplitReg, read, write };
  });
}

function channel(node: TreeNode, name: string): Channel | undefined {
  const property = node.property(name);
  return property?.data.length === 2 * CELL_BYTES
    ? { offset: BigInt(cellAt(property, 0)!), size: BigInt(cellAt(property, 1)!), property, at: 0 }
    : undefined;
}

/** Offsets count from the lower of the two. */
function splitChannels(regs: readonly RegEntry[], names: readonly string[]): (Channel | undefined)[] {
  const lowest = regs.reduce((least, { base }) => (base < least ? base : least), regs[0]?.base ?? 0n);
  return ['read', 'write'].map((name) => {
    const reg = regs[names.indexOf(name)];
    return reg && { offset: reg.base - lowest, size: reg.size, property: reg.property, at: reg.at };
  });
}
