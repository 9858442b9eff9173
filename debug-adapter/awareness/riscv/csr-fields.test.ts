// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { csrFields, csrMeaning } from '.';

function field(register: string, value: bigint, name: string): string | undefined {
  return csrFields(register, value).find((each) => each.name === name)?.value;
}

describe('control and status registers', () => {
  it('tell satp apart', () => {
    const satp = (8n << 60n) | (3n << 44n) | 0x90400n;
    assert.equal(csrMeaning('satp', satp), 'Sv39, root table 0x90400000');
    assert.equal(field('satp', satp, 'MODE'), '8 (Sv39)');
    assert.equal(field('satp', satp, 'ASID'), '3');
    assert.equal(field('satp', satp, 'root table'), '0x90400000 (guest-physical)');
    assert.equal(csrMeaning('satp', 0n), 'no translation');
  });

  it('name the cause of a trap', () => {
    assert.equal(csrMeaning('scause', 15n), 'store page fault');
    assert.equal(csrMeaning('scause', (1n << 63n) | 9n), 'external interrupt');
    assert.equal(csrMeaning('scause', (1n << 63n) | 77n), 'interrupt 77');
    assert.equal(field('scause', (1n << 63n) | 5n, 'Code'), '5 (timer interrupt)');
  });

  it('read the bits of sstatus', () => {
    const sstatus = (1n << 8n) | (1n << 1n) | (3n << 13n) | (2n << 32n);
    assert.equal(field('sstatus', sstatus, 'SPP'), '1 (came from supervisor mode)');
    assert.equal(field('sstatus', sstatus, 'SIE'), '1 (interrupts on)');
    assert.equal(field('sstatus', sstatus, 'SPIE'), '0 (interrupts were off)');
    assert.equal(field('sstatus', sstatus, 'FS'), '3 (dirty)');
    assert.equal(field('sstatus', sstatus, 'UXL'), '2 (64 bits)');
  });

  it('list the interrupts that are enabled', () => {
    assert.equal(csrMeaning('sie', 0x222n), 'SSI, STI, SEI');
    assert.equal(csrMeaning('sie', 0n), undefined);
  });

  it('leave plain numbers alone', () => {
    assert.deepEqual(csrFields('sscratch', 0x1234n), []);
    assert.equal(csrMeaning('stval', 1n), undefined);
  });
});
