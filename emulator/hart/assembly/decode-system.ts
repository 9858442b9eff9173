// SPDX-License-Identifier: Apache-2.0
/** The SYSTEM major opcode: environment calls, returns, fences, CSR accesses, and what the hypervisor extension adds. */

import { fieldRd, fieldRs1, fieldRs2 } from './decode';
import {
  OP_CSR,
  OP_EBREAK,
  OP_ECALL,
  OP_ILLEGAL,
  OP_SFENCE,
  OP_SRET,
  OP_VIRTUAL,
  OP_WFI,
  SLOT_IMM,
} from './opcodes';

/** hlv, hlvx and hsv of all widths: a virtual-instruction exception in VS-mode, where they are defined. */
function isHypervisorAccess(i: u32): bool {
  const funct7 = i >> 25;
  const rs2 = fieldRs2(i);
  switch (funct7) {
    case 0x30:
    case 0x32:
      return rs2 == 0 || rs2 == 1 || (funct7 == 0x32 && rs2 == 3);
    case 0x34:
      return rs2 == 0 || rs2 == 1 || rs2 == 3;
    case 0x36:
      return rs2 == 0;
    case 0x31:
    case 0x33:
    case 0x35:
    case 0x37:
      return fieldRd(i) == 0;
    default:
      return false;
  }
}

function decodePrivileged(s: usize, i: u32): i32 {
  switch (i) {
    case 0x00000073:
      return OP_ECALL;
    case 0x00100073:
      return OP_EBREAK;
    case 0x10200073:
      return OP_SRET;
    case 0x10500073:
      return OP_WFI;
  }
  const funct7 = i >> 25;
  if (fieldRd(i) == 0) {
    if (funct7 == 0x09) {
      return OP_SFENCE;
    }
    // hfence.vvma and hfence.gvma: QEMU calls them illegal in VU-mode.
    if (funct7 == 0x11 || funct7 == 0x31) {
      store<i32>(s, 1, SLOT_IMM);
      return OP_VIRTUAL;
    }
  }
  return OP_ILLEGAL;
}

/** Immediate of a CSR access: the CSR's number, funct3 from bit 12, the rs1 field from bit 16. */
export function decodeSystem(s: usize, i: u32): i32 {
  const operation = (i >> 12) & 7;
  if (operation == 0) {
    return decodePrivileged(s, i);
  }
  if (operation == 4) {
    store<i32>(s, 0, SLOT_IMM);
    return isHypervisorAccess(i) ? OP_VIRTUAL : OP_ILLEGAL;
  }
  store<u32>(s, (i >> 20) | (operation << 12) | (fieldRs1(i) << 16), SLOT_IMM);
  return OP_CSR;
}
