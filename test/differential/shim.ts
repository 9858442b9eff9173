// SPDX-License-Identifier: Apache-2.0
/**
 * The M-mode program that runs a batch in QEMU: it enters each random program in VS-mode with Bao's delegation, logs
 * what a hypervisor would have to handle, steps over it, and stores the final state where the test finds it. Its logic
 * is mirrored in core-runner.ts.
 */

import { assemble, type Line } from '../support/riscv-assembler';
import {
  AREA_SIZE,
  DONE,
  EXIT_COUNT,
  EXIT_LIMIT,
  FINAL_CSRS,
  FINAL_REGISTERS,
  GP_OFFSET,
  HANDLER,
  INITIAL_REGISTERS,
  RECOVERY,
} from './area';

const CONTEXT = 0x80010; // page of the context, in units of 4 KiB
const STAGE2_ROOT = 0x80014; // 16 KiB aligned
/** QEMU's sifive_test device: writing 0x5555 ends it. */
const TEST_DEVICE = 0x100;

/** Guest CSRs stored at the end, by their VS numbers, in the order of FINAL_CSRS. */
const VS_CSRS = [0x200, 0x204, 0x205, 0x240, 0x241, 0x242, 0x243, 0x244, 0x280];
/** The same as the guest names them: sstatus, sie, stvec, sscratch, sepc, scause, stval, sip, satp. Then come the pc and
 *  the privilege. */
export const GUEST_CSRS: readonly number[] = [0x100, 0x104, 0x105, 0x140, 0x141, 0x142, 0x143, 0x144, 0x180];

const CSR = {
  mhartid: 0xf14,
  mstatus: 0x300,
  medeleg: 0x302,
  mideleg: 0x303,
  mtvec: 0x305,
  mcounteren: 0x306,
  mscratch: 0x340,
  mepc: 0x341,
  mcause: 0x342,
  mtval: 0x343,
  mtval2: 0x34b,
  pmpcfg0: 0x3a0,
  pmpaddr0: 0x3b0,
  scounteren: 0x106,
  senvcfg: 0x10a,
  hedeleg: 0x602,
  hideleg: 0x603,
  hcounteren: 0x606,
  hvip: 0x645,
  hgatp: 0x680,
  vsstatus: 0x200,
};

/** Exceptions that Bao leaves to the guest: 0, 3, 8, 12, 13, 15. */
const DELEGATED = 0xb109;

/** rd = a constant of up to 32 bits. */
function constant(rd: string, value: number): Line[] {
  const low = (value << 20) >> 20;
  const high = ((value - low) >>> 12) & 0xfffff;
  return [
    ['lui', rd, high],
    ['addiw', rd, rd, low],
  ];
}

function writeCsr(csr: number, value: number): Line[] {
  return [...constant('t0', value), ['csrrw', 'zero', csr, 't0']];
}

const saved = ['t0', 't1', 't2'];

function setUp(count: number): Line[] {
  return [
    ['csrrs', 't0', CSR.mhartid, 'zero'],
    ['bne', 't0', 'zero', '@halt'],
    ['auipc', 't0', 0],
    ['addi', 't0', 't0', '@trap'],
    ['addi', 't0', 't0', 4],
    ['csrrw', 'zero', CSR.mtvec, 't0'],
    ['addi', 't0', 'zero', -1],
    ['csrrw', 'zero', CSR.pmpaddr0, 't0'],
    ...writeCsr(CSR.pmpcfg0, 0x1f),
    ...writeCsr(CSR.medeleg, DELEGATED),
    ...writeCsr(CSR.hedeleg, DELEGATED),
    ...writeCsr(CSR.mideleg, 0x666),
    ...writeCsr(CSR.hideleg, 0x444),
    ...writeCsr(CSR.hcounteren, 2),
    ['addi', 't0', 'zero', -1],
    ['csrrw', 'zero', CSR.mcounteren, 't0'],
    // Second stage: one leaf that maps RAM onto itself, for VS-mode (U), accessed and dirty.
    ['lui', 't1', STAGE2_ROOT],
    ['slli', 't1', 't1', 32],
    ['srli', 't1', 't1', 32],
    ...constant('t0', 0x200000df),
    ['sd', 't0', 't1', 16],
    ...constant('t0', STAGE2_ROOT),
    ['addi', 't1', 'zero', 8],
    ['slli', 't1', 't1', 60],
    ['or', 't0', 't0', 't1'],
    ['csrrw', 'zero', CSR.hgatp, 't0'],
    // The context: area, programs left, saved registers.
    ['lui', 'tp', CONTEXT],
    ['slli', 'tp', 'tp', 32],
    ['srli', 'tp', 'tp', 32],
    ['addi', 't0', 'zero', 1],
    ['slli', 't0', 't0', 31],
    ...constant('t1', AREA_SIZE),
    ['add', 't0', 't0', 't1'],
    ['sd', 't0', 'tp', 0],
    ...constant('t0', count),
    ['sd', 't0', 'tp', 8],
  ];
}

