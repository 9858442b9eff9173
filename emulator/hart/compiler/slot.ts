// SPDX-License-Identifier: Apache-2.0
/** Decoded instructions as the core's decoder leaves them in memory; assembly/opcodes.ts describes the bytes. */

import { OP_BEQ, OP_BGEU } from '../operations';

export interface Slot {
  readonly operation: number;
  /** Byte offsets in the hart block. */
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly immediate: number;
  /** Length of the instruction; of no meaning for branches. */
  readonly length: number;
}

const HEADER = 16;
const SLOT = 16;

export function isBranch(operation: number): boolean {
  return operation >= OP_BEQ && operation <= OP_BGEU;
}

/** Reads the slots of the block that the core has decoded at a place in its memory. */
export function readSlots(view: DataView, at: number): Slot[] {
  const slots: Slot[] = [];
  const count = view.getUint32(at + 4, true);
  for (let index = 0; index < count; index++) {
    const slot = at + HEADER + index * SLOT;
    slots.push({
      operation: view.getUint16(slot, true),
      rd: view.getUint16(slot + 2, true),
      rs1: view.getUint16(slot + 4, true),
      rs2: view.getUint16(slot + 6, true),
      immediate: view.getInt32(slot + 8, true),
      length: view.getUint32(slot + 12, true) & 1 ? 2 : 4,
    });
  }
  return slots;
}
