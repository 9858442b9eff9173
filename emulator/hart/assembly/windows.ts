// SPDX-License-Identifier: Apache-2.0
/**
 * Windows: stretches of virtual pages that are all in a TLB and lie in this memory as they lie for the guest, so that
 * compiled code needs one comparison for an access instead of a look-up. Each context has one for each kind of access.
 * Compiled code that misses a window leaves the address there; when that goes on, the window moves to it.
 *
 * A window holds no more than what the TLB holds at the same time. Whoever replaces an entry reports it here, and so
 * compiled code never uses a translation that the interpreter would look up anew.
 */

import { HART_X } from '../layout';
import {
  CONTEXT_COUNT,
  CONTEXT_SIZE,
  HART_CONTEXTS,
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
} from './state';

const STACK_POINTER: i32 = 2;
/** Where the windows of the contexts lie in the hart block. */
const HART_ALL_WINDOWS: usize = 1024;
/** Runs with misses, one after the other, until a window moves: its ends take as long to find as some hundred instructions. */
const PATIENCE: u32 = 16;
/** Pages on either side of the page that a window moves to. */
const REACH: u32 = 64;

function windowsOf(h: usize, context: i32): usize {
  return h + HART_ALL_WINDOWS + <usize>context * WINDOW_COUNT * WINDOW_SIZE;
}

/** The hart goes on in a context that it has been in before. */
export function useWindows(h: usize, context: i32): void {
  store<u32>(h, <u32>windowsOf(h, context), HART_WINDOWS);
}

/** The hart goes on in a context that is new. */
export function useNewWindows(h: usize, context: i32): void {
  memory.fill(windowsOf(h, context), 0, WINDOW_COUNT * WINDOW_SIZE);
  useWindows(h, context);
}

@inline
function tlbOf(h: usize, index: i32): usize {
  return h + (index & WINDOW_WRITES ? HART_WRITE_TLB : HART_READ_TLB);
}

/** How many pages lead on from an address by `step` with the same distance to their place in this memory. */
function stretch(tlb: usize, address: u64, step: u64, generation: u64, host: u32): u32 {
  let count: u32 = 0;
  for (let page = address + step; count < REACH; page += step) {
    const entry = tlb + (<usize>(page >> 8) & TLB_INDEX);
    if (load<u64>(entry) != (page | generation) || load<u32>(entry, TLB_HOST) != host) {
      break;
    }
    count++;
  }
  return count;
}

/** Opens a window around a page, if that is in the TLB. */
function openWindow(window: usize, tlb: usize, page: u64, generation: u64): void {
  const entry = tlb + (<usize>(page >> 8) & TLB_INDEX);
  if (load<u64>(entry) != (page | generation)) {
    return;
  }
  const host = load<u32>(entry, TLB_HOST);
  const before = <u64>stretch(tlb, page, -0x1000, generation, host);
  const behind = <u64>stretch(tlb, page, 0x1000, generation, host);
  store<u64>(window, page - (before << 12), WINDOW_BASE);
  store<u64>(window, (before + 1 + behind) << 12, WINDOW_BYTES);
  store<u32>(window, host, WINDOW_HOST);
}

/** Moves the windows of the hart's context that have been missed for long. HART_GENERATION is up to date. */
export function moveWindows(h: usize): void {
  const windows = <usize>load<u32>(h, HART_WINDOWS);
  for (let index = 0; index < WINDOW_COUNT; index++) {
    const window = windows + index * WINDOW_SIZE;
    const missed = load<u64>(window, WINDOW_MISSED);
    if (missed == 0) {
      store<u32>(window, 0, WINDOW_MISSES);
      continue;
    }
    store<u64>(window, 0, WINDOW_MISSED);
    const misses = load<u32>(window, WINDOW_MISSES) + 1;
    store<u32>(window, misses % PATIENCE, WINDOW_MISSES);
    if (misses == PATIENCE) {
      openWindow(window, tlbOf(h, index), missed & ~0xfff, load<u64>(h, HART_GENERATION));
    }
  }
}

/** An entry of a TLB is made: the window that it may serve opens there, or grows when the page is at an end of it. */
export function growWindow(h: usize, va: u64, host: u32, isWrite: bool): void {
  const page = va & ~0xfff;
  const isStack = page == (load<u64>(h, HART_X + 8 * STACK_POINTER) & ~0xfff);
  const index = (isWrite ? WINDOW_WRITES : 0) + (isStack ? WINDOW_STACK : 0);
  const window = <usize>load<u32>(h, HART_WINDOWS) + index * WINDOW_SIZE;
  const base = load<u64>(window, WINDOW_BASE);
  const bytes = load<u64>(window, WINDOW_BYTES);
  const isBeside = host == load<u32>(window, WINDOW_HOST) && (page == base + bytes || page + 0x1000 == base);
  if (bytes == 0 || isBeside) {
    openWindow(window, tlbOf(h, index), page, load<u64>(h, HART_GENERATION));
  }
}

/** An entry of a TLB is replaced: the windows that it was part of close. */
export function closeWindows(h: usize, tag: u64, isWrite: bool): void {
  const generation = <u32>(tag & 0xfff) >> 3;
  for (let context = 0; context < CONTEXT_COUNT; context++) {
    if (load<u32>(h + HART_CONTEXTS + <usize>context * CONTEXT_SIZE, 12) != generation) {
      continue;
    }
    for (let index = 0; index < WINDOW_COUNT; index++) {
      const window = windowsOf(h, context) + index * WINDOW_SIZE;
      const isOfTlb = ((index & WINDOW_WRITES) != 0) == isWrite;
      if (isOfTlb && (tag & ~0xfff) - load<u64>(window, WINDOW_BASE) < load<u64>(window, WINDOW_BYTES)) {
        store<u64>(window, 0, WINDOW_BYTES);
      }
    }
  }
}
