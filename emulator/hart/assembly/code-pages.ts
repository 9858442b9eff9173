// SPDX-License-Identifier: Apache-2.0
/**
 * Decoded code. Each physical page that is executed has a code page: a table of blocks by the offset they begin at, and
 * a bitmap of the parcels that some block was decoded from. A page with breakpoints has further variants of it, one for
 * each virtual machine and virtual page, and for each address space that has breakpoints of its own there. All of it
 * lies in one arena that is emptied when full.
 */

import { breakpointAt, breakpointMark, breakpointRoot } from './breakpoints';
import { expand } from './compressed';
import { DECODE_JAL, DECODE_NOTHING, decodeInstruction, fieldRd, destination, immediateJ } from './decode';
import {
  BLOCK_HEADER,
  BLOCK_LIMIT,
  OP_BEQ,
  OP_BGEU,
  OP_BREAK,
  OP_COMPILED,
  OP_CROSSING,
  OP_EBREAK,
  OP_ECALL,
  OP_END,
  OP_FENCEI,
  OP_ILLEGAL,
  OP_JALR,
  OP_JR,
  OP_LINK,
  OP_SFENCE,
  OP_SRET,
  OP_VIRTUAL,
  OP_WFI,
  SLOT_IMM,
  SLOT_OP,
  SLOT_PLACE,
  SLOT_RD,
  SLOT_RS1,
  SLOT_RS2,
  SLOT_SIZE,
} from './opcodes';
import {
  CODE_ARENA_SIZE,
  codeArena,
  codePages,
  PAGE_CODE,
  pageFlags,
  STATUS_LEAVE,
  setStatus,
} from './state';
import { flushAll } from './tlb';

const CODE_PAGE_NUMBER: usize = 0;
/** Where the page's bytes lie in this memory. */
const CODE_PAGE_BYTES: usize = 4;
/** The next variant of the same physical page. */
const CODE_PAGE_NEXT: usize = 8;
/** The code page made before this one: the list of all of them. */
const CODE_PAGE_OLDER: usize = 12;
/** What a variant is for; the first code page of a page is for everything without breakpoints. */
const CODE_PAGE_VM: usize = 16;
const CODE_PAGE_VARIANT: usize = 20;
const CODE_PAGE_ADDRESS: usize = 24;
const CODE_PAGE_ROOT: usize = 32;
/** A second table of blocks that are never compiled ones, or 0. */
const CODE_PAGE_PLAIN: usize = 40;
/** Instructions of the runs that ended in this page since the last compilation, and the compilations so far. */
const CODE_PAGE_SAMPLES: usize = 44;
const CODE_PAGE_REGIONS: usize = 48;
/** A table of blocks of at most SHORT_LIMIT instructions, for the end of a budget, or 0. */
const CODE_PAGE_SHORT: usize = 52;
export const SHORT_LIMIT: u32 = 8;
/** Which breakpoints a variant was decoded with. */
const CODE_PAGE_MARK: usize = 56;
const CODE_PAGE_BITMAP: usize = 64;
/** 2048 pointers to blocks. */
export const CODE_PAGE_BLOCKS: usize = 64 + 256;
const CODE_PAGE_SIZE: usize = 64 + 256 + 8192;
const BLOCK_MAX_SIZE: usize = BLOCK_HEADER + (<usize>BLOCK_LIMIT + 2) * SLOT_SIZE;

let arenaUsed: usize = 0;
let newestCodePage: usize = 0;

function clearBlocks(codePage: usize): void {
  memory.fill(codePage + CODE_PAGE_BITMAP, 0, CODE_PAGE_SIZE - CODE_PAGE_BITMAP);
  store<u32>(codePage, 0, CODE_PAGE_PLAIN);
  store<u32>(codePage, 0, CODE_PAGE_SHORT);
}

/** Forgets all decoded code. Nothing may go on executing from it. */
export function dropAllCode(): void {
  for (let codePage = newestCodePage; codePage != 0; codePage = load<u32>(codePage, CODE_PAGE_OLDER)) {
    const page = <usize>load<u32>(codePage, CODE_PAGE_NUMBER);
    store<u32>(codePages + (page << 2), 0);
    store<u8>(pageFlags + page, load<u8>(pageFlags + page) & ~PAGE_CODE);
  }
  newestCodePage = 0;
  arenaUsed = 0;
  flushAll();
}

