// SPDX-License-Identifier: Apache-2.0
/**
 * The interpreter: one dense switch over decoded slots. A block's instructions are taken from the budget when it is
 * entered, and what was not executed is given back when it is left early, so that the loop itself counts nothing.
 */

import {
  CAUSE_BREAKPOINT,
  CAUSE_ECALL_U,
  CAUSE_ECALL_VS,
  CAUSE_ILLEGAL_INSTRUCTION,
  CAUSE_VIRTUAL_INSTRUCTION,
  EXIT_BREAKPOINT,
  EXIT_BUDGET,
  EXIT_OUT_OF_MEMORY,
  EXIT_TRAP,
  EXIT_WATCHPOINT,
  EXIT_WFI,
  HART_EXIT_CAUSE,
  HART_EXIT_GPA,
  HART_EXIT_IMPLICIT,
  HART_EXIT_INSTRUCTION,
  HART_EXIT_VALUE,
  HART_INSTRET,
  HART_PC,
  HART_PRIVILEGE,
  HART_RESERVATION,
  HART_RUN_RETIRED,
} from '../layout';
import { amo, loadReserved, loadSlow, storeConditional, storeSlow, touch } from './access';
import { CODE_PAGE_BLOCKS, decodeBlock, hasCodeRoom } from './code-pages';
import { csrInstruction } from './csr';
import { findBlock, findCrossing, findPlainBlock, foundCodePage, instructionBits, useCodePage } from './fetch';
import { pageIndex } from './memory';
import {
  divide,
  divideUnsigned,
  multiplyHigh,
  multiplyHighMixed,
  multiplyHighUnsigned,
  remainder,
  remainderUnsigned,
} from './multiply';
import {
  OP_ADD,
  OP_ADDI,
  OP_ADDIW,
  OP_ADDW,
  OP_AMOD,
  OP_AMOW,
  OP_AND,
  OP_ANDI,
  OP_AUIPC,
  OP_BEQ,
  OP_BGE,
  OP_BGEU,
  OP_BLT,
  OP_BLTU,
  OP_BNE,
  OP_BREAK,
  OP_COMPILED,
  OP_CROSSING,
  OP_CSR,
  OP_DIV,
  OP_DIVU,
  OP_DIVUW,
  OP_DIVW,
  OP_EBREAK,
  OP_ECALL,
  OP_END,
  OP_FENCEI,
  OP_FLOAT_LOAD,
  OP_FLOAT_STORE,
  OP_ILLEGAL,
  OP_JALR,
  OP_JR,
  OP_LB,
  OP_LBU,
  OP_LD,
  OP_LH,
  OP_LHU,
  OP_LI,
  OP_LINK,
  OP_LRD,
  OP_LRW,
  OP_LW,
  OP_LWU,
  OP_MUL,
  OP_MULH,
  OP_MULHSU,
  OP_MULHU,
  OP_MULW,
  OP_MV,
  OP_OR,
  OP_ORI,
  OP_REM,
  OP_REMU,
  OP_REMUW,
  OP_REMW,
  OP_SB,
  OP_SCD,
  OP_SCW,
  OP_SD,
  OP_SFENCE,
  OP_SH,
  OP_SLL,
  OP_SLLI,
  OP_SLLIW,
  OP_SLLW,
  OP_SLT,
  OP_SLTI,
  OP_SLTIU,
  OP_SLTU,
  OP_SRA,
  OP_SRAI,
  OP_SRAIW,
  OP_SRAW,
  OP_SRET,
  OP_SRL,
  OP_SRLI,
  OP_SRLIW,
  OP_SRLW,
  OP_SUB,
  OP_SUBW,
  OP_SW,
  OP_VIRTUAL,
  OP_WFI,
  OP_XOR,
  OP_XORI,
  BLOCK_HEADER,
  SLOT_IMM,
  SLOT_PLACE,
  SLOT_RD,
  SLOT_RS1,
  SLOT_RS2,
  SLOT_SIZE,
} from './opcodes';
import {
  clearWatch,
  faultCause,
  faultGpa,
  faultImplicit,
  faultValue,
  HART_COMPILED_INTERPRET,
  HART_COMPILED_PAGE,
  HART_COMPILED_PC,
  HART_COMPILED_RETIRED,
  HART_FETCH_TLB,
  HART_GENERATION,
  HART_READ_TLB,
  HART_WRITE_TLB,
  PAGE_RESERVED,
  pageFlags,
  raise,
  STATUS_LEAVE,
  STATUS_OUT_OF_MEMORY,
  STATUS_TRAP,
  status,
  watchAddress,
  hartIndex,
  watchHit,
  watchSize,
  TLB_HOST,
  TLB_INDEX,
} from './state';
import { flushAll, flushHart, PAGE_MASK, updateContext } from './tlb';
import { moveWindows } from './windows';
import { endReservation, interruptToTake, isDelegated, returnFromTrap, takeTrap, wakingInterrupts } from './trap';

