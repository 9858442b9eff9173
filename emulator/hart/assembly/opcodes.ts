// SPDX-License-Identifier: Apache-2.0
/**
 * Decoded instructions. A slot is 16 bytes: operation, then register fields as byte offsets from the hart block, an
 * immediate, and a last word that holds the linked block of a jump or the place of any other instruction.
 */

export const SLOT_SIZE: usize = 16;
export const SLOT_OP: usize = 0;
/** u16; of a conditional branch: instructions of the block behind it. */
export const SLOT_RD: usize = 2;
export const SLOT_RS1: usize = 4;
export const SLOT_RS2: usize = 6;
/** i32; of a jump or branch: offset of the target from the page that the instruction begins in. */
export const SLOT_IMM: usize = 8;
/** u32; of a jump or branch: the target's block, or 0 while unknown. Else bits 1 to 11: offset in the page, bit 0: the
 *  instruction is compressed, bits 16 and up: instructions of the block behind this one. */
export const SLOT_PLACE: usize = 12;

/** A block is a header and slots. Header: instructions in it (u32), slots (u32), then unused. */
export const BLOCK_HEADER: usize = 16;
/** Instructions of one block at most. */
export const BLOCK_LIMIT: u32 = 64;

export * from '../operations';
