// SPDX-License-Identifier: Apache-2.0
/** Traps into the guest's supervisor, and the way back (privileged specification, "Supervisor-Level ISA"). */

import {
  HART_LINES,
  HART_PRIVILEGE,
  HART_RESERVATION,
  HART_SCAUSE,
  HART_SEPC,
  HART_SIE,
  HART_SSTATUS,
  HART_STVAL,
  HART_STVEC,
  LINE_EXTERNAL,
  LINE_SOFTWARE,
  LINE_TIMER,
} from '../layout';
import { recordTrap } from './events';

export const SSTATUS_SIE: u64 = 1 << 1;
export const SSTATUS_SPIE: u64 = 1 << 5;
export const SSTATUS_SPP: u64 = 1 << 8;
const INTERRUPT: u64 = 1 << 63;

/** Exceptions that Bao lets the guest handle (its hedeleg): misaligned fetch, breakpoint, ecall from U, page faults. */
const DELEGATED: u32 = (1 << 0) | (1 << 3) | (1 << 8) | (1 << 12) | (1 << 13) | (1 << 15);

export function isDelegated(cause: u64): bool {
  return ((DELEGATED >> <u32>cause) & 1) != 0;
}

/** A trap and the return from one end the hart's reservation, as in QEMU: another context must not use it. */
export function endReservation(h: usize): void {
  store<u64>(h, u64.MAX_VALUE, HART_RESERVATION);
}

/** Enters the guest's handler and returns its address. `retired`: instructions of the current run() before it. */
export function takeTrap(h: usize, cause: u64, value: u64, pc: u64, retired: u32): u64 {
  const privilege = <u64>load<u32>(h, HART_PRIVILEGE);
  let sstatus = load<u64>(h, HART_SSTATUS);
  const enabled = sstatus & SSTATUS_SIE;
  sstatus &= ~(SSTATUS_SIE | SSTATUS_SPIE | SSTATUS_SPP);
  sstatus |= (enabled << 4) | (privilege << 8);
  store<u64>(h, sstatus, HART_SSTATUS);
  store<u64>(h, pc, HART_SEPC);
  store<u64>(h, cause, HART_SCAUSE);
  store<u64>(h, value, HART_STVAL);
  store<u32>(h, 1, HART_PRIVILEGE);
  endReservation(h);
  const stvec = load<u64>(h, HART_STVEC);
  let handler = stvec & ~3;
  if ((cause & INTERRUPT) != 0 && (stvec & 3) == 1) {
    handler += (cause & 63) << 2;
  }
  recordTrap(h, cause, value, pc, handler, retired);
  return handler;
}

/** SRET from S-mode; returns the pc to go on at. */
export function returnFromTrap(h: usize): u64 {
  let sstatus = load<u64>(h, HART_SSTATUS);
  const enabled = sstatus & SSTATUS_SPIE;
  store<u32>(h, <u32>((sstatus >> 8) & 1), HART_PRIVILEGE);
  sstatus &= ~(SSTATUS_SIE | SSTATUS_SPP);
  sstatus |= SSTATUS_SPIE | (enabled >> 4);
  store<u64>(h, sstatus, HART_SSTATUS);
  endReservation(h);
  return load<u64>(h, HART_SEPC) & ~1;
}

/** Interrupts that are pending and enabled in sie. */
@inline
export function wakingInterrupts(h: usize): u32 {
  return load<u32>(h, HART_LINES) & <u32>load<u64>(h, HART_SIE);
}

/** The interrupt to take now, as scause, or 0. */
export function interruptToTake(h: usize): u64 {
  const waiting = wakingInterrupts(h);
  if (waiting == 0) {
    return 0;
  }
  if (load<u32>(h, HART_PRIVILEGE) != 0 && (load<u64>(h, HART_SSTATUS) & SSTATUS_SIE) == 0) {
    return 0;
  }
  if (waiting & LINE_EXTERNAL) {
    return INTERRUPT | 9;
  }
  if (waiting & LINE_SOFTWARE) {
    return INTERRUPT | 1;
  }
  return waiting & LINE_TIMER ? INTERRUPT | 5 : 0;
}
