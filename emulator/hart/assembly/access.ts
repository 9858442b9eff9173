// SPDX-License-Identifier: Apache-2.0
/** Loads, stores and atomics that the inline TLB look-up does not settle. */

import { CAUSE_LOAD_MISALIGNED, CAUSE_STORE_MISALIGNED, HART_RESERVATION } from '../layout';
import { hostOf, loadPhysical, pageIndex, storePhysical } from './memory';
import { SLOT_RD } from './opcodes';
import {
  HART_GENERATION,
  HART_RESERVED_VA,
  HART_WRITE_TLB,
  PAGE_SLOW_STORE,
  PAGE_WATCH_READ,
  pageFlags,
  raise,
  STATUS_LEAVE,
  STATUS_OK,
  setStatus,
  status,
  TLB_HOST,
  TLB_INDEX,
} from './state';
import { fillRead, fillWrite, PAGE_MASK } from './tlb';
import { ACCESS_READ, ACCESS_WRITE, translate } from './translate';
import { UNMAPPED } from './stage2';

/** Kinds of loads: 0 = signed, 1 = unsigned; size in bytes. */
function extend(value: u64, size: u32, unsigned: bool): u64 {
  if (unsigned) {
    return value;
  }
  switch (size) {
    case 1:
      return <u64>(<i64>(<i8>value));
    case 2:
      return <u64>(<i64>(<i16>value));
    case 4:
      return <u64>(<i64>(<i32>value));
    default:
      return value;
  }
}

/** Where a guest-virtual byte that may be read lies; 0 when a trap is raised. Fills the TLB. */
function readable(h: usize, va: u64): usize {
  const pa = translate(h, va, ACCESS_READ, false);
  if (pa == UNMAPPED) {
    return 0;
  }
  accessPa = pa;
  const host = hostOf(pa);
  if (host != 0 && (load<u8>(pageFlags + pageIndex(pa)) & PAGE_WATCH_READ) == 0) {
    fillRead(h, va, host);
  }
  return host;
}

/** Where a guest-virtual byte that may be written lies; 0 when a trap is raised. */
function writable(h: usize, va: u64): usize {
  const pa = translate(h, va, ACCESS_WRITE, false);
  if (pa == UNMAPPED) {
    return 0;
  }
  accessPa = pa;
  return hostOf(pa);
}

/** Physical address of the last access that readable() or writable() settled. */
let accessPa: u64 = 0;

function crosses(va: u64, size: u32): bool {
  return (<u32>va & 0xfff) + size > 4096;
}

function loadAcross(h: usize, va: u64, size: u32): u64 {
  const firstSize: u32 = 4096 - (<u32>va & 0xfff);
  const first = readable(h, va);
  const firstPa = accessPa;
  if (first == 0) {
    return 0;
  }
  const second = readable(h, va + <u64>firstSize);
  const secondPa = accessPa;
  if (second == 0) {
    return 0;
  }
  let value: u64 = 0;
  for (let index: u32 = 0; index < size; index++) {
    const low = index < firstSize;
    const host = low ? first + index : second + (index - firstSize);
    const pa = low ? firstPa + <u64>index : secondPa + <u64>(index - firstSize);
    value |= loadPhysical(h, pa, host, 1) << <u64>(8 * index);
  }
  return value;
}

/** A load of `size` bytes into the register of the slot. Returns a STATUS_. */
export function loadSlow(h: usize, s: usize, va: u64, size: u32, unsigned: bool): i32 {
  setStatus(STATUS_OK);
  let value: u64;
  if (crosses(va, size)) {
    value = loadAcross(h, va, size);
  } else {
    const host = readable(h, va);
    value = host == 0 ? 0 : loadPhysical(h, accessPa, host, size);
  }
  if (status == STATUS_OK || status == STATUS_LEAVE) {
    store<u64>(h + <usize>load<u16>(s, SLOT_RD), extend(value, size, unsigned));
  }
  return status;
}

function storeAcross(h: usize, va: u64, size: u32, value: u64): void {
  const firstSize: u32 = 4096 - (<u32>va & 0xfff);
  const first = writable(h, va);
  const firstPa = accessPa;
  if (first == 0) {
    return;
  }
  const second = writable(h, va + <u64>firstSize);
  const secondPa = accessPa;
  if (second == 0) {
    return;
  }
  for (let index: u32 = 0; index < size; index++) {
    const low = index < firstSize;
    const host = low ? first + index : second + (index - firstSize);
    const pa = low ? firstPa + <u64>index : secondPa + <u64>(index - firstSize);
    storePhysical(h, pa, host, 1, value >> <u64>(8 * index));
  }
}

