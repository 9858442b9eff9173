// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { requireTool } from '../support/requirements';
import { type Comparison, comparePrograms, mnemonics } from '.';

const PROGRAMS = 500;

/** Not in random programs: floating point (another contract, see the hart's own tests), and forms that would leave the
 *  harness: the return, the wait, and the hypervisor's accesses whose mtval QEMU leaves undefined. */
const LEFT_OUT = new Set('flw fld fsw fsd c.fld c.fsd c.fldsp c.fsdsp wfi hsv.w'.split(' '));

const INTERRUPT = 1n << 63n;

describe('random programs on the hart core and on qemu-system-riscv64', () => {
  let comparison: Comparison;

  before(function () {
    requireTool(this as unknown as Mocha.Context, 'qemu-system-riscv64', 'qemu-system-misc');
    comparison = comparePrograms(1, PROGRAMS);
  });

  it(`end with the same registers, CSRs, memory, traps and page tables (${PROGRAMS} programs)`, () => {
    assert.equal(comparison.differences.join('\n'), '');
  });

  it('execute every instruction and every compressed form', () => {
    const missing = mnemonics.filter((name) => !LEFT_OUT.has(name) && !comparison.executed.has(name));
    assert.deepEqual(missing, []);
  });

  it('take every exception that a guest handles itself, and interrupts', () => {
    const missing = [3n, 8n, 12n, 13n, 15n, INTERRUPT | 1n].filter((cause) => !comparison.traps.has(cause));
    assert.deepEqual(missing, []);
  });

  it('reach the hypervisor with every exception that it must handle', () => {
    const missing = [2n, 4n, 6n, 10n, 20n, 21n, 22n, 23n].filter((cause) => !comparison.exits.has(cause));
    assert.deepEqual(missing, []);
  });
});
