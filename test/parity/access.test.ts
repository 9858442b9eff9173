// SPDX-License-Identifier: Apache-2.0
/** One instruction on a REMIO device or elsewhere: what the backend sees, what the register holds, what Bao prints. The
 *  expected values were observed on the real hypervisor. */

import assert from 'node:assert/strict';
import { backend, baoLines, frontend, runOwn } from './own-guests';

const VMS = [{ remio: [backend] }, { remio: [frontend] }];
const ANSWER = '0x8182838485868788';
const PREFILLED = '0xa5a5a5a5a5a5a5a5';

/** Instruction, width the backend sees. */
const LOADS: readonly [string, number][] = [
  ['lb a1,0(a0)', 1],
  ['lbu a1,0(a0)', 1],
  ['lh a1,0(a0)', 2],
  ['lhu a1,0(a0)', 2],
  ['lw a1,0(a0)', 4],
  ['lwu a1,0(a0)', 4],
  ['ld a1,0(a0)', 8],
  ['c.lw a1,0(a0)', 4],
];
const STORES: readonly [string, number][] = [
  ['sb a1,0(a0)', 1],
  ['sh a1,0(a0)', 2],
  ['sw a1,0(a0)', 4],
  ['sd a1,0(a0)', 8],
  ['c.sw a1,0(a0)', 4],
];
const ON_STACK = (instruction: string): string => `mv t0,sp; mv sp,a0; ${instruction}; mv sp,t0`;
const UNDECODABLE = [
  'c.ld a1,0(a0)',
  'c.sd a1,0(a0)',
  ON_STACK('c.lwsp a1,0(sp)'),
  ON_STACK('c.swsp a1,0(sp)'),
  ON_STACK('c.ldsp a1,0(sp)'),
  ON_STACK('c.sdsp a1,0(sp)'),
  'amoadd.w a1,a1,(a0)',
  'lr.w a1,(a0)',
  '.word 0x00052007', // flw ft0,0(a0)
  '.word 0x00052027', // fsw ft0,0(a0)
];
/** Name, instruction, address, console. `at` is where the instruction under test lies. */
const FAULTS: readonly [string, string, string, string | undefined][] = [
  ['load from nowhere', 'lw a1,0(a0)', '0x20000000', 'no emulation handler for abort(0x20000000 at 0x90200100)'],
  ['store to nowhere', 'sd a1,0(a0)', '0x20000000', 'no emulation handler for abort(0x20000000 at 0x90200100)'],
  ['jump to nowhere', 'jr a0', '0x20000000', 'unknown synchronous exception (20)'],
  ['illegal instruction', '.word 0xffffffff', '0', 'unknown synchronous exception (2)'],
  ['the instruction 0', '.half 0', '0', 'unknown synchronous exception (2)'],
  ['rdcycle', 'csrr a1,0xc00', '0', 'unknown synchronous exception (22)'],
  ['rdinstret', 'csrr a1,0xc02', '0', 'unknown synchronous exception (22)'],
  ['hstatus', 'csrr a1,0x600', '0', 'unknown synchronous exception (22)'],
  ['hlv.w', '.word 0x680545f3', '0x90200000', 'unknown synchronous exception (22)'],
  ['mstatus', 'csrr a1,0x300', '0', 'unknown synchronous exception (2)'],
  ['mret', '.word 0x30200073', '0', 'unknown synchronous exception (2)'],
  ['misaligned amoadd', 'amoadd.w a1,a1,(a0)', '0x90300001', 'unknown synchronous exception (6)'],
  ["the hypervisor's memory", 'lw a1,0(a0)', '0x80200000', 'no emulation handler for abort(0x80200000 at 0x90200100)'],
  ['past the device', 'lb a1,0(a0)', '0x10008200', 'no emulation handler for abort(0x10008200 at 0x90200100)'],
  [
    'before the device, into it',
    'ld a1,0(a0)',
    '0x10007ffc',
    'no emulation handler for abort(0x10007ffc at 0x90200100)',
  ],
  ['jump into the device', 'jr a0', '0x10008000', 'unknown synchronous exception (20)'],
  ['behind the UART', 'lw a1,0(a0)', '0x10000200', 'unknown synchronous exception (5)'],
  [
    'a page table nowhere',
    'li t1,8<<60; srli t2,a0,12; or t1,t1,t2; csrw satp,t1; nop',
    '0x20000000',
    // The walk for the next fetch reads entry 2 of the table; its fault is a load's.
    'no emulation handler for abort(0x20000010 at 0x90200114)',
  ],
  ['interrupt controller by byte', 'lb a1,0(a0)', '0xc0000a0', 'emulation handler failed (0xc0000a0 at 0x90200100)'],
  ['misaligned load in memory', 'lw a1,0(a0)', '0x90300001', undefined],
  ['csrw satp, sfence.vma', 'csrw satp,zero; sfence.vma', '0', undefined],
  ['jump to an odd address', 'la t1,1f; addi t1,t1,1; jr t1; .balign 4; 1: nop', '0', undefined],
];

