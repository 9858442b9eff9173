// SPDX-License-Identifier: Apache-2.0
/** A region: blocks of one page of guest code that lead to each other, read from the core's decoder. */

import { OP_BEQ, OP_BGEU, OP_END, OP_LINK } from '../operations';

export interface Slot {
  readonly operation: number;
  /** Byte offsets in the hart block; rd of a branch: instructions behind it. */
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly immediate: number;
  /** Offset of the instruction in its page, its length, and the instructions of the block behind it. */
  readonly offset: number;
  readonly length: number;
  readonly behind: number;
}

export interface Block {
  readonly offset: number;
  readonly count: number;
  readonly slots: readonly Slot[];
}

const HEADER = 16;
const SLOT = 16;
const BLOCKS_LIMIT = 40;
const SLOTS_LIMIT = 1400;

export function isBranch(operation: number): boolean {
  return operation >= OP_BEQ && operation <= OP_BGEU;
}

/** Reads the block that the core has decoded at a place in its memory. */
export function readBlock(view: DataView, at: number, offset: number): Block {
  const slots: Slot[] = [];
  const slotCount = view.getUint32(at + 4, true);
  for (let index = 0; index < slotCount; index++) {
    const slot = at + HEADER + index * SLOT;
    const place = view.getUint32(slot + 12, true);
    slots.push({
      operation: view.getUint16(slot, true),
      rd: view.getUint16(slot + 2, true),
      rs1: view.getUint16(slot + 4, true),
      rs2: view.getUint16(slot + 6, true),
      immediate: view.getInt32(slot + 8, true),
      offset: place & 0xffe,
      length: place & 1 ? 2 : 4,
      behind: place >>> 16,
    });
  }
  return { offset, count: view.getUint32(at, true), slots };
}

function successors({ slots }: Block): number[] {
  return slots
    .filter(({ operation }) => isBranch(operation) || operation === OP_END || operation === OP_LINK)
    .map(({ immediate }) => immediate)
    .filter((target) => target >= 0 && target <= 0xffe);
}

/** Blocks reachable from an offset, in order of their offsets. */
export function collectRegion(start: number, decode: (offset: number) => Block): Block[] {
  const blocks = new Map<number, Block>();
  const queue = [start];
  let slots = 0;
  for (let index = 0; index < queue.length && blocks.size < BLOCKS_LIMIT && slots < SLOTS_LIMIT; index++) {
    const offset = queue[index]!;
    if (blocks.has(offset)) {
      continue;
    }
    const block = decode(offset);
    blocks.set(offset, block);
    slots += block.slots.length;
    queue.push(...successors(block));
  }
  return [...blocks.values()].sort((a, b) => a.offset - b.offset);
}
