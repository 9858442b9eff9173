// SPDX-License-Identifier: Apache-2.0
/**
 * The memory of one random program: 2 MiB at a physical address of its own, so that a batch of programs can run one
 * after the other, on QEMU and on our core alike. Offsets are bytes from the area's first byte.
 */

/** Where RAM begins; the first 2 MiB belong to the M-mode shim that starts and stops the programs in QEMU. */
export const RAM_BASE = 0x80000000n;
export const RAM_SIZE = 1n << 30n;
export const AREA_SIZE = 0x200000;
/** Programs of one batch, at most. */
export const BATCH_LIMIT = 255;

export function areaBase(index: number): bigint {
  return RAM_BASE + BigInt((index + 1) * AREA_SIZE);
}

// --- the control page: gp points at its middle, so that every field is within reach -------------------------------------
export const GP_OFFSET = 0x800;
/** x0..x31 at the start, and at the end. */
export const INITIAL_REGISTERS = 0x000;
export const FINAL_REGISTERS = 0x100;
/** See FINAL_CSRS in shim.ts. */
export const FINAL_CSRS = 0x200;
/** Where to go on after a jump to nowhere: an address in S-mode's view. */
export const RECOVERY = 0x280;
/** Traps that the program's own handler took, and exits to the hypervisor (M-mode shim). */
export const TRAP_COUNT = 0x288;
export const EXIT_COUNT = 0x290;
/** gp as U-mode must hold it. */
export const GP_USER = 0x298;
export const GP_SUPERVISOR = 0x2a0;
/** Distance from a code address in S-mode's view to U-mode's. */
export const USER_DISTANCE = 0x2a8;
export const HANDLER_SAVE = 0x2b0;
/** Addresses, values, satp values, page-table entries (address, value). */
export const POINTERS = 0x300;
export const POINTER_COUNT = 48;
export const VALUES = POINTERS + 8 * POINTER_COUNT;
export const VALUE_COUNT = 64;
export const SATPS = VALUES + 8 * VALUE_COUNT;
export const SATP_COUNT = 8;
export const ENTRIES = SATPS + 8 * SATP_COUNT;
export const ENTRY_COUNT = 32;

// --- the log page ----------------------------------------------------------------------------------------------------------
/** 32 bytes each: scause, stval, sepc, sstatus. */
export const TRAP_LOG = 0x1000;
export const TRAP_LIMIT = 60;
/** 32 bytes each: cause, value, guest-physical address / 4, pc. */
export const EXIT_LOG = 0x1800;
export const EXIT_LIMIT = 60;

export const HANDLER = 0x2000;
export const CODE = 0x3000;
export const CODE_SIZE = 0x4000;
export const DATA = 0x8000;
export const DATA_SIZE = 0x8000;

export const ROOT = 0x10000;
export const IDENTITY_L1 = 0x11000;
export const IDENTITY_L0 = 0x12000;
export const ALIAS_L1 = 0x13000;
export const USER_L0 = 0x14000;
export const WINDOW_L0 = 0x15000;
export const SECOND_ROOT = 0x16000;
/** What is compared. */
export const USED_SIZE = 0x17000;

// --- virtual addresses -------------------------------------------------------------------------------------------------------
/** The area again, for U-mode. */
export const USER_VIEW = 0x40000000n;
/** Pages with random permissions. */
export const WINDOW = 0x40200000n;
export const WINDOW_PAGES = 64;
export const SUPERPAGE = 0x40400000n;
export const MISALIGNED_SUPERPAGE = 0x40600000n;
export const TABLE_NOWHERE = 0x40800000n;
export const POINTER_WITH_FLAGS = 0x40a00000n;
export const RESERVED_BITS = 0x40c00000n;
export const WRITE_ONLY = 0x40e00000n;
export const GIGAPAGE = 0xc0000000n;
export const USER_GIGAPAGE = 0xffffffff80000000n;
export const MISALIGNED_GIGAPAGE = 0x100000000n;
/** Guest-physical addresses that no second stage maps. */
export const NOWHERE = 0x10000000n;

/** a7 of the ecall that ends a program. */
export const DONE = 0x5d;
