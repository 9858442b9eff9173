// SPDX-License-Identifier: Apache-2.0
/** The trap handler of a random program, in VS-mode: logs, steps over, and changes between S- and U-mode. */

import { assemble, type Line } from '../support/riscv-assembler';
import { DONE, GP_SUPERVISOR, HANDLER_SAVE, RECOVERY, TRAP_COUNT, TRAP_LIMIT, USER_DISTANCE } from './area';

const SSTATUS = 0x100;
const SSCRATCH = 0x140;
const SEPC = 0x141;
const SCAUSE = 0x142;
const STVAL = 0x143;
const SIP = 0x144;

const save: Line[] = ['t0', 't1', 't2'].map((name, index): Line => ['sd', name, 'tp', HANDLER_SAVE + 8 * index]);
const restore: Line[] = ['t0', 't1', 't2'].map((name, index): Line => ['ld', name, 'tp', HANDLER_SAVE + 8 * index]);

/** Appends to the log; falls through to `full` when there is no room. */
function log(full: string): Line[] {
  return [
    ['ld', 't0', 'tp', TRAP_COUNT],
    ['addi', 't1', 'zero', TRAP_LIMIT],
    ['bge', 't0', 't1', full],
    ['slli', 't1', 't0', 5],
    ['addi', 't0', 't0', 1],
    ['sd', 't0', 'tp', TRAP_COUNT],
    ['add', 't1', 't1', 'tp'],
    ['lui', 't2', 1],
    ['add', 't1', 't1', 't2'],
    ...[SCAUSE, STVAL, SEPC, SSTATUS].flatMap((csr, index): Line[] => [
      ['csrrs', 't2', csr, 'zero'],
      ['sd', 't2', 't1', 8 * index],
    ]),
  ];
}

const supervisor: Line[] = [
  ['addi', 't2', 'zero', 0x100],
  ['csrrs', 'zero', SSTATUS, 't2'],
  ['ld', 'gp', 'tp', GP_SUPERVISOR],
];

const lines: Line[] = [
  ['jal', 'zero', '@exception'],
  ['jal', 'zero', '@interrupt'],
  'exception:',
  ['csrrw', 'tp', SSCRATCH, 'tp'],
  ...save,
  ...log('@stop'),
  ['csrrs', 't2', SCAUSE, 'zero'],
  ['addi', 't0', 'zero', 12],
  ['beq', 't2', 't0', '@recover'],
  ['addi', 't0', 'zero', 8],
  ['beq', 't2', 't0', '@user'],
  ['csrrs', 't2', SEPC, 'zero'],
  ['addi', 't2', 't2', 4],
  ['csrrw', 'zero', SEPC, 't2'],
  'out:',
  ...restore,
  ['csrrw', 'tp', SSCRATCH, 'tp'],
  ['sret'],
  'recover:',
  ['ld', 't2', 'tp', RECOVERY],
  ['csrrw', 'zero', SEPC, 't2'],
  ...supervisor,
  ['jal', 'zero', '@out'],
  'user:',
  ['addi', 't0', 'a7', -DONE],
  ['beq', 't0', 'zero', '@stop'],
  ['csrrs', 't2', SEPC, 'zero'],
  ['addi', 't2', 't2', 4],
  ['csrrw', 'zero', SEPC, 't2'],
  ['andi', 't0', 't2', 8],
  ['bne', 't0', 'zero', '@out'],
  ['srli', 't0', 't2', 30],
  ['addi', 't0', 't0', -1],
  ['bne', 't0', 'zero', '@here'],
  ['ld', 't0', 'tp', USER_DISTANCE],
  ['sub', 't2', 't2', 't0'],
  ['csrrw', 'zero', SEPC, 't2'],
  'here:',
  ...supervisor,
  ['jal', 'zero', '@out'],
  'stop:',
  ['addi', 'a7', 'zero', DONE],
  ['ecall'],
  'interrupt:',
  ['csrrw', 'tp', SSCRATCH, 'tp'],
  ...save,
  ...log('@quiet'),
  'quiet:',
  ['csrrci', 'zero', SIP, 2],
  ['jal', 'zero', '@out'],
];

export const handlerBytes: Uint8Array = assemble(lines).bytes;
