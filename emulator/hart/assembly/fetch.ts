// SPDX-License-Identifier: Apache-2.0
/** From a pc to the decoded block that begins there. */

import { CAUSE_INSTRUCTION_ACCESS, HART_SATP, HART_VM } from '../layout';
import {
  CODE_PAGE_BLOCKS,
  codePageFor,
  decodeBlock,
  decodeCrossing,
  decodeOnce,
  dropAllCode,
  hasCodeRoom,
  plainBlock,
  SHORT_LIMIT,
  shortBlock,
} from './code-pages';
import { hostOf, inRam, pageIndex, peekHost } from './memory';
import { UNMAPPED } from './stage2';
import { HART_GENERATION, HART_SCRATCH_BLOCK, raise, STATUS_OK, setStatus } from './state';
import { fetchEntry, PAGE_MASK, updateContext } from './tlb';
import { ACCESS_EXECUTE, translate } from './translate';

/** The code page that findBlock() found. */
export let foundCodePage: usize = 0;

/** The hart goes on in a code page that is known already. */
export function useCodePage(codePage: usize): void {
  foundCodePage = codePage;
}

/** The code page for executing at `pc`; 0 with a fault raised. */
function findCodePage(h: usize, pc: u64): usize {
  const entry = fetchEntry(h, pc);
  if (load<u64>(entry) == ((pc & PAGE_MASK) | load<u64>(h, HART_GENERATION))) {
    return <usize>load<u32>(entry, 8);
  }
  const pa = translate(h, pc, ACCESS_EXECUTE, false);
  if (pa == UNMAPPED) {
    return 0;
  }
  if (!inRam(pa)) {
    raise(CAUSE_INSTRUCTION_ACCESS, pc);
    return 0;
  }
  const host = hostOf(pa);
  if (host == 0) {
    return 0;
  }
  const root = load<u64>(h, HART_SATP) & 0xfffffffffff;
  const codePage = codePageFor(pageIndex(pa), host & ~0xfff, load<u32>(h, HART_VM), root, pc & PAGE_MASK);
  store<u64>(entry, (pc & PAGE_MASK) | load<u64>(h, HART_GENERATION));
  store<u32>(entry, <u32>codePage, 8);
  return codePage;
}

/** A block near the end of a budget: a short one, or one decoded to measure into the hart's scratch block. */
function lastBlock(h: usize, codePage: usize, offset: u32, remaining: i32, honourBreakpoints: bool): usize {
  let block = h + HART_SCRATCH_BLOCK;
  if (honourBreakpoints && remaining >= <i32>SHORT_LIMIT) {
    block = shortBlock(codePage, offset);
  } else {
    decodeOnce(block, codePage, offset, <u32>remaining, honourBreakpoints);
  }
  updateContext(h);
  return block;
}

/**
 * The block at `pc`, of at most `remaining` instructions; 0 when the fetch traps or memory has run out (see status).
 * Where the block is longer than the budget, a shorter one is made.
 */
export function findBlock(h: usize, pc: u64, remaining: i32, honourBreakpoints: bool): usize {
  setStatus(STATUS_OK);
  if (!hasCodeRoom()) {
    dropAllCode();
    updateContext(h);
  }
  const codePage = findCodePage(h, pc);
  if (codePage == 0) {
    return 0;
  }
  foundCodePage = codePage;
  const offset = <u32>pc & 0xffe;
  if (honourBreakpoints) {
    let block = <usize>load<u32>(codePage + CODE_PAGE_BLOCKS + (<usize>offset << 1));
    if (block == 0) {
      block = decodeBlock(codePage, offset);
      updateContext(h);
    }
    if (load<i32>(block) <= remaining) {
      return block;
    }
  }
  return lastBlock(h, codePage, offset, remaining, honourBreakpoints);
}

/** As findBlock(), for a place where compiled code gave up: the block is interpreted. */
export function findPlainBlock(h: usize, pc: u64, remaining: i32): usize {
  setStatus(STATUS_OK);
  if (!hasCodeRoom()) {
    dropAllCode();
    updateContext(h);
  }
  const codePage = findCodePage(h, pc);
  if (codePage == 0) {
    return 0;
  }
  foundCodePage = codePage;
  const block = plainBlock(codePage, <u32>pc & 0xffe);
  updateContext(h);
  if (load<i32>(block) <= remaining) {
    return block;
  }
  return lastBlock(h, codePage, <u32>pc & 0xffe, remaining, true);
}

/** The code page that the hart would execute from at `pc`, if it is known to its fetch TLB; else 0. */
export function knownCodePage(h: usize, pc: u64): usize {
  updateContext(h);
  const entry = fetchEntry(h, pc);
  return load<u64>(entry) == ((pc & PAGE_MASK) | load<u64>(h, HART_GENERATION)) ? <usize>load<u32>(entry, 8) : 0;
}

/** The instruction that begins in the last parcel of its page, as a block of its own; 0 when the fetch traps. */
export function findCrossing(h: usize, pc: u64): usize {
  setStatus(STATUS_OK);
  const first = translate(h, pc, ACCESS_EXECUTE, false);
  if (first == UNMAPPED) {
    return 0;
  }
  const second = translate(h, pc + 2, ACCESS_EXECUTE, false);
  if (second == UNMAPPED) {
    return 0;
  }
  const low = hostOf(first);
  const high = hostOf(second);
  if (low == 0 || high == 0) {
    return 0;
  }
  const scratch = h + HART_SCRATCH_BLOCK;
  decodeCrossing(scratch, <u32>load<u16>(low) | (<u32>load<u16>(high) << 16));
  return scratch;
}

/** The bits of the instruction at `pc`, without any effect; 0 when they cannot be fetched. */
export function instructionBits(h: usize, pc: u64): u32 {
  const first = peekParcel(h, pc);
  if (first == NO_PARCEL) {
    return 0;
  }
  if ((first & 3) != 3) {
    return first;
  }
  const second = peekParcel(h, pc + 2);
  return second == NO_PARCEL ? 0 : first | (second << 16);
}

const NO_PARCEL: u32 = 0x10000;

function peekParcel(h: usize, pc: u64): u32 {
  const pa = translate(h, pc, ACCESS_EXECUTE, true);
  if (pa == UNMAPPED) {
    return NO_PARCEL;
  }
  const host = peekHost(pa);
  return host == 0 ? 0 : <u32>load<u16>(host);
}
