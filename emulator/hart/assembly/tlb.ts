// SPDX-License-Identifier: Apache-2.0
/**
 * The TLBs of a hart, direct mapped. A tag is the page's address with a generation number in bits 3 to 11: entries of
 * another address space, privilege or SUM/MXR setting simply do not match, and dropping all of them is one increment.
 * Bits 0 to 2 are compared with the access's low address bits, so that misaligned accesses take the slow path.
 */

import { HART_PRIVILEGE, HART_SATP, HART_SSTATUS } from '../layout';
import {
  CONTEXT_COUNT,
  CONTEXT_SIZE,
  FETCH_TLB_ENTRIES,
  HART_CONTEXT_BITS,
  HART_CONTEXT_SATP,
  HART_CONTEXT_VICTIM,
  HART_CONTEXTS,
  HART_FETCH_TLB,
  HART_GENERATION,
  HART_LAST_GENERATION,
  HART_READ_TLB,
  HART_WRITE_TLB,
  hartAt,
  hartCount,
  TLB_ENTRIES,
  TLB_ENTRY_SIZE,
  TLB_HOST,
  TLB_INDEX,
} from './state';
import { SSTATUS_MXR, SSTATUS_SUM } from './translate';
import { closeWindows, growWindow, useNewWindows, useWindows } from './windows';

const GENERATION_SHIFT: u64 = 3;
const GENERATION_MAX: u32 = 511;
export const PAGE_MASK: u64 = ~0xfff;

function newGeneration(h: usize): u32 {
  let generation = load<u32>(h, HART_LAST_GENERATION) + 1;
  if (generation > GENERATION_MAX) {
    memory.fill(h + HART_READ_TLB, 0, 2 * TLB_ENTRIES * TLB_ENTRY_SIZE + FETCH_TLB_ENTRIES * TLB_ENTRY_SIZE);
    memory.fill(h + HART_CONTEXTS, 0, CONTEXT_COUNT * CONTEXT_SIZE);
    generation = 1;
  }
  store<u32>(h, generation, HART_LAST_GENERATION);
  return generation;
}

/** What translations depend on besides satp. Never 0, so that a hart without a context matches none. */
@inline
function contextBits(h: usize): u32 {
  return 0x80 | load<u32>(h, HART_PRIVILEGE) | (<u32>(load<u64>(h, HART_SSTATUS) & (SSTATUS_SUM | SSTATUS_MXR)) >> 17);
}

function switchContext(h: usize, satp: u64, bits: u32): void {
  store<u64>(h, satp, HART_CONTEXT_SATP);
  store<u32>(h, bits, HART_CONTEXT_BITS);
  for (let index = 0; index < CONTEXT_COUNT; index++) {
    const entry = h + HART_CONTEXTS + index * CONTEXT_SIZE;
    if (load<u32>(entry, 8) == bits && load<u64>(entry) == satp) {
      store<u64>(h, <u64>load<u32>(entry, 12) << GENERATION_SHIFT, HART_GENERATION);
      useWindows(h, index);
      return;
    }
  }
  const generation = newGeneration(h);
  const victim = load<u32>(h, HART_CONTEXT_VICTIM) % CONTEXT_COUNT;
  store<u32>(h, victim + 1, HART_CONTEXT_VICTIM);
  const entry = h + HART_CONTEXTS + victim * CONTEXT_SIZE;
  store<u64>(entry, satp);
  store<u32>(entry, bits, 8);
  store<u32>(entry, generation, 12);
  store<u64>(h, <u64>generation << GENERATION_SHIFT, HART_GENERATION);
  useNewWindows(h, victim);
}

/** Makes HART_GENERATION that of the current satp, privilege and sstatus. */
export function updateContext(h: usize): void {
  const satp = load<u64>(h, HART_SATP);
  const bits = contextBits(h);
  if (load<u32>(h, HART_CONTEXT_BITS) != bits || load<u64>(h, HART_CONTEXT_SATP) != satp) {
    switchContext(h, satp, bits);
  }
}

/** Drops every translation of the hart; updateContext() must follow before it executes on. */
export function flushHart(h: usize): void {
  memory.fill(h + HART_CONTEXTS, 0, CONTEXT_COUNT * CONTEXT_SIZE);
  store<u32>(h, 0, HART_CONTEXT_BITS);
}

/** Drops every translation of every hart: a physical page's flags or the second stage have changed. */
export function flushAll(): void {
  for (let index: u32 = 0; index < hartCount; index++) {
    flushHart(hartAt(index));
  }
}

function fill(entry: usize, h: usize, va: u64, host: usize, isWrite: bool): void {
  const old = load<u64>(entry);
  const tag = (va & PAGE_MASK) | load<u64>(h, HART_GENERATION);
  const distance = <u32>host - <u32>va;
  if (old != 0 && (old != tag || load<u32>(entry, TLB_HOST) != distance)) {
    closeWindows(h, old, isWrite);
  }
  store<u64>(entry, tag);
  store<u32>(entry, distance, TLB_HOST);
  growWindow(h, va, distance, isWrite);
}

export function fillRead(h: usize, va: u64, host: usize): void {
  fill(h + ((<usize>(va >> 8)) & TLB_INDEX) + HART_READ_TLB, h, va, host, false);
}

export function fillWrite(h: usize, va: u64, host: usize): void {
  fill(h + ((<usize>(va >> 8)) & TLB_INDEX) + HART_WRITE_TLB, h, va, host, true);
}

/** The entry of the fetch TLB for an address: tag, then the code page. */
@inline
export function fetchEntry(h: usize, va: u64): usize {
  return h + ((<usize>(va >> 8)) & 0x1ff0) + HART_FETCH_TLB;
}