/** The breakpoints are others now: forgets the code that was decoded with those before. Nothing may go on executing. */
export function dropChangedVariants(): void {
  for (let codePage = newestCodePage; codePage != 0; codePage = load<u32>(codePage, CODE_PAGE_OLDER)) {
    if (load<u32>(codePage, CODE_PAGE_VARIANT) == 0) {
      continue;
    }
    const root = load<u64>(codePage, CODE_PAGE_ROOT);
    const mark = breakpointMark(load<u32>(codePage, CODE_PAGE_VM), root, load<u64>(codePage, CODE_PAGE_ADDRESS));
    if (mark != load<u64>(codePage, CODE_PAGE_MARK)) {
      clearBlocks(codePage);
      store<u32>(codePage, 0, CODE_PAGE_SAMPLES);
      store<u32>(codePage, 0, CODE_PAGE_REGIONS);
      store<u64>(codePage, mark, CODE_PAGE_MARK);
    }
  }
  flushAll();
}

/** Whether a code page, a variant and a block still fit. */
export function hasCodeRoom(): bool {
  return arenaUsed + 4 * CODE_PAGE_SIZE + 2 * BLOCK_MAX_SIZE <= CODE_ARENA_SIZE;
}

function newCodePage(page: usize, bytes: usize): usize {
  const codePage = codeArena + arenaUsed;
  arenaUsed += CODE_PAGE_SIZE;
  memory.fill(codePage, 0, CODE_PAGE_SIZE);
  store<u32>(codePage, <u32>page, CODE_PAGE_NUMBER);
  store<u32>(codePage, <u32>bytes, CODE_PAGE_BYTES);
  store<u32>(codePage, <u32>newestCodePage, CODE_PAGE_OLDER);
  newestCodePage = codePage;
  return codePage;
}

/** The code page of a physical page (by its index in RAM), for an address space in which it has no breakpoints. */
function plainCodePage(page: usize, bytes: usize): usize {
  const entry = codePages + (page << 2);
  let codePage = <usize>load<u32>(entry);
  if (codePage == 0) {
    codePage = newCodePage(page, bytes);
    store<u32>(entry, <u32>codePage);
  }
  return codePage;
}

/** The code page for executing a physical page at a virtual one. There must be room. */
export function codePageFor(page: usize, bytes: usize, vm: u32, root: u64, va: u64): usize {
  const plain = plainCodePage(page, bytes);
  const mark = breakpointMark(vm, root, va);
  if (mark == 0) {
    return plain;
  }
  const owner = breakpointRoot(vm, root, va);
  for (let at = <usize>load<u32>(plain, CODE_PAGE_NEXT); at != 0; at = load<u32>(at, CODE_PAGE_NEXT)) {
    if (
      load<u32>(at, CODE_PAGE_VM) == vm &&
      load<u64>(at, CODE_PAGE_ADDRESS) == va &&
      load<u64>(at, CODE_PAGE_ROOT) == owner
    ) {
      return at;
    }
  }
  const variant = newCodePage(page, bytes);
  store<u32>(variant, vm, CODE_PAGE_VM);
  store<u32>(variant, 1, CODE_PAGE_VARIANT);
  store<u64>(variant, va, CODE_PAGE_ADDRESS);
  store<u64>(variant, owner, CODE_PAGE_ROOT);
  store<u64>(variant, mark, CODE_PAGE_MARK);
  store<u32>(variant, load<u32>(plain, CODE_PAGE_NEXT), CODE_PAGE_NEXT);
  store<u32>(plain, <u32>variant, CODE_PAGE_NEXT);
  return variant;
}

/** True when a parcel of the bytes is decoded in this code page. */
function decodedFrom(codePage: usize, offset: u32, size: u32): bool {
  const last = (offset + size - 1) >> 1;
  for (let parcel = offset >> 1; parcel <= last; parcel++) {
    if ((load<u8>(codePage + CODE_PAGE_BITMAP + (parcel >> 3)) >> <u8>(parcel & 7)) & 1) {
      return true;
    }
  }
  return false;
}