/** tp = context. */
function startProgram(): Line[] {
  const registers: Line[] = [];
  for (let index = 1; index < 32; index++) {
    if (index !== 5) {
      registers.push(['ld', index, 5, INITIAL_REGISTERS + 8 * index]);
    }
  }
  return [
    'next:',
    ['csrrw', 'zero', CSR.mscratch, 'tp'],
    ['addi', 't0', 'tp', 64],
    ['sc.w', 'zero', 'zero', 't0'],
    ...VS_CSRS.map((csr): Line => ['csrrw', 'zero', csr, 'zero']),
    // SD, UXL = 64, XS and FS dirty: what Bao gives its guests.
    ['addi', 't0', 'zero', 1],
    ['slli', 't0', 't0', 30],
    ['addi', 't0', 't0', 1],
    ['slli', 't0', 't0', 33],
    ...constant('t1', 0x1e000),
    ['or', 't0', 't0', 't1'],
    ['csrrw', 'zero', CSR.vsstatus, 't0'],
    ['csrrwi', 'zero', CSR.scounteren, 7],
    ['csrrw', 'zero', CSR.senvcfg, 'zero'],
    ['csrrw', 'zero', CSR.hvip, 'zero'],
    ['ld', 't0', 'tp', 0],
    ...constant('t1', HANDLER),
    ['add', 't1', 't1', 't0'],
    ['addi', 't1', 't1', 1],
    ['csrrw', 'zero', 0x205, 't1'],
    ['csrrw', 'zero', 0x240, 't0'],
    ['ld', 't1', 't0', RECOVERY],
    ['csrrw', 'zero', CSR.mepc, 't1'],
    ['hfence.gvma', 'zero', 'zero'],
    ['hfence.vvma', 'zero', 'zero'],
    ['sfence.vma', 'zero', 'zero'],
    ['fence.i'],
    // MPV = 1, MPP = S, MPIE = 0.
    ['addi', 't1', 'zero', 1],
    ['slli', 't1', 't1', 39],
    ['csrrs', 'zero', CSR.mstatus, 't1'],
    ...constant('t1', 0x1800),
    ['csrrc', 'zero', CSR.mstatus, 't1'],
    ...constant('t1', 0x800),
    ['csrrs', 'zero', CSR.mstatus, 't1'],
    ...registers,
    ['ld', 5, 5, INITIAL_REGISTERS + 40],
    ['mret'],
  ];
}

