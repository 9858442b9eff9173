// SPDX-License-Identifier: Apache-2.0
/**
 * Two-stage translation: Sv39 (privileged specification 4.4; accessed and dirty bits updated by the walk, as QEMU 7.2
 * does) and then the second stage.
 */

import {
  CAUSE_INSTRUCTION_GUEST_PAGE_FAULT,
  CAUSE_INSTRUCTION_PAGE_FAULT,
  CAUSE_LOAD_GUEST_PAGE_FAULT,
  CAUSE_LOAD_PAGE_FAULT,
  CAUSE_STORE_GUEST_PAGE_FAULT,
  CAUSE_STORE_PAGE_FAULT,
  HART_PRIVILEGE,
  HART_SATP,
  HART_SSTATUS,
  HART_VM,
} from '../layout';
import { hostOf, peekHost, writtenFromOutside } from './memory';
import { stage2, UNMAPPED } from './stage2';
import { raise, raiseGuestFault } from './state';

export const ACCESS_READ: u32 = 0;
export const ACCESS_WRITE: u32 = 1;
export const ACCESS_EXECUTE: u32 = 2;

const PTE_V: u64 = 1;
const PTE_R: u64 = 2;
const PTE_W: u64 = 4;
const PTE_X: u64 = 8;
const PTE_U: u64 = 16;
const PTE_A: u64 = 64;
const PTE_D: u64 = 128;

export const SSTATUS_SUM: u64 = 1 << 18;
export const SSTATUS_MXR: u64 = 1 << 19;

/** The guest-physical address of the last translation that got that far. */
export let lastGpa: u64 = 0;

function pageFault(access: u32, va: u64): u64 {
  const cause: u64 =
    access == ACCESS_READ
      ? CAUSE_LOAD_PAGE_FAULT
      : access == ACCESS_WRITE
        ? CAUSE_STORE_PAGE_FAULT
        : CAUSE_INSTRUCTION_PAGE_FAULT;
  raise(cause, va);
  return UNMAPPED;
}

/** A fault of the walk itself is a load's, whatever the access was: so QEMU 7.2, against the specification. */
function implicitFault(va: u64, gpa: u64): u64 {
  raiseGuestFault(CAUSE_LOAD_GUEST_PAGE_FAULT, va, gpa, 1);
  return UNMAPPED;
}

function guestPageFault(access: u32, va: u64, gpa: u64): u64 {
  const cause: u64 =
    access == ACCESS_READ
      ? CAUSE_LOAD_GUEST_PAGE_FAULT
      : access == ACCESS_WRITE
        ? CAUSE_STORE_GUEST_PAGE_FAULT
        : CAUSE_INSTRUCTION_GUEST_PAGE_FAULT;
  raiseGuestFault(cause, va, gpa, 0);
  return UNMAPPED;
}

function forbidden(h: usize, pte: u64, access: u32): bool {
  const user = load<u32>(h, HART_PRIVILEGE) == 0;
  const sstatus = load<u64>(h, HART_SSTATUS);
  if (pte & PTE_U) {
    if (!user && ((sstatus & SSTATUS_SUM) == 0 || access == ACCESS_EXECUTE)) {
      return true;
    }
  } else if (user) {
    return true;
  }
  if (access == ACCESS_WRITE) {
    return (pte & PTE_W) == 0;
  }
  if (access == ACCESS_EXECUTE) {
    return (pte & PTE_X) == 0;
  }
  return (pte & PTE_R) == 0 && ((pte & PTE_X) == 0 || (sstatus & SSTATUS_MXR) == 0);
}

/** A leaf or pointer that the specification calls malformed. */
function malformed(pte: u64): bool {
  const permissions = pte & (PTE_R | PTE_W | PTE_X);
  return (
    (pte & PTE_V) == 0 ||
    pte >> 54 != 0 ||
    permissions == PTE_W ||
    permissions == (PTE_W | PTE_X) ||
    (permissions == 0 && (pte & (PTE_U | PTE_A | PTE_D)) != 0)
  );
}

/** Sets the accessed and dirty bits that the access calls for. False when the machine is out of memory. */
function updateEntry(pa: u64, pte: u64, access: u32): bool {
  const updated = pte | PTE_A | (access == ACCESS_WRITE ? PTE_D : 0);
  if (updated != pte) {
    const host = hostOf(pa);
    if (host == 0) {
      return false;
    }
    store<u64>(host, updated);
    writtenFromOutside(pa, 8);
  }
  return true;
}

/** First stage: the guest-physical address, or UNMAPPED with a fault raised. `quiet` leaves the tables alone. */
function stage1(h: usize, va: u64, access: u32, quiet: bool): u64 {
  const top = <i64>va >> 38;
  if (top != 0 && top != -1) {
    return pageFault(access, va);
  }
  const vm = load<u32>(h, HART_VM);
  let table = (load<u64>(h, HART_SATP) & 0xfffffffffff) << 12;
  for (let level: i32 = 2; level >= 0; level--) {
    const shift = <u64>(12 + 9 * level);
    const entryGpa = table + (((va >> shift) & 511) << 3);
    const entryPa = stage2(vm, entryGpa);
    if (entryPa == UNMAPPED) {
      return implicitFault(va, entryGpa);
    }
    const host = peekHost(entryPa);
    const pte = host == 0 ? 0 : load<u64>(host);
    if (malformed(pte)) {
      return pageFault(access, va);
    }
    const base = (pte >> 10) << 12;
    if ((pte & (PTE_R | PTE_W | PTE_X)) == 0) {
      table = base;
      continue;
    }
    const inside = (<u64>1 << shift) - 1;
    if ((base & inside) != 0 || forbidden(h, pte, access)) {
      return pageFault(access, va);
    }
    if (!quiet && !updateEntry(entryPa, pte, access)) {
      return UNMAPPED;
    }
    return base | (va & inside);
  }
  return pageFault(access, va);
}

/** Both stages: the physical address, or UNMAPPED with a fault raised (or out of memory). */
export function translate(h: usize, va: u64, access: u32, quiet: bool): u64 {
  let gpa = va;
  if (load<u64>(h, HART_SATP) >> 60 != 0) {
    gpa = stage1(h, va, access, quiet);
    if (gpa == UNMAPPED) {
      return UNMAPPED;
    }
  }
  lastGpa = gpa;
  const pa = stage2(load<u32>(h, HART_VM), gpa);
  if (pa == UNMAPPED) {
    return guestPageFault(access, va, gpa);
  }
  return pa;
}