/** Bytes inside a page were written: drops its decoded code if it was decoded from them. */
export function invalidateCode(page: usize, offset: u32, size: u32): void {
  const plain = <usize>load<u32>(codePages + (page << 2));
  let stale = false;
  for (let at = plain; at != 0; at = load<u32>(at, CODE_PAGE_NEXT)) {
    stale = stale || decodedFrom(at, offset, size);
  }
  if (!stale) {
    return;
  }
  for (let at = plain; at != 0; at = load<u32>(at, CODE_PAGE_NEXT)) {
    clearBlocks(at);
  }
  store<u8>(pageFlags + page, load<u8>(pageFlags + page) & ~PAGE_CODE);
  setStatus(STATUS_LEAVE);
}

function markDecoded(codePage: usize, offset: u32, length: u32): void {
  for (let parcel = offset >> 1; parcel < (offset + length) >> 1 && parcel < 2048; parcel++) {
    const byte = codePage + CODE_PAGE_BITMAP + (parcel >> 3);
    store<u8>(byte, load<u8>(byte) | <u8>(<u32>1 << (parcel & 7)));
  }
  const flags = pageFlags + <usize>load<u32>(codePage, CODE_PAGE_NUMBER);
  if ((load<u8>(flags) & PAGE_CODE) == 0) {
    store<u8>(flags, load<u8>(flags) | PAGE_CODE);
    // Entries that let stores to this page pass unseen must go; only a page that was written can have some.
    flushAll();
  }
}

@inline
export function isBranch(operation: i32): bool {
  return operation >= OP_BEQ && operation <= OP_BGEU;
}

function endsBlock(operation: i32): bool {
  return (
    operation == OP_JALR ||
    operation == OP_JR ||
    operation == OP_ECALL ||
    operation == OP_EBREAK ||
    operation == OP_SRET ||
    operation == OP_WFI ||
    operation == OP_SFENCE ||
    operation == OP_FENCEI ||
    operation == OP_ILLEGAL ||
    operation == OP_VIRTUAL ||
    operation == OP_CROSSING
  );
}

/** The slots' counts of instructions behind them, known once the block is complete. */
function setCountsBehind(block: usize, end: usize, count: u32): void {
  for (let s = block + BLOCK_HEADER; s < end; s += SLOT_SIZE) {
    const operation = <i32>load<u16>(s, SLOT_OP);
    if (isBranch(operation)) {
      store<u16>(s, <u16>(count - 1 - load<u16>(s, SLOT_RD)), SLOT_RD);
    } else if (operation != OP_END && operation != OP_BREAK) {
      const place = load<u32>(s, SLOT_PLACE);
      store<u32>(s, (place & 0xffff) | ((count - 1 - (place >> 16)) << 16), SLOT_PLACE);
    }
  }
}

/** Whether compiled code can be entered at an offset. */
function isCompiled(codePage: usize, offset: u32): bool {
  const block = <usize>load<u32>(codePage + CODE_PAGE_BLOCKS + (<usize>offset << 1));
  return block != 0 && load<u16>(block, BLOCK_HEADER) == OP_COMPILED;
}

/** Whether a block may not go on into an offset, so that what is there is seen. */
function mustEndAt(codePage: usize, offset: u32): bool {
  return isCompiled(codePage, offset) || isBreakpoint(codePage, offset);
}

function isBreakpoint(codePage: usize, offset: u32): bool {
  return (
    load<u32>(codePage, CODE_PAGE_VARIANT) != 0 &&
    breakpointAt(
      load<u32>(codePage, CODE_PAGE_VM),
      load<u64>(codePage, CODE_PAGE_ROOT),
      load<u64>(codePage, CODE_PAGE_ADDRESS) + <u64>offset,
    )
  );
}

/** A slot that goes on at an offset from the page; it gives nothing back to the budget. */
function writeEnd(s: usize, target: i32): void {
  store<u16>(s, OP_END);
  store<u16>(s, 0, SLOT_RD);
  store<i32>(s, target, SLOT_IMM);
  store<u32>(s, 0, SLOT_PLACE);
}

let blockEnd: usize = 0;

/**
 * Decodes at most `limit` instructions from an offset in a page. Not-taken branches and direct jumps inside the page are
 * followed. `honourBreakpoints` false: the first instruction is decoded even if it has a breakpoint.
 */
