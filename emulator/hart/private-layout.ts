// SPDX-License-Identifier: Apache-2.0
/** Fields of the hart block that only the core and the code compiled for it use; behind the public ones of layout.ts. */

/** The tag bits (GENERATION_SHIFT and up) that valid TLB entries of the current context carry, 64 bits. */
export const HART_GENERATION = 512;
/** Compiled code: page it runs in (64 bits), where it left off (64 bits), and whether to interpret there (32 bits). */
export const HART_COMPILED_PAGE = 720;
export const HART_COMPILED_PC = 728;
export const HART_COMPILED_INTERPRET = 736;
/** Instructions of the current run() that compiled code retired, 32 bits. */
export const HART_COMPILED_RETIRED = 740;

/** An entry of a TLB: tag (64 bits), host address minus virtual address (32 bits, at TLB_HOST), unused (32 bits). */
export const HART_READ_TLB = 4096;
export const HART_WRITE_TLB = 4096 + 262144;
export const TLB_HOST = 8;
/** Bits of (virtual address >> 8) that are an entry's offset in its TLB. */
export const TLB_INDEX = 0x3fff0;

/** Where the windows of the hart's context lie (assembly/windows.ts), 32 bits. */
export const HART_WINDOWS = 744;
/**
 * A window: its first address and its bytes (64 bits each), host address minus virtual address (32 bits), runs in a row
 * in which it was missed (32 bits), the address that compiled code missed it with last, or 0 (64 bits).
 */
export const WINDOW_BASE = 0;
export const WINDOW_BYTES = 8;
export const WINDOW_HOST = 16;
export const WINDOW_MISSES = 20;
export const WINDOW_MISSED = 24;
export const WINDOW_SIZE = 32;
/** Windows of a context, numbered by what accesses they serve: sum of these. */
export const WINDOW_COUNT = 4;
export const WINDOW_WRITES = 1;
/** Accesses by the stack pointer. */
export const WINDOW_STACK = 2;
