// SPDX-License-Identifier: Apache-2.0
/**
 * Where the core's own tables lie, and the fields of the hart block that only the core uses. Everything is laid out
 * once, by initialise(), from the end of the module's static data; frames of guest memory follow behind it.
 */

import { MAX_HARTS, MAX_STAGE2_RANGES, MAX_VMS } from '../layout';

// --- private fields of the hart block, behind the public ones of layout.ts --------------------------------------------

export {
  HART_COMPILED_INTERPRET,
  HART_COMPILED_PAGE,
  HART_COMPILED_PC,
  HART_COMPILED_RETIRED,
  HART_GENERATION,
  HART_READ_TLB,
  HART_WINDOWS,
  HART_WRITE_TLB,
  TLB_HOST,
  TLB_INDEX,
  WINDOW_BASE,
  WINDOW_BYTES,
  WINDOW_COUNT,
  WINDOW_HOST,
  WINDOW_MISSED,
  WINDOW_MISSES,
  WINDOW_SIZE,
  WINDOW_STACK,
  WINDOW_WRITES,
} from '../private-layout';

/** The context that HART_GENERATION belongs to: satp, and CONTEXT_ bits. */
export const HART_CONTEXT_SATP = 520;
export const HART_CONTEXT_BITS = 528;
/** The last generation handed out, 32 bits. */
export const HART_LAST_GENERATION = 532;
/** Which entry of the context table is replaced next, 32 bits. */
export const HART_CONTEXT_VICTIM = 536;
/** The virtual address of the last LR: an SC elsewhere fails without touching memory, as in QEMU. 64 bits. */
export const HART_RESERVED_VA = 544;
/** Where instructions with rd = x0 write. 64 bits. */
export const HART_SINK = 552;
/** Budget of the current run(), 32 bits: the time CSR and event positions are counted from it. */
export const HART_BUDGET = 560;
/** The contexts that translations are kept for. */
export const HART_CONTEXTS = 576;
export const CONTEXT_COUNT = 8;
/** satp (64 bits), context bits (32 bits), generation (32 bits, 0 = free). */
export const CONTEXT_SIZE = 16;

/** Entries of the read and the write TLB: 64 MiB of 4 KiB pages. */
export const TLB_ENTRIES: u32 = 16384;
/** Bytes of an entry: tag (64 bits), host address minus virtual address (32 bits), unused (32 bits). */
export const TLB_ENTRY_SIZE: u32 = 16;
export const FETCH_TLB_ENTRIES: u32 = 512;
export const HART_FETCH_TLB = 4096 + 2 * 262144;
/** A block decoded for one use: the rest of a budget, a single step, an instruction across two pages. */
export const HART_SCRATCH_BLOCK = 4096 + 2 * 262144 + 8192;
export const HART_STRIDE: usize = 4096 + 2 * 262144 + 8192 + 4096;

// --- flags of a physical page ------------------------------------------------------------------------------------------

/** Written since the dirty bits were last cleared. */
export const PAGE_DIRTY: u8 = 1;
/** Some of it is decoded. */
export const PAGE_CODE: u8 = 2;
export const PAGE_WATCH_READ: u8 = 4;
export const PAGE_WATCH_WRITE: u8 = 8;
/** A hart that is not running holds a reservation in it. */
export const PAGE_RESERVED: u8 = 16;
/** Stores to such a page must be seen one by one. */
export const PAGE_SLOW_STORE: u8 = PAGE_CODE | PAGE_WATCH_WRITE | PAGE_RESERVED;

// --- sizes ---------------------------------------------------------------------------------------------------------------

/** Bytes of a stage-2 range: gpa, size, pa. */
export const STAGE2_RANGE_SIZE: usize = 24;
export const MAX_BREAKPOINTS: u32 = 4096;
/** vm (32 bits), 1 when bound to an address space (32 bits), root page number, address. */
export const BREAKPOINT_SIZE: usize = 24;
export const MAX_WATCHPOINTS: u32 = 256;
/** First byte, byte after the last, 1 = read and 2 = write. */
export const WATCHPOINT_SIZE: usize = 24;
export const CODE_ARENA_SIZE: usize = 32 << 20;

// --- what the machine is -----------------------------------------------------------------------------------------------

export let hartCount: u32 = 0;
export let ramBase: u64 = 0;
export let ramSize: u64 = 0;
export let instructionsPerTick: u64 = 100;
export let eventMask: u64 = 0;
export let trapEvents: bool = false;
export let instructionsBefore: u64 = 0;

// --- where the tables are ----------------------------------------------------------------------------------------------