function decodeInto(block: usize, codePage: usize, start: u32, limit: u32, honourBreakpoints: bool): void {
  const bytes = <usize>load<u32>(codePage, CODE_PAGE_BYTES);
  let s = block + BLOCK_HEADER;
  let offset = start;
  let count: u32 = 0;
  let open = true;
  if (honourBreakpoints && isBreakpoint(codePage, offset)) {
    store<u16>(s, OP_BREAK);
    store<i32>(s, <i32>offset, SLOT_IMM);
    s += SLOT_SIZE;
    open = false;
  }
  while (open) {
    if (count == limit || offset > 0xffe || (count != 0 && mustEndAt(codePage, offset))) {
      writeEnd(s, <i32>offset);
      s += SLOT_SIZE;
      break;
    }
    const parcel = <u32>load<u16>(bytes + offset);
    const compressed = (parcel & 3) != 3;
    if (!compressed && offset == 0xffe) {
      markDecoded(codePage, offset, 2);
      store<u16>(s, OP_CROSSING);
      store<u32>(s, offset | (count << 16), SLOT_PLACE);
      s += SLOT_SIZE;
      // The slot stands for the instruction but does not retire it: what it decodes does.
      break;
    }
    const length: u32 = compressed ? 2 : 4;
    const instruction = compressed ? expand(parcel) : load<u32>(bytes + offset);
    markDecoded(codePage, offset, length);
    store<u32>(s, offset | (compressed ? 1 : 0) | (count << 16), SLOT_PLACE);
    const operation = decodeInstruction(s, instruction, offset);
    const here = offset;
    offset += length;
    if (operation == DECODE_NOTHING) {
      count++;
      continue;
    }
    if (operation == DECODE_JAL) {
      const target = here + immediateJ(instruction);
      if (fieldRd(instruction) != 0) {
        store<u16>(s, OP_LINK);
        store<i32>(s, <i32>offset, SLOT_IMM);
        s += SLOT_SIZE;
      }
      count++;
      if (target > 0xffe) {
        writeEnd(s, <i32>target);
        s += SLOT_SIZE;
        break;
      }
      offset = target;
      continue;
    }
    store<u16>(s, <u16>operation);
    if (isBranch(operation)) {
      store<u16>(s, <u16>count, SLOT_RD);
      store<u32>(s, 0, SLOT_PLACE);
    }
    s += SLOT_SIZE;
    count++;
    open = !endsBlock(operation);
  }
  store<u32>(block, count);
  store<u32>(block, <u32>((s - block - BLOCK_HEADER) / SLOT_SIZE), 4);
  setCountsBehind(block, s, count);
  blockEnd = s;
}

/** Decodes the block at an offset of a code page and enters it into its table. There must be room. */
export function decodeBlock(codePage: usize, offset: u32): usize {
  const block = codeArena + arenaUsed;
  decodeInto(block, codePage, offset, BLOCK_LIMIT, true);
  arenaUsed = (blockEnd - codeArena + 15) & ~15;
  store<u32>(codePage + CODE_PAGE_BLOCKS + (<usize>offset << 1), <u32>block);
  return block;
}

/** The block at an offset from a second table of the code page, made when it is missing. */
function blockOfTable(codePage: usize, tableAt: usize, offset: u32, limit: u32): usize {
  let table = <usize>load<u32>(codePage + tableAt);
  if (table == 0) {
    table = codeArena + arenaUsed;
    arenaUsed += TABLE_SIZE;
    memory.fill(table, 0, TABLE_SIZE);
    store<u32>(codePage + tableAt, <u32>table);
  }
  const entry = table + (<usize>offset << 1);
  const known = <usize>load<u32>(entry);
  if (known != 0) {
    return known;
  }
  const block = codeArena + arenaUsed;
  decodeInto(block, codePage, offset, limit, true);
  arenaUsed = (blockEnd - codeArena + 15) & ~15;
  store<u32>(entry, <u32>block);
  return block;
}

/** The block at an offset that is never replaced by a compiled one. There must be room. */
export function plainBlock(codePage: usize, offset: u32): usize {
  return blockOfTable(codePage, CODE_PAGE_PLAIN, offset, BLOCK_LIMIT);
}

/** The block of at most SHORT_LIMIT instructions at an offset. There must be room. */
export function shortBlock(codePage: usize, offset: u32): usize {
  return blockOfTable(codePage, CODE_PAGE_SHORT, offset, SHORT_LIMIT);
}