// Reasons to leave the inner loop besides the STATUS_ values; 0 is a taken branch.
/** pc holds where to go on. */
const REASON_LOOKUP: i32 = 4;
/** As REASON_LOOKUP, and interrupts and the context must be looked at. */
const REASON_CONTEXT: i32 = 5;
const REASON_WFI: i32 = 6;
const REASON_BREAKPOINT: i32 = 7;
const REASON_CROSSING: i32 = 8;
const REASON_COMPILED: i32 = 9;

const MASK1: u64 = ~0xfff;
const MASK2: u64 = ~0xffe;
const MASK4: u64 = ~0xffc;
const MASK8: u64 = ~0xff8;

@inline
function a(h: usize, s: usize): i64 {
  return load<i64>(h + <usize>load<u16>(s, SLOT_RS1));
}

@inline
function b(h: usize, s: usize): i64 {
  return load<i64>(h + <usize>load<u16>(s, SLOT_RS2));
}

@inline
function immediate(s: usize): i64 {
  return load<i32>(s, SLOT_IMM);
}

@inline
function set(h: usize, s: usize, value: i64): void {
  store<i64>(h + <usize>load<u16>(s, SLOT_RD), value);
}

@inline
function address(h: usize, s: usize): u64 {
  return <u64>(a(h, s) + immediate(s));
}

/** The TLB entry of an address, still without the offset of the table. */
@inline
function entryOf(h: usize, va: u64): usize {
  return h + ((<usize>(va >> 8)) & TLB_INDEX);
}

@inline
function readHit(entry: usize, va: u64, mask: u64, generation: u64): bool {
  return load<u64>(entry, HART_READ_TLB) == ((va & mask) | generation);
}

@inline
function writeHit(entry: usize, va: u64, mask: u64, generation: u64): bool {
  return load<u64>(entry, HART_WRITE_TLB) == ((va & mask) | generation);
}

@inline
function readHost(entry: usize, va: u64): usize {
  return <usize>(load<u32>(entry, HART_READ_TLB + TLB_HOST) + <u32>va);
}

@inline
function writeHost(entry: usize, va: u64): usize {
  return <usize>(load<u32>(entry, HART_WRITE_TLB + TLB_HOST) + <u32>va);
}

@inline
function placeOffset(s: usize): u64 {
  return <u64>(load<u32>(s, SLOT_PLACE) & 0xffe);
}

@inline
function placeLength(s: usize): u64 {
  return load<u32>(s, SLOT_PLACE) & 1 ? 2 : 4;
}

@inline
function placeBehind(s: usize): i32 {
  return <i32>(load<u32>(s, SLOT_PLACE) >> 16);
}

/** Writes why run() returns an exception of the instruction at `pc`. */
function describeTrap(h: usize, pc: u64): void {
  const cause = faultCause;
  const value = faultValue;
  const gpa = faultGpa;
  const implicit = faultImplicit;
  const bits = <u64>instructionBits(h, pc);
  endReservation(h);
  const carriesBits = cause == CAUSE_ILLEGAL_INSTRUCTION || cause == CAUSE_VIRTUAL_INSTRUCTION;
  store<u64>(h, cause, HART_EXIT_CAUSE);
  store<u64>(h, carriesBits ? bits : value, HART_EXIT_VALUE);
  store<u64>(h, gpa, HART_EXIT_GPA);
  store<u32>(h, implicit, HART_EXIT_IMPLICIT);
  store<u64>(h, bits, HART_EXIT_INSTRUCTION);
}

