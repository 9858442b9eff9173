// SPDX-License-Identifier: Apache-2.0
/** The registers of a hart of the embedded machine: what a guest of Bao has in S-mode, and the counters. */

import { layout, type Machine } from '../../../emulator';
import { generalRegisters } from '../../awareness/riscv';
import type { RegisterDescription } from '..';

const GENERAL_COUNT = generalRegisters.length;
const BITS = 64;

interface Csr {
  readonly name: string;
  readonly number: number;
  readonly writable: boolean;
}

const csr = (name: string, number: number): Csr => ({ name, number, writable: true });
const counter = (name: string, number: number): Csr => ({ name, number, writable: false });

/** Numbers: RISC-V privileged specification, "CSR Listing". */
const CSRS: readonly Csr[] = [
  csr('sstatus', 0x100),
  csr('sie', 0x104),
  csr('stvec', 0x105),
  csr('scounteren', 0x106),
  csr('senvcfg', 0x10a),
  csr('sscratch', 0x140),
  csr('sepc', 0x141),
  csr('scause', 0x142),
  csr('stval', 0x143),
  csr('sip', 0x144),
  csr('satp', 0x180),
  counter('cycle', 0xc00),
  counter('time', 0xc01),
  counter('instret', 0xc02),
];

const PC = GENERAL_COUNT;
const FIRST_CSR = PC + 1;
const PRIVILEGE = FIRST_CSR + CSRS.length;

/** Where CSRs begin among the DWARF register numbers (RISC-V ELF psABI). */
const DWARF_CSR = 4096;

/** x0..x31, pc, the CSRs, and the privilege (0 = U, 1 = S), which has no register on hardware. */
export const registers: readonly RegisterDescription[] = [
  ...generalRegisters.map((name, index) => general(name, index)),
  { name: 'pc', aliases: [], group: 'pc', bits: BITS, dwarf: undefined, writable: true },
  ...CSRS.map(described),
  { name: 'priv', aliases: [], group: 'csr', bits: 2, dwarf: undefined, writable: false },
];

function general(name: string, index: number): RegisterDescription {
  const aliases = name === 's0' ? [`x${index}`, 'fp'] : [`x${index}`];
  return { name, aliases, group: 'general', bits: BITS, dwarf: index, writable: index !== 0 };
}

function described({ name, number, writable }: Csr): RegisterDescription {
  return { name, aliases: [], group: 'csr', bits: BITS, dwarf: DWARF_CSR + number, writable };
}

/** @param number place in `registers` */
export function readRegister(machine: Machine, hart: number, number: number): bigint | undefined {
  if (number < GENERAL_COUNT) {
    return machine.core.readRegister(hart, number);
  }
  if (number === PC) {
    return machine.core.readPc(hart);
  }
  if (number === PRIVILEGE) {
    const view = new DataView(machine.core.memory.buffer, machine.core.hartBlock(hart));
    return BigInt(view.getUint32(layout.HART_PRIVILEGE, true));
  }
  const known = CSRS[number - FIRST_CSR];
  return known && machine.readCsr(hart, known.number);
}

/** @returns false when the register cannot be written */
export function writeRegister(machine: Machine, hart: number, number: number, value: bigint): boolean {
  if (number === PC) {
    machine.writePc(hart, value);
    return true;
  }
  if (!registers[number]?.writable) {
    return false;
  }
  if (number < GENERAL_COUNT) {
    machine.core.writeRegister(hart, number, value);
    return true;
  }
  return machine.writeCsr(hart, CSRS[number - FIRST_CSR]!.number, value);
}
