// SPDX-License-Identifier: Apache-2.0
/** What the WebAssembly module exports; wasm-hart-core.ts is its only caller. Harts are given by number. */

import {
  HART_PC,
  HART_RUN_RETIRED,
  HART_PRIVILEGE,
  HART_RESERVATION,
  HART_SCOUNTEREN,
  HART_SSTATUS,
  HART_VM,
} from '../layout';
import { setBreakpointCount } from './breakpoints';
import { decodeOnce, dropChangedVariants, sampleCode } from './code-pages';
import { csrFault, csrRead, csrWrite } from './csr';
import { execute } from './execute';
import { knownCodePage } from './fetch';
import {
  allocatedFrames,
  hostOf,
  inRam,
  pageIndex,
  peekHost,
  setWatchpointCount,
  startFrames,
  writtenFromOutside,
} from './memory';
import { setRangeCount, stage2 } from './stage2';
import {
  eventCounter,
  eventRecords,
  exchange,
  faultCause,
  faultGpa,
  HART_BUDGET,
  HART_COMPILED_RETIRED,
  HART_LAST_GENERATION,
  HART_READ_TLB,
  HART_STRIDE,
  hartAt,
  harts,
  layOut,
  PAGE_DIRTY,
  PAGE_WATCH_READ,
  PAGE_WATCH_WRITE,
  pageFlags,
  ramBase,
  ramSize,
  STATUS_OK,
  setInstructionsBeforeTotal,
  setStatus,
  setTrapEventsFlag,
  WATCHPOINT_SIZE,
  watchpoints,
} from './state';
import { flushAll, flushHart } from './tlb';
import { lastGpa, translate as translateBoth } from './translate';
import { UNMAPPED } from './stage2';
import { wakingInterrupts } from './trap';

export { setBreakpointEntry } from './breakpoints';
export { setRange as setStage2Range } from './stage2';

/** What a Bao guest reads from sstatus at its entry: SD, UXL = 64, XS and FS dirty. */
const SSTATUS_ENTRY: u64 = 0x800000020001e000;
/** The firmware opens all three counters to U-mode, and Bao leaves that as it is. */
const SCOUNTEREN_ENTRY: u64 = 7;

/** Lays out the core's tables. False when the memory cannot hold them. */
export function initialise(count: u32, base: u64, size: u64, perTick: u32, eventCapacity: u32): bool {
  const end = layOut(count, base, size, perTick, eventCapacity);
  if (end == 0) {
    return false;
  }
  startFrames(end);
  for (let index: u32 = 0; index < count; index++) {
    resetHart(index, 0, 0, 0, 0);
  }
  return true;
}

export function resetHart(index: u32, vm: u32, pc: u64, a0: u64, a1: u64): void {
  const h = hartAt(index);
  const generation = load<u32>(h, HART_LAST_GENERATION);
  memory.fill(h, 0, HART_READ_TLB);
  store<u32>(h, generation, HART_LAST_GENERATION);
  store<u32>(h, vm, HART_VM);
  store<u64>(h, pc, HART_PC);
  store<u64>(h, a0, 80);
  store<u64>(h, a1, 88);
  store<u32>(h, 1, HART_PRIVILEGE);
  store<u64>(h, u64.MAX_VALUE, HART_RESERVATION);
  store<u64>(h, SSTATUS_ENTRY, HART_SSTATUS);
  store<u64>(h, SCOUNTEREN_ENTRY, HART_SCOUNTEREN);
}

export function run(index: u32, budget: u32, skipBreakpoint: bool): u32 {
  const h = hartAt(index);
  store<u32>(h, budget, HART_BUDGET);
  return execute(h, budget, skipBreakpoint);
}

export function hartsOffset(): usize {
  return harts;
}

export function hartStride(): usize {
  return HART_STRIDE;
}

export function eventCountOffset(): usize {
  return eventCounter;
}

export function eventRingOffset(): usize {
  return eventRecords;
}

export function exchangeOffset(): usize {
  return exchange;
}

export function allocatedBytes(): u64 {
  return <u64>allocatedFrames << 16;
}

// --- registers -----------------------------------------------------------------------------------------------------------

/** 0 when the access is allowed, else an exception code. */
export function csrAccessFault(index: u32, csr: u32, write: bool): u32 {
  return csrFault(hartAt(index), csr, write);
}

export function readCsr(index: u32, csr: u32): u64 {
  return csrRead(hartAt(index), csr, 0);
}

export function writeCsr(index: u32, csr: u32, value: u64): void {
  csrWrite(hartAt(index), csr, value);
}

export function hasWakingInterrupt(index: u32): bool {
  return wakingInterrupts(hartAt(index)) != 0;
}

export function flushTranslations(index: u32): void {
  flushHart(hartAt(index));
}

// --- memory --------------------------------------------------------------------------------------------------------------

export function stage2Done(vm: u32, count: u32): void {
  setRangeCount(vm, count);
  flushAll();
}

/** The physical address behind a guest-physical one, or all ones. */
export function translateGuestPhysical(vm: u32, gpa: u64): u64 {
  return stage2(vm, gpa);
}

let translatedGpa: u64 = 0;

/** Both stages; all ones when there is a fault, which translationFault() then tells. */
export function translate(index: u32, va: u64, access: u32): u64 {
  setStatus(STATUS_OK);
  const pa = translateBoth(hartAt(index), va, access, true);
  translatedGpa = pa == UNMAPPED ? faultGpa : lastGpa;
  return pa;
}

