// SPDX-License-Identifier: Apache-2.0
/**
 * Control and status registers as a guest of Bao sees them. Accesses that the hypervisor's setting does not allow raise
 * what QEMU 7.2 raises: 22 (virtual instruction) for counters and the hypervisor's own registers, 2 for all else.
 */

import {
  CAUSE_ILLEGAL_INSTRUCTION,
  CAUSE_VIRTUAL_INSTRUCTION,
  HART_LINES,
  HART_PRIVILEGE,
  HART_SATP,
  HART_SCAUSE,
  HART_SCOUNTEREN,
  HART_SENVCFG,
  HART_SEPC,
  HART_SIE,
  HART_SSCRATCH,
  HART_SSTATUS,
  HART_STVAL,
  HART_STVEC,
  HART_TIME_BASE,
  LINE_EXTERNAL,
  LINE_SOFTWARE,
  LINE_TIMER,
} from '../layout';
import { SLOT_IMM, SLOT_RD, SLOT_RS1 } from './opcodes';
import { instructionsPerTick, raise, STATUS_LEAVE, STATUS_OK } from './state';

const CSR_SSTATUS: u32 = 0x100;
const CSR_SIE: u32 = 0x104;
const CSR_STVEC: u32 = 0x105;
const CSR_SCOUNTEREN: u32 = 0x106;
const CSR_SENVCFG: u32 = 0x10a;
const CSR_SSCRATCH: u32 = 0x140;
const CSR_SEPC: u32 = 0x141;
const CSR_SCAUSE: u32 = 0x142;
const CSR_STVAL: u32 = 0x143;
const CSR_SIP: u32 = 0x144;
const CSR_SATP: u32 = 0x180;
const CSR_TIME: u32 = 0xc01;

/** SIE, SPIE, SPP, VS, FS, SUM, MXR. */
const SSTATUS_WRITABLE: u64 = 0xc6722;
const SENVCFG_WRITABLE: u64 = 0xf1;
const COUNTER_TIME: u64 = 2;
const INTERRUPTS: u64 = LINE_SOFTWARE | LINE_TIMER | LINE_EXTERNAL;
const SATP_SV39: u64 = 8;

function isHypervisorRegister(csr: u32): bool {
  switch (csr) {
    case 0x600: // hstatus
    case 0x602:
    case 0x603:
    case 0x604:
    case 0x605:
    case 0x606:
    case 0x607:
    case 0x60a:
    case 0x643:
    case 0x644:
    case 0x645:
    case 0x64a:
    case 0x680:
    case 0xe12:
    case 0x200: // vsstatus
    case 0x204:
    case 0x205:
    case 0x240:
    case 0x241:
    case 0x242:
    case 0x243:
    case 0x244:
    case 0x280:
      return true;
    default:
      return false;
  }
}

/** cycle, instret and the event counters of QEMU's default processor. */
function isCounter(csr: u32): bool {
  return csr >= 0xc00 && csr <= 0xc12;
}

function isSupervisorRegister(csr: u32): bool {
  switch (csr) {
    case CSR_SSTATUS:
    case CSR_SIE:
    case CSR_STVEC:
    case CSR_SCOUNTEREN:
    case CSR_SENVCFG:
    case CSR_SSCRATCH:
    case CSR_SEPC:
    case CSR_SCAUSE:
    case CSR_STVAL:
    case CSR_SIP:
    case CSR_SATP:
      return true;
    default:
      return false;
  }
}

/** 0 when the access is allowed, else the exception code. */
export function csrFault(h: usize, csr: u32, write: bool): u32 {
  if (write && csr >> 10 == 3) {
    return CAUSE_ILLEGAL_INSTRUCTION;
  }
  const supervisor = load<u32>(h, HART_PRIVILEGE) == 1;
  if (csr == CSR_TIME) {
    const allowed = supervisor || (load<u64>(h, HART_SCOUNTEREN) & COUNTER_TIME) != 0;
    return allowed ? 0 : CAUSE_VIRTUAL_INSTRUCTION;
  }
  if (isCounter(csr)) {
    return CAUSE_VIRTUAL_INSTRUCTION;
  }
  if (isHypervisorRegister(csr)) {
    return CAUSE_VIRTUAL_INSTRUCTION;
  }
  return supervisor && isSupervisorRegister(csr) ? 0 : CAUSE_ILLEGAL_INSTRUCTION;
}

