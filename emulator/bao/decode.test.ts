// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { type Access, decodeAsBao, decodeAsBus } from './decode';

function fresh(): Access {
  return { address: 0, write: false, width: 0, register: 0, signed: false };
}

describe("Bao's decoder of device accesses", () => {
  const known: [string, number, Partial<Access>][] = [
    ['lb a1,0(a0)', 0x0005_0583, { width: 1, register: 11, write: false, signed: true }],
    ['lhu a1,0(a0)', 0x0005_5583, { width: 2, register: 11, write: false, signed: false }],
    ['lw t6,-4(a0)', 0xffc5_2f83, { width: 4, register: 31, write: false }],
    ['ld x0,0(a0)', 0x0005_3003, { width: 8, register: 0, write: false }],
    ['sd a1,0(a0)', 0x00b5_3023, { width: 8, register: 11, write: true }],
    ['sb x0,0(a0)', 0x0005_0023, { width: 1, register: 0, write: true }],
    ['c.lw a1,0(a0)', 0x410c, { width: 4, register: 11, write: false }],
    ['c.sw a1,0(a0)', 0xc10c, { width: 4, register: 11, write: true }],
  ];
  for (const [name, instruction, expected] of known) {
    it(`knows ${name}`, () => {
      const access = fresh();
      assert.equal(decodeAsBao(instruction, access), true);
      assert.deepEqual({ ...access, ...expected }, access);
    });
  }

  const unknown: [string, number, boolean][] = [
    ['c.ld a1,0(a0)', 0x610c, true],
    ['c.sd a1,0(a0)', 0xe10c, true],
    ['c.lwsp a1,0(sp)', 0x4582, true],
    ['c.swsp a1,0(sp)', 0xc02e, true],
    ['c.ldsp a1,0(sp)', 0x6582, true],
    ['c.sdsp a1,0(sp)', 0xe02e, true],
    ['amoadd.w a1,a1,(a0)', 0x00b5_25af, false],
    ['lr.w a1,(a0)', 0x1005_25af, false],
    ['flw ft0,0(a0)', 0x0005_2007, false],
  ];
  for (const [name, instruction, onBus] of unknown) {
    it(`does not know ${name}${onBus ? ', though a real device does' : ''}`, () => {
      assert.equal(decodeAsBao(instruction, fresh()), false);
      const access = fresh();
      assert.equal(decodeAsBus(instruction, access), onBus);
      if (onBus) {
        assert.equal(access.register, 11);
      }
    });
  }
});