function describeWatchpoint(h: usize, pc: u64): void {
  store<u64>(h, <u64>watchHit, HART_EXIT_CAUSE);
  store<u64>(h, watchAddress, HART_EXIT_VALUE);
  store<u64>(h, <u64>watchSize, HART_EXIT_GPA);
  store<u64>(h, pc, HART_EXIT_INSTRUCTION);
  clearWatch();
}

function clearExit(h: usize): void {
  store<u64>(h, 0, HART_EXIT_CAUSE);
  store<u64>(h, 0, HART_EXIT_VALUE);
  store<u64>(h, 0, HART_EXIT_GPA);
  store<u64>(h, 0, HART_EXIT_INSTRUCTION);
  store<u32>(h, 0, HART_EXIT_IMPLICIT);
  clearWatch();
}

/** While the hart is stopped, other harts' stores to the page it holds a reservation in must be seen. */
function guardReservation(h: usize): void {
  const reservation = load<u64>(h, HART_RESERVATION);
  if (reservation == u64.MAX_VALUE) {
    return;
  }
  const flags = pageFlags + pageIndex(reservation);
  if ((load<u8>(flags) & PAGE_RESERVED) == 0) {
    store<u8>(flags, load<u8>(flags) | PAGE_RESERVED);
    flushAll();
  }
}

function finishRun(h: usize, pc: u64, retired: u32): void {
  store<u64>(h, pc, HART_PC);
  store<u32>(h, retired, HART_RUN_RETIRED);
  store<u64>(h, load<u64>(h, HART_INSTRET) + <u64>retired, HART_INSTRET);
  guardReservation(h);
}

/** The pc to go on at: the handler when an interrupt is to be taken. Brings the context up to date. */
function afterChange(h: usize, pc: u64, retired: u32): u64 {
  let next = pc;
  const interrupt = interruptToTake(h);
  if (interrupt != 0) {
    next = takeTrap(h, interrupt, 0, pc, retired);
  }
  updateContext(h);
  return next;
}

/** Enters the guest's handler for the raised exception, or describes it for the caller of run() and returns false. */
function deliver(h: usize, pc: u64, retired: u32): bool {
  if (!isDelegated(faultCause)) {
    describeTrap(h, pc);
    return false;
  }
  handler = takeTrap(h, faultCause, faultValue, pc, retired);
  updateContext(h);
  return true;
}

let handler: u64 = 0;

/** The block at an offset of a code page, for linking a jump to it. */
function blockAt(h: usize, codePage: usize, offset: u32): usize {
  const block = <usize>load<u32>(codePage + CODE_PAGE_BLOCKS + (<usize>offset << 1));
  if (block != 0) {
    return block;
  }
  const decoded = decodeBlock(codePage, offset);
  updateContext(h);
  return decoded;
}

