// SPDX-License-Identifier: Apache-2.0
/** What the machine says that a waiting hart waits for. */

import assert from 'node:assert/strict';
import { createMachine, type Machine, readConfig } from '../../emulator';
import { configText } from '../parity/own-guests';
import { assemble, type Line } from '../support/riscv-assembler';

const SBI_TIME = 0x54494d45;
const STIE = 1 << 5;

/** A guest that sets its timer by SBI, with that interrupt enabled or not, and waits. */
function waiting(deadline: number, sie: number): Machine {
  const program: Line[] = [
    ['addi', 'a0', 'zero', sie],
    ['csrrw', 'zero', 0x104, 'a0'],
    ['lui', 'a7', (SBI_TIME + 0x800) >>> 12],
    ['addi', 'a7', 'a7', (SBI_TIME << 20) >> 20],
    ['addi', 'a6', 'zero', 0],
    ['addi', 'a0', 'zero', deadline],
    ['ecall'],
    'rest:',
    ['wfi'],
    ['jal', 'zero', '@rest'],
  ];
  const config = readConfig('config.c', configText([{}])).config!;
  const images = new Map([[config.images[0]!.name, { kind: 'raw' as const, bytes: assemble(program).bytes }]]);
  return createMachine({ config, images });
}

describe('What a hart waits for', () => {
  it('is not a timer that has expired without anybody being told', () => {
    const machine = waiting(100, 0);
    assert.equal(machine.run({ instructions: 100_000n }).reason.kind, 'finished');
    const [activity] = machine.activities();
    assert.match(activity!.text, /waits in wfi .* for an interrupt; its timer has expired, and sie masks it$/);
    assert.equal(activity!.timer, undefined);
  });

  it('is nothing but an interrupt when no timer is set', () => {
    const machine = waiting(-1, STIE);
    assert.equal(machine.run({ instructions: 100_000n }).reason.kind, 'finished');
    assert.match(machine.activities()[0]!.text, /waits in wfi .* for an interrupt$/);
  });
});