function defines(probe: string, address?: string): string[] {
  const compressed = /\bc\./.test(probe) ? '.option rvc; ' : '';
  return [`PROBE=${compressed}${probe}`, ...(address === undefined ? [] : [`ADDRESS=${address}UL`])];
}

describe('Accesses of a guest', () => {
  for (const [instruction, width] of LOADS) {
    it(`${instruction} takes the whole 64-bit answer`, async () => {
      const log = await runOwn('access.c', VMS, { defines: defines(instruction) });
      assert.ok(
        log.plain[0]!.includes(`request address op value width id more 0x10008010 0x1 0x0 0x${width} 0x0 0x0`),
        log.plain[0]!.join('\n'),
      );
      assert.equal(log.plain[1]!.at(-1), `after ${ANSWER}`);
    });
  }

  for (const [instruction, width] of STORES) {
    it(`${instruction} shows the whole register`, async () => {
      const log = await runOwn('access.c', VMS, { defines: defines(instruction) });
      assert.ok(
        log.plain[0]!.includes(`request address op value width id more 0x10008010 0x0 ${PREFILLED} 0x${width} 0x0 0x0`),
        log.plain[0]!.join('\n'),
      );
      assert.equal(log.plain[1]!.at(-1), `after ${PREFILLED}`);
    });
  }

  it('a load into x0 and a store of x0', async () => {
    const load = await runOwn('access.c', VMS, { defines: defines('lw x0,0(a0)') });
    assert.equal(load.plain[1]!.at(-1), `after ${PREFILLED}`);
    const store = await runOwn('access.c', VMS, { defines: defines('sd x0,0(a0)') });
    assert.ok(store.plain[0]!.includes('request address op value width id more 0x10008010 0x0 0x0 0x8 0x0 0x0'));
  });

  it('an unaligned access, also across the end, arrives as it is', async () => {
    const log = await runOwn('access.c', VMS, { defines: defines('lw a1,0(a0)', '0x100081fe') });
    assert.ok(log.plain[0]!.includes('request address op value width id more 0x100081fe 0x1 0x0 0x4 0x0 0x0'));
  });

  for (const instruction of UNDECODABLE) {
    it(`${instruction} stops the vCPU`, async () => {
      const log = await runOwn('access.c', VMS, { defines: defines(instruction) });
      assert.deepEqual(baoLines(log), ['BAO ERROR: cant decode ld/st instruction']);
      assert.deepEqual(log.plain[1], ['before 0x0']);
      assert.ok(log.plain[0]!.includes('backend done 0x0'), 'the other VM goes on');
      assert.deepEqual(log.findings, ['undecodable-access']);
      assert.equal(log.machine.activities()[1]!.code, 'hung');
    });
  }

  for (const [name, instruction, address, line] of FAULTS) {
    it(`${name}: ${line ?? 'works'}`, async () => {
      const log = await runOwn('access.c', VMS, { defines: defines(instruction, address) });
      assert.deepEqual(baoLines(log), line === undefined ? [] : [`BAO ERROR: ${line}`]);
      assert.equal(log.plain[1]!.length, line === undefined ? 2 : 1, log.plain[1]!.join('\n'));
      assert.ok(log.plain[0]!.includes('backend done 0x0'), 'the other VM goes on');
      assert.equal(log.findings.length, line === undefined ? 0 : 1, log.findings.join());
    });
  }

  it('the firmware leaves the counters open to user mode', async () => {
    const log = await runOwn('access.c', VMS, { defines: defines('csrr a1,scounteren') });
    assert.equal(log.plain[1]!.at(-1), 'after 0x7');
  });

  it('ebreak is an exception of the guest', async () => {
    const log = await runOwn('access.c', VMS, { defines: defines('.word 0x00100073') });
    assert.deepEqual(log.plain[1], ['before 0x0', 'guest trap 0x3 0x0', `after ${PREFILLED}`]);
  });
});