function trap(): Line[] {
  const restore: Line[] = saved.map((name, index): Line => ['ld', name, 'tp', 16 + 8 * index]);
  return [
    'trap:',
    ['csrrw', 'tp', CSR.mscratch, 'tp'],
    ...saved.map((name, index): Line => ['sd', name, 'tp', 16 + 8 * index]),
    ['ld', 't0', 'tp', 0],
    ['ld', 't2', 't0', EXIT_COUNT],
    ['csrrs', 't1', CSR.mcause, 'zero'],
    ['addi', 't1', 't1', -10],
    ['bne', 't1', 'zero', '@log'],
    ['addi', 't1', 'a7', -DONE],
    ['beq', 't1', 'zero', '@finish'],
    'log:',
    ['addi', 't1', 'zero', EXIT_LIMIT],
    ['bge', 't2', 't1', '@finish'],
    ['slli', 't1', 't2', 5],
    ['addi', 't2', 't2', 1],
    ['sd', 't2', 't0', EXIT_COUNT],
    ['add', 't1', 't1', 't0'],
    // The log begins at offset 0x1800, 0x800 before this.
    ['lui', 't2', 2],
    ['add', 't1', 't1', 't2'],
    ...[CSR.mcause, CSR.mtval, CSR.mtval2, CSR.mepc].flatMap((csr, index): Line[] => [
      ['csrrs', 't2', csr, 'zero'],
      ['sd', 't2', 't1', -0x800 + 8 * index],
    ]),
    // A fetch failed when the faulting address is the pc.
    ['csrrs', 't1', CSR.mepc, 'zero'],
    ['csrrs', 't2', CSR.mtval, 'zero'],
    ['bne', 't2', 't1', '@step'],
    ['ld', 't2', 't0', RECOVERY],
    ['csrrw', 'zero', CSR.mepc, 't2'],
    ...constant('t2', 0x800),
    ['csrrs', 'zero', CSR.mstatus, 't2'],
    ['addi', 'gp', 't0', GP_OFFSET - 1],
    ['addi', 'gp', 'gp', 1],
    ['jal', 'zero', '@out'],
    'step:',
    ['csrrs', 't2', CSR.mepc, 'zero'],
    ['addi', 't2', 't2', 4],
    ['csrrw', 'zero', CSR.mepc, 't2'],
    'out:',
    ...restore,
    ['csrrw', 'tp', CSR.mscratch, 'tp'],
    ['mret'],
  ];
}

/** t0 = area, tp = context. */
function finish(): Line[] {
  const registers: Line[] = [];
  for (let index = 1; index < 32; index++) {
    if (index < 4 || index > 7) {
      registers.push(['sd', index, 5, FINAL_REGISTERS + 8 * index]);
    }
  }
  return [
    'finish:',
    ...registers,
    ['csrrs', 't1', CSR.mscratch, 'zero'],
    ['sd', 't1', 't0', FINAL_REGISTERS + 32],
    ...saved.flatMap((_, index): Line[] => [
      ['ld', 't1', 'tp', 16 + 8 * index],
      ['sd', 't1', 't0', FINAL_REGISTERS + 40 + 8 * index],
    ]),
    ...[...VS_CSRS, CSR.mepc].flatMap((csr, index): Line[] => [
      ['csrrs', 't1', csr, 'zero'],
      ['sd', 't1', 't0', FINAL_CSRS + 8 * index],
    ]),
    ['csrrs', 't1', CSR.mstatus, 'zero'],
    ['srli', 't1', 't1', 11],
    ['andi', 't1', 't1', 3],
    ['sd', 't1', 't0', FINAL_CSRS + 8 * (VS_CSRS.length + 1)],
    ...constant('t1', AREA_SIZE),
    ['add', 't0', 't0', 't1'],
    ['sd', 't0', 'tp', 0],
    ['ld', 't1', 'tp', 8],
    ['addi', 't1', 't1', -1],
    ['sd', 't1', 'tp', 8],
    ['beq', 't1', 'zero', '@end'],
    ['jal', 'zero', '@next'],
    'end:',
    ['lui', 't0', TEST_DEVICE],
    ...constant('t1', 0x5555),
    ['sw', 't1', 't0', 0],
    'halt:',
    ['wfi'],
    ['jal', 'zero', '@halt'],
  ];
}

/** The shim for a batch, to be placed at RAM_BASE, where QEMU begins without a firmware. */
export function shimFor(count: number): Uint8Array {
  const main = [...setUp(count), ...startProgram(), ...trap(), ...finish()];
  const { bytes } = assemble(main);
  return bytes;
}