const TABLE_SIZE: usize = 8192;
/** Compilations of one page at most. */
const REGIONS_LIMIT: u32 = 24;

/** Notes that a run() of so many instructions ended at an offset of a code page; true when it should be compiled now. */
export function sampleCode(codePage: usize, offset: u32, instructions: u32, wanted: u32): bool {
  if (load<u32>(codePage, CODE_PAGE_REGIONS) >= REGIONS_LIMIT) {
    return false;
  }
  if (isCompiled(codePage, offset)) {
    return false;
  }
  const samples = load<u32>(codePage, CODE_PAGE_SAMPLES) + instructions;
  store<u32>(codePage, samples, CODE_PAGE_SAMPLES);
  if (samples < wanted) {
    return false;
  }
  store<u32>(codePage, 0, CODE_PAGE_SAMPLES);
  store<u32>(codePage, load<u32>(codePage, CODE_PAGE_REGIONS) + 1, CODE_PAGE_REGIONS);
  return true;
}

/**
 * Makes the block at an offset lead into compiled functions, `func` + the hart's number for each hart in `harts`;
 * nothing may be executing. They are only entered with a budget of `needed` instructions: the block counts as having so
 * many.
 */
export function installCompiled(codePage: usize, offset: u32, func: u32, entry: u32, needed: u32, harts: u32): void {
  if (!hasCodeRoom()) {
    return;
  }
  let block = <usize>load<u32>(codePage + CODE_PAGE_BLOCKS + (<usize>offset << 1));
  if (block == 0) {
    block = decodeBlock(codePage, offset);
  }
  const s = block + BLOCK_HEADER;
  if (load<u16>(s) == OP_COMPILED) {
    return;
  }
  store<u32>(block, needed);
  store<u16>(s, OP_COMPILED);
  store<u32>(s, func, SLOT_IMM);
  store<u32>(s, entry, SLOT_PLACE);
  store<u16>(s, <u16>harts, SLOT_RS1);
  store<u16>(s, <u16>offset, SLOT_RS2);
}

/** Forgets the blocks of a code page that may lead past the entries of compiled code; nothing may be executing. */
export function forgetInterpreted(codePage: usize): void {
  for (let offset: u32 = 0; offset < 4096; offset += 2) {
    if (!isCompiled(codePage, offset)) {
      store<u32>(codePage + CODE_PAGE_BLOCKS + (<usize>offset << 1), 0);
    }
  }
  store<u32>(codePage, 0, CODE_PAGE_PLAIN);
  store<u32>(codePage, 0, CODE_PAGE_SHORT);
}

/** Decodes a block for one use, of at most `limit` instructions, into `block`. */
export function decodeOnce(block: usize, codePage: usize, offset: u32, limit: u32, honourBreakpoints: bool): void {
  decodeInto(block, codePage, offset, limit < BLOCK_LIMIT ? limit : BLOCK_LIMIT, honourBreakpoints);
}

/** Makes `block` the single instruction that begins at offset 0xffe and ends in the next page. */
export function decodeCrossing(block: usize, instruction: u32): void {
  const s = block + BLOCK_HEADER;
  let end = s + SLOT_SIZE;
  store<u32>(s, 0xffe, SLOT_PLACE);
  const operation = decodeInstruction(s, instruction, 0xffe);
  if (operation == DECODE_JAL) {
    const linked = fieldRd(instruction) != 0;
    if (linked) {
      store<u16>(s, OP_LINK);
      store<u16>(s, destination(fieldRd(instruction)), SLOT_RD);
      store<i32>(s, 0x1002, SLOT_IMM);
    }
    writeEnd(linked ? end : s, 0xffe + immediateJ(instruction));
    end = linked ? end + SLOT_SIZE : end;
  } else if (operation == DECODE_NOTHING) {
    writeEnd(s, 0x1002);
  } else {
    store<u16>(s, <u16>operation);
    if (isBranch(operation)) {
      store<u16>(s, 0, SLOT_RD);
      store<u32>(s, 0, SLOT_PLACE);
    }
    writeEnd(end, 0x1002);
    end += SLOT_SIZE;
  }
  store<u32>(block, 1);
  setCountsBehind(block, end, 1);
}