export let harts: usize = 0;
/** Per VM: number of ranges. */
export let stage2Counts: usize = 0;
export let stage2Ranges: usize = 0;
export let breakpoints: usize = 0;
export let watchpoints: usize = 0;
/** The 64-bit count of events, then the records. */
export let eventCounter: usize = 0;
export let eventRecords: usize = 0;
/** Per 64 KiB frame of RAM: the frame's place in this memory and whether it is touched, see memory.ts. */
export let frameTable: usize = 0;
/** Per 4 KiB page of RAM: PAGE_ flags. */
export let pageFlags: usize = 0;
/** Per 4 KiB page of RAM: its code page, or 0. */
export let codePages: usize = 0;
export let codeArena: usize = 0;
/** A buffer for copies between TypeScript and the core. */
export let exchange: usize = 0;
export const EXCHANGE_SIZE: usize = 65536;

export function setTrapEventsFlag(enabled: bool): void {
  trapEvents = enabled;
}

export function setInstructionsBeforeTotal(total: u64): void {
  instructionsBefore = total;
}

let layoutEnd: usize = 0;

function reserve(size: usize): usize {
  const start = (layoutEnd + 63) & ~63;
  layoutEnd = start + size;
  return start;
}

/** Lays out all tables; returns the first byte behind them, or 0 when the memory cannot hold them. */
export function layOut(count: u32, base: u64, size: u64, perTick: u32, eventCapacity: u32): usize {
  hartCount = count;
  ramBase = base;
  ramSize = size;
  instructionsPerTick = <u64>perTick;
  eventMask = <u64>eventCapacity - 1;
  layoutEnd = __heap_base;
  const pages = <usize>(size >> 12);
  harts = reserve(<usize>count * HART_STRIDE);
  stage2Counts = reserve(<usize>MAX_VMS * 4);
  stage2Ranges = reserve(<usize>MAX_VMS * <usize>MAX_STAGE2_RANGES * STAGE2_RANGE_SIZE);
  breakpoints = reserve(<usize>MAX_BREAKPOINTS * BREAKPOINT_SIZE);
  watchpoints = reserve(<usize>MAX_WATCHPOINTS * WATCHPOINT_SIZE);
  eventCounter = reserve(64);
  eventRecords = reserve(<usize>eventCapacity * 128);
  frameTable = reserve(((pages + 15) >> 4) * 4);
  pageFlags = reserve((pages + 7) & ~7);
  codePages = reserve(pages * 4);
  codeArena = reserve(CODE_ARENA_SIZE);
  exchange = reserve(EXCHANGE_SIZE);
  const end = (layoutEnd + 65535) & ~65535;
  const needed = <i32>(end >> 16) - memory.size();
  if (needed > 0 && memory.grow(needed) < 0) {
    return 0;
  }
  return end;
}

@inline
export function hartAt(index: u32): usize {
  return harts + <usize>index * HART_STRIDE;
}

export function hartIndex(h: usize): u32 {
  return <u32>((h - harts) / HART_STRIDE);
}

// --- what went wrong in the instruction at hand ---------------------------------------------------------------------------

export const STATUS_OK: i32 = 0;
/** An exception is raised: see the fault fields. The instruction has had no effect. */
export const STATUS_TRAP: i32 = 1;
/** The instruction is complete, and what follows it must be looked up anew. */
export const STATUS_LEAVE: i32 = 2;
/** No memory for a frame. The instruction has had no effect. */
export const STATUS_OUT_OF_MEMORY: i32 = 3;

export let status: i32 = STATUS_OK;
export let faultCause: u64 = 0;
export let faultValue: u64 = 0;
export let faultGpa: u64 = 0;
export let faultImplicit: u32 = 0;

export function setStatus(value: i32): void {
  status = value;
}

export function raise(cause: u64, value: u64): i32 {
  faultCause = cause;
  faultValue = value;
  faultGpa = 0;
  faultImplicit = 0;
  status = STATUS_TRAP;
  return STATUS_TRAP;
}

export function raiseGuestFault(cause: u64, value: u64, gpa: u64, implicit: u32): void {
  raise(cause, value);
  faultGpa = gpa;
  faultImplicit = implicit;
}

/** A watchpoint that the instruction at hand has hit: 0 = none, 1 = read, 2 = write. The first hit counts. */
export let watchHit: u32 = 0;
export let watchAddress: u64 = 0;
export let watchSize: u32 = 0;

export function noteWatch(kind: u32, pa: u64, size: u32): void {
  if (watchHit == 0) {
    watchHit = kind;
    watchAddress = pa;
    watchSize = size;
  }
}

export function clearWatch(): void {
  watchHit = 0;
}

export const HARTS_LIMIT: u32 = MAX_HARTS;