/** A store of `size` bytes. Returns a STATUS_. */
export function storeSlow(h: usize, va: u64, size: u32, value: u64): i32 {
  setStatus(STATUS_OK);
  if (crosses(va, size)) {
    storeAcross(h, va, size, value);
    return status;
  }
  const host = writable(h, va);
  if (host == 0) {
    return status;
  }
  const pa = accessPa;
  storePhysical(h, pa, host, size, value);
  if ((load<u8>(pageFlags + pageIndex(pa)) & PAGE_SLOW_STORE) == 0) {
    fillWrite(h, va, host);
  }
  return status;
}

/** LR of 4 or 8 bytes. */
export function loadReserved(h: usize, s: usize, va: u64, size: u32): i32 {
  setStatus(STATUS_OK);
  if ((<u32>va & (size - 1)) != 0) {
    return raise(CAUSE_LOAD_MISALIGNED, va);
  }
  const host = readable(h, va);
  if (host == 0) {
    return status;
  }
  const value = loadPhysical(h, accessPa, host, size);
  store<u64>(h, accessPa & ~7, HART_RESERVATION);
  store<u64>(h, va, HART_RESERVED_VA);
  store<u64>(h + <usize>load<u16>(s, SLOT_RD), extend(value, size, false));
  return status;
}

/**
 * SC of 4 or 8 bytes: 0 into the register when the store happened, else 1. As in QEMU, an SC to another address than the
 * last LR's fails without an access, so that it never is misaligned.
 */
export function storeConditional(h: usize, s: usize, va: u64, size: u32, value: u64): i32 {
  setStatus(STATUS_OK);
  const reservation = load<u64>(h, HART_RESERVATION);
  let failed: u64 = 1;
  if (reservation != u64.MAX_VALUE && load<u64>(h, HART_RESERVED_VA) == va) {
    const host = writable(h, va);
    if (host == 0) {
      return status;
    }
    if ((accessPa & ~7) == reservation) {
      storePhysical(h, accessPa, host, size, value);
      failed = 0;
    }
  }
  store<u64>(h, u64.MAX_VALUE, HART_RESERVATION);
  store<u64>(h + <usize>load<u16>(s, SLOT_RD), failed);
  return status;
}

// --- read-modify-write ------------------------------------------------------------------------------------------------

export const AMO_ADD: u32 = 0;
export const AMO_SWAP: u32 = 1;
export const AMO_XOR: u32 = 4;
export const AMO_OR: u32 = 8;
export const AMO_AND: u32 = 12;
export const AMO_MIN: u32 = 16;
export const AMO_MAX: u32 = 20;
export const AMO_MINU: u32 = 24;
export const AMO_MAXU: u32 = 28;

function combine(operation: u32, old: i64, operand: i64): i64 {
  switch (operation) {
    case AMO_ADD:
      return old + operand;
    case AMO_SWAP:
      return operand;
    case AMO_XOR:
      return old ^ operand;
    case AMO_OR:
      return old | operand;
    case AMO_AND:
      return old & operand;
    case AMO_MIN:
      return old < operand ? old : operand;
    case AMO_MAX:
      return old > operand ? old : operand;
    case AMO_MINU:
      return <u64>old < <u64>operand ? old : operand;
    default:
      return <u64>old > <u64>operand ? old : operand;
  }
}

/** An AMO of 4 or 8 bytes; `operation` is the instruction's funct5. Memory is read and written as one store access. */
export function amo(h: usize, s: usize, va: u64, size: u32, operation: u32, operand: i64): i32 {
  setStatus(STATUS_OK);
  if ((<u32>va & (size - 1)) != 0) {
    return raise(CAUSE_STORE_MISALIGNED, va);
  }
  const entry = h + ((<usize>(va >> 8)) & TLB_INDEX);
  const hit = load<u64>(entry, HART_WRITE_TLB) == ((va & PAGE_MASK) | load<u64>(h, HART_GENERATION));
  const host = hit ? <usize>load<u32>(entry, HART_WRITE_TLB + TLB_HOST) + <usize>va : writable(h, va);
  if (host == 0) {
    return status;
  }
  // Sign extension keeps the order of unsigned words too, as both sides are extended alike.
  const old: i64 = size == 4 ? <i64>load<i32>(host) : load<i64>(host);
  const result = combine(operation, old, size == 4 ? <i64>(<i32>operand) : operand);
  if (hit) {
    if (size == 4) {
      store<i32>(host, <i32>result);
    } else {
      store<i64>(host, result);
    }
  } else {
    const pa = accessPa;
    loadPhysical(h, pa, host, size);
    storePhysical(h, pa, host, size, <u64>result);
    if ((load<u8>(pageFlags + pageIndex(pa)) & PAGE_SLOW_STORE) == 0) {
      fillWrite(h, va, host);
    }
  }
  store<i64>(h + <usize>load<u16>(s, SLOT_RD), old);
  return status;
}

/** A floating-point load or store on a core without F: the faults of its address come first, as where F exists. */
export function touch(h: usize, va: u64, write: bool): i32 {
  setStatus(STATUS_OK);
  translate(h, va, write ? ACCESS_WRITE : ACCESS_READ, true);
  return status;
}