/** Reads a register that csrFault() allows. `retired`: instructions of the current run() before this one. */
export function csrRead(h: usize, csr: u32, retired: u32): u64 {
  switch (csr) {
    case CSR_SSTATUS:
      return load<u64>(h, HART_SSTATUS);
    case CSR_SIE:
      return load<u64>(h, HART_SIE);
    case CSR_STVEC:
      return load<u64>(h, HART_STVEC);
    case CSR_SCOUNTEREN:
      return load<u64>(h, HART_SCOUNTEREN);
    case CSR_SENVCFG:
      return load<u64>(h, HART_SENVCFG);
    case CSR_SSCRATCH:
      return load<u64>(h, HART_SSCRATCH);
    case CSR_SEPC:
      return load<u64>(h, HART_SEPC);
    case CSR_SCAUSE:
      return load<u64>(h, HART_SCAUSE);
    case CSR_STVAL:
      return load<u64>(h, HART_STVAL);
    case CSR_SIP:
      return <u64>load<u32>(h, HART_LINES);
    case CSR_SATP:
      return load<u64>(h, HART_SATP);
    default:
      return (load<u64>(h, HART_TIME_BASE) + <u64>retired) / instructionsPerTick;
  }
}

function writeSatp(h: usize, value: u64): void {
  const mode = value >> 60;
  if (mode == 0 || mode == SATP_SV39) {
    store<u64>(h, value, HART_SATP);
  }
}

/** Writes a register that csrFault() allows. True when interrupts or translation may now differ. */
export function csrWrite(h: usize, csr: u32, value: u64): bool {
  switch (csr) {
    case CSR_SSTATUS: {
      const old = load<u64>(h, HART_SSTATUS);
      store<u64>(h, (old & ~SSTATUS_WRITABLE) | (value & SSTATUS_WRITABLE), HART_SSTATUS);
      return true;
    }
    case CSR_SIE:
      store<u64>(h, value & INTERRUPTS, HART_SIE);
      return true;
    case CSR_STVEC:
      if ((value & 3) < 2) {
        store<u64>(h, value, HART_STVEC);
      }
      return false;
    case CSR_SCOUNTEREN:
      store<u64>(h, value, HART_SCOUNTEREN);
      return false;
    case CSR_SENVCFG:
      store<u64>(h, value & SENVCFG_WRITABLE, HART_SENVCFG);
      return false;
    case CSR_SSCRATCH:
      store<u64>(h, value, HART_SSCRATCH);
      return false;
    case CSR_SEPC:
      store<u64>(h, value & ~1, HART_SEPC);
      return false;
    case CSR_SCAUSE:
      store<u64>(h, value, HART_SCAUSE);
      return false;
    case CSR_STVAL:
      store<u64>(h, value, HART_STVAL);
      return false;
    case CSR_SIP:
      store<u32>(h, (load<u32>(h, HART_LINES) & ~LINE_SOFTWARE) | (<u32>value & LINE_SOFTWARE), HART_LINES);
      return true;
    case CSR_SATP:
      writeSatp(h, value);
      return true;
    default:
      return false;
  }
}

/** A CSR instruction. Returns STATUS_LEAVE when interrupts or translation may now differ. */
export function csrInstruction(h: usize, s: usize, retired: u32): i32 {
  const fields = load<u32>(s, SLOT_IMM);
  const csr = fields & 0xfff;
  const operation = (fields >> 12) & 3;
  const source = fields >> 16;
  const operand = fields & 0x4000 ? <u64>source : load<u64>(h + <usize>load<u16>(s, SLOT_RS1));
  const writes = operation == 1 || source != 0;
  // A mask of zero from a register does not count as a write to a read-only register in QEMU.
  const fault = csrFault(h, csr, operation == 1 || operand != 0);
  if (fault != 0) {
    return raise(fault, 0);
  }
  const old = csrRead(h, csr, retired);
  let changed = false;
  if (writes) {
    const value = operation == 1 ? operand : operation == 2 ? old | operand : old & ~operand;
    changed = csrWrite(h, csr, value);
  }
  store<u64>(h + <usize>load<u16>(s, SLOT_RD), old);
  return changed ? STATUS_LEAVE : STATUS_OK;
}