/** Runs a hart for at most `budget` instructions; `skipBreakpoint`: not the breakpoint it stands at. */
export function execute(h: usize, budget: i32, skipBreakpoint: bool): u32 {
  let remaining = budget;
  store<u32>(h, 0, HART_COMPILED_RETIRED);
  clearExit(h);
  let pc = load<u64>(h, HART_PC);
  const skipped = pc;
  pc = afterChange(h, pc, 0);
  moveWindows(h);
  let exit: u32 = EXIT_BUDGET;
  let block: usize = 0;
  while (remaining > 0) {
    if (block == 0) {
      block = findBlock(h, pc, remaining, !skipBreakpoint || pc != skipped || remaining != budget);
    }
    if (block == 0) {
      if (status == STATUS_OUT_OF_MEMORY) {
        exit = EXIT_OUT_OF_MEMORY;
        break;
      }
      if (!deliver(h, pc, budget - remaining)) {
        exit = EXIT_TRAP;
        break;
      }
      remaining--;
      pc = handler;
      continue;
    }
    let codePage = foundCodePage;
    let page = pc & PAGE_MASK;
    let generation = load<u64>(h, HART_GENERATION);
    remaining -= load<i32>(block);
    let s = block + BLOCK_HEADER;
    block = 0;
    let reason: i32 = 0;
    while (true) {
      switch (<i32>load<u16>(s)) {
        case OP_ILLEGAL: {
          reason = raise(CAUSE_ILLEGAL_INSTRUCTION, 0);
          break;
        }
        case OP_VIRTUAL: {
          const illegal = load<u32>(h, HART_PRIVILEGE) == 0 && load<i32>(s, SLOT_IMM) != 0;
          reason = raise(illegal ? CAUSE_ILLEGAL_INSTRUCTION : CAUSE_VIRTUAL_INSTRUCTION, 0);
          break;
        }
        case OP_BREAK: {
          reason = REASON_BREAKPOINT;
          break;
        }
        case OP_COMPILED: {
          // The block's header says what the function needs at least; it takes off itself what it retires.
          const before = remaining + load<i32>(s - BLOCK_HEADER);
          const hart = hartIndex(h);
          if (((<u32>load<u16>(s, SLOT_RS1) >> hart) & 1) == 0) {
            remaining = before;
            pc = page + <u64>load<u16>(s, SLOT_RS2);
            reason = REASON_COMPILED;
            break;
          }
          store<u64>(h, page, HART_COMPILED_PAGE);
          remaining = call_indirect<i32>(load<u32>(s, SLOT_IMM) + hart, before, load<u32>(s, SLOT_PLACE));
          store<u32>(h, load<u32>(h, HART_COMPILED_RETIRED) + (before - remaining), HART_COMPILED_RETIRED);
          pc = load<u64>(h, HART_COMPILED_PC);
          reason = load<u32>(h, HART_COMPILED_INTERPRET) != 0 ? REASON_COMPILED : REASON_LOOKUP;
          break;
        }
        case OP_CROSSING: {
          reason = REASON_CROSSING;
          break;
        }
        case OP_END: {
          break;
        }
        case OP_LI: {
          set(h, s, immediate(s));
          s += SLOT_SIZE;
          continue;
        }
        case OP_AUIPC: {
          set(h, s, <i64>page + immediate(s));
          s += SLOT_SIZE;
          continue;
        }
        case OP_MV: {
          set(h, s, a(h, s));
          s += SLOT_SIZE;
          continue;
        }
        case OP_ADD: {
          set(h, s, a(h, s) + b(h, s));
          s += SLOT_SIZE;
          continue;
        }
        case OP_SUB: {
          set(h, s, a(h, s) - b(h, s));
          s += SLOT_SIZE;
          continue;
        }
        case OP_SLL: {
          set(h, s, a(h, s) << (b(h, s) & 63));
          s += SLOT_SIZE;
          continue;
        }
        case OP_SLT: {
          set(h, s, a(h, s) < b(h, s) ? 1 : 0);
          s += SLOT_SIZE;
          continue;
        }
        case OP_SLTU: {
          set(h, s, <u64>a(h, s) < <u64>b(h, s) ? 1 : 0);
          s += SLOT_SIZE;
          continue;
        }
        case OP_XOR: {
          set(h, s, a(h, s) ^ b(h, s));
          s += SLOT_SIZE;
          continue;
        }
        case OP_SRL: {
          set(h, s, <i64>(<u64>a(h, s) >> <u64>(b(h, s) & 63)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_SRA: {
          set(h, s, a(h, s) >> (b(h, s) & 63));
          s += SLOT_SIZE;
          continue;
        }
        case OP_OR: {
          set(h, s, a(h, s) | b(h, s));
          s += SLOT_SIZE;
          continue;
        }
        case OP_AND: {
          set(h, s, a(h, s) & b(h, s));
          s += SLOT_SIZE;
          continue;
        }
        case OP_ADDW: {
          set(h, s, <i64>(<i32>a(h, s) + <i32>b(h, s)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_SUBW: {
          set(h, s, <i64>(<i32>a(h, s) - <i32>b(h, s)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_SLLW: {
          set(h, s, <i64>(<i32>a(h, s) << (<i32>b(h, s) & 31)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_SRLW: {
          set(h, s, <i64>(<i32>(<u32>a(h, s) >> (<u32>b(h, s) & 31))));
          s += SLOT_SIZE;
          continue;
        }
        case OP_SRAW: {
          set(h, s, <i64>(<i32>a(h, s) >> (<i32>b(h, s) & 31)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_ADDI: {
          set(h, s, a(h, s) + immediate(s));
          s += SLOT_SIZE;
          continue;
        }
        case OP_SLTI: {
          set(h, s, a(h, s) < immediate(s) ? 1 : 0);
          s += SLOT_SIZE;
          continue;
        }
        case OP_SLTIU: {
          set(h, s, <u64>a(h, s) < <u64>immediate(s) ? 1 : 0);
          s += SLOT_SIZE;
          continue;
        }
        case OP_XORI: {
          set(h, s, a(h, s) ^ immediate(s));
          s += SLOT_SIZE;
          continue;
        }
        case OP_ORI: {
          set(h, s, a(h, s) | immediate(s));
          s += SLOT_SIZE;
          continue;
        }
        case OP_ANDI: {
          set(h, s, a(h, s) & immediate(s));
          s += SLOT_SIZE;
          continue;
        }
        case OP_SLLI: {
          set(h, s, a(h, s) << immediate(s));
          s += SLOT_SIZE;
          continue;
        }
        case OP_SRLI: {
          set(h, s, <i64>(<u64>a(h, s) >> <u64>immediate(s)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_SRAI: {
          set(h, s, a(h, s) >> immediate(s));
          s += SLOT_SIZE;
          continue;
        }
        case OP_ADDIW: {
          set(h, s, <i64>(<i32>a(h, s) + load<i32>(s, SLOT_IMM)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_SLLIW: {
          set(h, s, <i64>(<i32>a(h, s) << load<i32>(s, SLOT_IMM)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_SRLIW: {
          set(h, s, <i64>(<i32>(<u32>a(h, s) >> load<u32>(s, SLOT_IMM))));
          s += SLOT_SIZE;
          continue;
        }
        case OP_SRAIW: {
          set(h, s, <i64>(<i32>a(h, s) >> load<i32>(s, SLOT_IMM)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_MUL: {
          set(h, s, a(h, s) * b(h, s));
          s += SLOT_SIZE;
          continue;
        }
        case OP_MULH: {
          set(h, s, multiplyHigh(a(h, s), b(h, s)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_MULHSU: {
          set(h, s, multiplyHighMixed(a(h, s), b(h, s)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_MULHU: {
          set(h, s, multiplyHighUnsigned(a(h, s), b(h, s)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_DIV: {
          set(h, s, divide(a(h, s), b(h, s)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_DIVU: {
          set(h, s, divideUnsigned(a(h, s), b(h, s)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_REM: {
          set(h, s, remainder(a(h, s), b(h, s)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_REMU: {
          set(h, s, remainderUnsigned(a(h, s), b(h, s)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_MULW: {
          set(h, s, <i64>(<i32>a(h, s) * <i32>b(h, s)));
          s += SLOT_SIZE;
          continue;
        }
        case OP_DIVW: {
          set(h, s, <i64>(<i32>divide(<i64>(<i32>a(h, s)), <i64>(<i32>b(h, s)))));
          s += SLOT_SIZE;
          continue;
        }
        case OP_DIVUW: {
          set(h, s, <i64>(<i32>divideUnsigned(<u64>(<u32>a(h, s)), <u64>(<u32>b(h, s)))));
          s += SLOT_SIZE;
          continue;
        }
        case OP_REMW: {
          set(h, s, <i64>(<i32>remainder(<i64>(<i32>a(h, s)), <i64>(<i32>b(h, s)))));
          s += SLOT_SIZE;
          continue;
        }
        case OP_REMUW: {
          set(h, s, <i64>(<i32>remainderUnsigned(<u64>(<u32>a(h, s)), <u64>(<u32>b(h, s)))));
          s += SLOT_SIZE;
          continue;
        }
        case OP_LB: {
          const va = address(h, s);
          const entry = entryOf(h, va);
          if (readHit(entry, va, MASK1, generation)) {
            set(h, s, <i64>load<i8>(readHost(entry, va)));
            s += SLOT_SIZE;
            continue;
          }
          reason = loadSlow(h, s, va, 1, false);
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_LH: {
          const va = address(h, s);
          const entry = entryOf(h, va);
          if (readHit(entry, va, MASK2, generation)) {
            set(h, s, <i64>load<i16>(readHost(entry, va)));
            s += SLOT_SIZE;
            continue;
          }
          reason = loadSlow(h, s, va, 2, false);
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_LW: {
          const va = address(h, s);
          const entry = entryOf(h, va);
          if (readHit(entry, va, MASK4, generation)) {
            set(h, s, <i64>load<i32>(readHost(entry, va)));
            s += SLOT_SIZE;
            continue;
          }
          reason = loadSlow(h, s, va, 4, false);
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_LD: {
          const va = address(h, s);
          const entry = entryOf(h, va);
          if (readHit(entry, va, MASK8, generation)) {
            set(h, s, <i64>load<i64>(readHost(entry, va)));
            s += SLOT_SIZE;
            continue;
          }
          reason = loadSlow(h, s, va, 8, false);
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_LBU: {
          const va = address(h, s);
          const entry = entryOf(h, va);
          if (readHit(entry, va, MASK1, generation)) {
            set(h, s, <i64>load<u8>(readHost(entry, va)));
            s += SLOT_SIZE;
            continue;
          }
          reason = loadSlow(h, s, va, 1, true);
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_LHU: {
          const va = address(h, s);
          const entry = entryOf(h, va);
          if (readHit(entry, va, MASK2, generation)) {
            set(h, s, <i64>load<u16>(readHost(entry, va)));
            s += SLOT_SIZE;
            continue;
          }
          reason = loadSlow(h, s, va, 2, true);
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_LWU: {
          const va = address(h, s);
          const entry = entryOf(h, va);
          if (readHit(entry, va, MASK4, generation)) {
            set(h, s, <i64>load<u32>(readHost(entry, va)));
            s += SLOT_SIZE;
            continue;
          }
          reason = loadSlow(h, s, va, 4, true);
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_SB: {
          const va = address(h, s);
          const entry = entryOf(h, va);
          if (writeHit(entry, va, MASK1, generation)) {
            store<u8>(writeHost(entry, va), <u8>b(h, s));
            s += SLOT_SIZE;
            continue;
          }
          reason = storeSlow(h, va, 1, b(h, s));
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_SH: {
          const va = address(h, s);
          const entry = entryOf(h, va);
          if (writeHit(entry, va, MASK2, generation)) {
            store<u16>(writeHost(entry, va), <u16>b(h, s));
            s += SLOT_SIZE;
            continue;
          }
          reason = storeSlow(h, va, 2, b(h, s));
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_SW: {
          const va = address(h, s);
          const entry = entryOf(h, va);
          if (writeHit(entry, va, MASK4, generation)) {
            store<u32>(writeHost(entry, va), <u32>b(h, s));
            s += SLOT_SIZE;
            continue;
          }
          reason = storeSlow(h, va, 4, b(h, s));
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_SD: {
          const va = address(h, s);
          const entry = entryOf(h, va);
          if (writeHit(entry, va, MASK8, generation)) {
            store<u64>(writeHost(entry, va), <u64>b(h, s));
            s += SLOT_SIZE;
            continue;
          }
          reason = storeSlow(h, va, 8, b(h, s));
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_BEQ: {
          if (a(h, s) == b(h, s)) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_BNE: {
          if (a(h, s) != b(h, s)) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_BLT: {
          if (a(h, s) < b(h, s)) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_BGE: {
          if (a(h, s) >= b(h, s)) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_BLTU: {
          if (<u64>a(h, s) < <u64>b(h, s)) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_BGEU: {
          if (<u64>a(h, s) >= <u64>b(h, s)) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_LINK: {
          set(h, s, <i64>page + immediate(s));
          s += SLOT_SIZE;
          continue;
        }
        case OP_JALR: {
          pc = address(h, s) & ~1;
          set(h, s, <i64>(page + placeOffset(s) + placeLength(s)));
          if ((pc & PAGE_MASK) != page) {
            const entry = h + ((<usize>(pc >> 8)) & 0x1ff0) + HART_FETCH_TLB;
            if (load<u64>(entry) != ((pc & PAGE_MASK) | generation)) {
              reason = REASON_LOOKUP;
              break;
            }
            codePage = <usize>load<u32>(entry, 8);
            page = pc & PAGE_MASK;
          }
          const target = <usize>load<u32>(codePage + CODE_PAGE_BLOCKS + ((<usize>pc & 0xffe) << 1));
          if (target == 0 || remaining < load<i32>(target)) {
            reason = REASON_LOOKUP;
            break;
          }
          remaining -= load<i32>(target);
          s = target + BLOCK_HEADER;
          continue;
        }
        case OP_JR: {
          pc = address(h, s) & ~1;
          if ((pc & PAGE_MASK) != page) {
            const entry = h + ((<usize>(pc >> 8)) & 0x1ff0) + HART_FETCH_TLB;
            if (load<u64>(entry) != ((pc & PAGE_MASK) | generation)) {
              reason = REASON_LOOKUP;
              break;
            }
            codePage = <usize>load<u32>(entry, 8);
            page = pc & PAGE_MASK;
          }
          const target = <usize>load<u32>(codePage + CODE_PAGE_BLOCKS + ((<usize>pc & 0xffe) << 1));
          if (target == 0 || remaining < load<i32>(target)) {
            reason = REASON_LOOKUP;
            break;
          }
          remaining -= load<i32>(target);
          s = target + BLOCK_HEADER;
          continue;
        }
        case OP_CSR: {
          reason = csrInstruction(h, s, budget - remaining - placeBehind(s) - 1);
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_ECALL: {
          reason = raise(load<u32>(h, HART_PRIVILEGE) == 0 ? CAUSE_ECALL_U : CAUSE_ECALL_VS, 0);
          break;
        }
        case OP_EBREAK: {
          reason = raise(CAUSE_BREAKPOINT, 0);
          break;
        }
        case OP_SRET: {
          if (load<u32>(h, HART_PRIVILEGE) == 0) {
            reason = raise(CAUSE_ILLEGAL_INSTRUCTION, 0);
            break;
          }
          pc = returnFromTrap(h);
          reason = REASON_CONTEXT;
          break;
        }
        case OP_WFI: {
          if (load<u32>(h, HART_PRIVILEGE) == 0) {
            reason = raise(CAUSE_VIRTUAL_INSTRUCTION, 0);
            break;
          }
          pc = page + placeOffset(s) + 4;
          reason = wakingInterrupts(h) == 0 ? REASON_WFI : REASON_CONTEXT;
          break;
        }
        case OP_SFENCE: {
          if (load<u32>(h, HART_PRIVILEGE) == 0) {
            reason = raise(CAUSE_ILLEGAL_INSTRUCTION, 0);
            break;
          }
          flushHart(h);
          reason = STATUS_LEAVE;
          break;
        }
        case OP_FENCEI: {
          // Decoded code is dropped when its bytes are written: nothing is left to do.
          reason = STATUS_LEAVE;
          break;
        }
        case OP_LRW: {
          reason = loadReserved(h, s, <u64>a(h, s), 4);
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_LRD: {
          reason = loadReserved(h, s, <u64>a(h, s), 8);
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_SCW: {
          reason = storeConditional(h, s, <u64>a(h, s), 4, <u64>b(h, s));
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_SCD: {
          reason = storeConditional(h, s, <u64>a(h, s), 8, <u64>b(h, s));
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_AMOW: {
          reason = amo(h, s, <u64>a(h, s), 4, load<u32>(s, SLOT_IMM), b(h, s));
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_AMOD: {
          reason = amo(h, s, <u64>a(h, s), 8, load<u32>(s, SLOT_IMM), b(h, s));
          if (reason != 0) {
            break;
          }
          s += SLOT_SIZE;
          continue;
        }
        case OP_FLOAT_LOAD: {
          reason = touch(h, address(h, s), false);
          if (reason == 0) {
            reason = raise(CAUSE_ILLEGAL_INSTRUCTION, 0);
          }
          break;
        }
        case OP_FLOAT_STORE: {
          reason = touch(h, address(h, s), true);
          if (reason == 0) {
            reason = raise(CAUSE_ILLEGAL_INSTRUCTION, 0);
          }
          break;
        }
      }
      if (reason != 0) {
        break;
      }
      // A taken branch, or the end of a block.
      remaining += <i32>load<u16>(s, SLOT_RD);
      let target = <usize>load<u32>(s, SLOT_PLACE);
      if (target == 0) {
        const offset = load<u32>(s, SLOT_IMM);
        if (offset > 0xffe || !hasCodeRoom()) {
          pc = page + load<i32>(s, SLOT_IMM);
          reason = REASON_LOOKUP;
          break;
        }
        target = blockAt(h, codePage, offset);
        generation = load<u64>(h, HART_GENERATION);
        store<u32>(s, <u32>target, SLOT_PLACE);
      }
      if (remaining < load<i32>(target)) {
        pc = page + load<i32>(s, SLOT_IMM);
        reason = REASON_LOOKUP;
        break;
      }
      remaining -= load<i32>(target);
      s = target + BLOCK_HEADER;
    }
    switch (reason) {
      case STATUS_TRAP: {
        pc = page + placeOffset(s);
        remaining += placeBehind(s) + 1;
        if (!deliver(h, pc, budget - remaining)) {
          finishRun(h, pc, budget - remaining);
          return EXIT_TRAP;
        }
        remaining--;
        pc = handler;
        break;
      }
      case STATUS_LEAVE: {
        const here = page + placeOffset(s);
        pc = here + placeLength(s);
        remaining += placeBehind(s);
        if (watchHit != 0) {
          describeWatchpoint(h, here);
          finishRun(h, pc, budget - remaining);
          return EXIT_WATCHPOINT;
        }
        pc = afterChange(h, pc, budget - remaining);
        break;
      }
      case STATUS_OUT_OF_MEMORY: {
        pc = page + placeOffset(s);
        remaining += placeBehind(s) + 1;
        finishRun(h, pc, budget - remaining);
        return EXIT_OUT_OF_MEMORY;
      }
      case REASON_LOOKUP:
        break;
      case REASON_COMPILED:
        if (remaining > 0) {
          block = findPlainBlock(h, pc, remaining);
          // A fetch that traps is looked up, and traps, once more.
        }
        break;
      case REASON_CONTEXT:
        pc = afterChange(h, pc, budget - remaining);
        break;
      case REASON_WFI: {
        finishRun(h, pc, budget - remaining);
        return EXIT_WFI;
      }
      case REASON_BREAKPOINT: {
        pc = page + immediate(s);
        if (remaining > 0) {
          finishRun(h, pc, budget - remaining);
          return EXIT_BREAKPOINT;
        }
        break;
      }
      default: {
        pc = page + 0xffe;
        if (remaining > 0) {
          block = findCrossing(h, pc);
          if (block == 0) {
            if (status == STATUS_OUT_OF_MEMORY) {
              finishRun(h, pc, budget - remaining);
              return EXIT_OUT_OF_MEMORY;
            }
            if (!deliver(h, pc, budget - remaining)) {
              finishRun(h, pc, budget - remaining);
              return EXIT_TRAP;
            }
            remaining--;
            pc = handler;
          }
          useCodePage(codePage);
        }
      }
    }
  }
  finishRun(h, pc, budget - remaining);
  return exit;
}
