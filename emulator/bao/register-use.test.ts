// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { registerUse } from './register-use';

describe('What an instruction does with registers', () => {
  const cases: [string, number, number[], number][] = [
    ['mv a0,a1', 0x0005_8513, [11], 10],
    ['add a0,a1,a2', 0x00c5_8533, [11, 12], 10],
    ['bnez a1,.', 0x0005_9063, [11, 0], 0],
    ['lui a1,1', 0x0000_15b7, [], 11],
    ['jal ra,.', 0x0000_00ef, [], 1],
    ['csrw satp,a1', 0x1805_9073, [11], 0],
    ['ecall', 0x0000_0073, [], 0],
    ['c.mv a0,a1', 0x852e, [11], 10],
    ['c.li a1,0', 0x4581, [], 11],
    ['c.bnez a1,.', 0xe181, [11], 0],
    ['c.add a0,a1', 0x952e, [10, 11], 10],
    ['c.jr ra', 0x8082, [1], 0],
  ];
  for (const [name, instruction, reads, writes] of cases) {
    it(name, () => {
      const use = registerUse(instruction)!;
      assert.deepEqual([use.reads, use.writes], [reads, writes]);
    });
  }

  it('tells where a value is spilled to and loaded from', () => {
    assert.deepEqual(registerUse(0x00b1_3423), {
      reads: [2],
      writes: 0,
      stored: 11,
      loads: false,
      memory: { base: 2, offset: 8 },
    });
    assert.deepEqual(registerUse(0xe42e)?.memory, { base: 2, offset: 8 });
    assert.deepEqual(registerUse(0x65a2)?.memory, { base: 2, offset: 8 });
    assert.equal(registerUse(0xfe84_3583)?.memory?.offset, -24);
  });

  it('leaves floating point alone', () => {
    assert.equal(registerUse(0x0005_2007), undefined);
  });
});