export function translationFault(): u32 {
  return <u32>faultCause;
}

export function translationGpa(): u64 {
  return translatedGpa;
}

/** Where a physical byte lies in this memory; 0 when its frame is untouched or it is not RAM. */
export function hostAddress(pa: u64): usize {
  return inRam(pa) ? peekHost(pa) : 0;
}

/** As hostAddress(), but allocates the frame; 0 when there is no memory left or it is not RAM. */
export function hostAddressForWriting(pa: u64): usize {
  return inRam(pa) ? hostOf(pa) : 0;
}

/** Bytes of one page were written from outside. */
export function noteWritten(pa: u64, size: u32): void {
  writtenFromOutside(pa, size);
}

/**
 * Copies numbers of dirty pages (index in RAM, u32 each) into the exchange buffer, at most `limit`, from page `start` on.
 * Returns how many; dirtyScanEnd() is where to go on.
 */
export function collectDirty(start: u32, limit: u32): u32 {
  const pages = <u32>(ramSize >> 12);
  let count: u32 = 0;
  let page = start;
  while (page < pages && count < limit) {
    if ((page & 7) == 0 && page + 8 <= pages && (load<u64>(pageFlags + page) & 0x0101010101010101) == 0) {
      page += 8;
      continue;
    }
    if (load<u8>(pageFlags + page) & PAGE_DIRTY) {
      store<u32>(exchange + (count << 2), page);
      count++;
    }
    page++;
  }
  scanEnd = page;
  return count;
}

let scanEnd: u32 = 0;

export function dirtyScanEnd(): u32 {
  return scanEnd;
}

/** Clears all dirty bits; stores take the slow path once again. */
export function clearDirty(): void {
  const pages = <usize>(ramSize >> 12);
  for (let page: usize = 0; page < pages; page += 8) {
    const flags = load<u64>(pageFlags + page);
    if (flags & 0x0101010101010101) {
      store<u64>(pageFlags + page, flags & ~0x0101010101010101);
    }
  }
  flushAll();
}

// --- compiled code ---------------------------------------------------------------------------------------------------------

/** The code page that should be compiled from the hart's pc on, or 0. Call it after a run() that used up its budget. */
export function compileWanted(index: u32, wanted: u32): usize {
  const h = hartAt(index);
  const retired = load<u32>(h, HART_RUN_RETIRED);
  if (load<u32>(h, HART_COMPILED_RETIRED) > retired >> 1) {
    return 0;
  }
  const pc = load<u64>(h, HART_PC);
  const codePage = knownCodePage(h, pc);
  return codePage != 0 && sampleCode(codePage, <u32>pc & 0xffe, retired, wanted) ? codePage : 0;
}

/** The offset of the hart's pc in its page. */
export function compileOffset(index: u32): u32 {
  return <u32>load<u64>(hartAt(index), HART_PC) & 0xffe;
}

/** Decodes the instruction at an offset into the exchange buffer, as a block. */
export function decodeForCompiler(codePage: usize, offset: u32): void {
  decodeOnce(exchange, codePage, offset, 1, true);
}

export { dropAllCode, forgetInterpreted, installCompiled } from './code-pages';

// --- stopping --------------------------------------------------------------------------------------------------------------

/** All breakpoint entries are set: code with others is decoded anew. */
export function breakpointsDone(count: u32): void {
  setBreakpointCount(count);
  dropChangedVariants();
}

function flagWatchedPages(index: u32, set: bool): void {
  const entry = watchpoints + <usize>index * WATCHPOINT_SIZE;
  const kinds = load<u32>(entry, 16);
  const flags: u8 = (kinds & 1 ? PAGE_WATCH_READ : 0) | (kinds & 2 ? PAGE_WATCH_WRITE : 0);
  const last = load<u64>(entry, 8) - 1;
  for (let page = pageIndex(load<u64>(entry)); page <= pageIndex(last); page++) {
    const old = load<u8>(pageFlags + page);
    store<u8>(pageFlags + page, set ? old | flags : old & ~flags);
  }
}

/** Entry: first byte, byte after the last, 1 = reads and 2 = writes, whose accesses (all bits set: any virtual machine's).
 *  The bytes are RAM. */
export function setWatchpointEntry(index: u32, first: u64, end: u64, kinds: u32, vm: u32): void {
  const entry = watchpoints + <usize>index * WATCHPOINT_SIZE;
  store<u64>(entry, first);
  store<u64>(entry, end, 8);
  store<u32>(entry, kinds, 16);
  store<u32>(entry, vm, 20);
}

/** Call it with the number of the old entries before new ones are set. */
export function clearWatchpoints(count: u32): void {
  for (let index: u32 = 0; index < count; index++) {
    flagWatchedPages(index, false);
  }
  setWatchpointCount(0);
}

export function watchpointsDone(count: u32): void {
  setWatchpointCount(count);
  for (let index: u32 = 0; index < count; index++) {
    flagWatchedPages(index, true);
  }
  flushAll();
}

export function setTrapEvents(enabled: bool): void {
  setTrapEventsFlag(enabled);
}

export function setInstructionsBefore(total: u64): void {
  setInstructionsBeforeTotal(total);
}

export function ramStart(): u64 {
  return ramBase;
}

