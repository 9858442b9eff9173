// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { loadStoreText } from './instruction-text';

describe('the text of a trapped load or store', () => {
  const cases: readonly (readonly [number, string | undefined])[] = [
    [0x00b52023, 'sw a1, 0(a0)'],
    [0xfeb52e23, 'sw a1, -4(a0)'],
    [0x06a5b823, 'sd a0, 112(a1)'],
    [0x00052583, 'lw a1, 0(a0)'],
    [0xffc54783, 'lbu a5, -4(a0)'],
    [0x03456503, 'lwu a0, 52(a0)'],
    [0xc3c0, 'c.sw s0, 4(a5)'],
    [0x43dc, 'c.lw a5, 4(a5)'],
    [0x5ffc, 'c.lw a5, 124(a5)'],
    [0x00a50533, undefined],
    [0x0000, undefined],
  ];
  for (const [instruction, text] of cases) {
    it(`of 0x${instruction.toString(16)} is ${text ?? 'not known'}`, () =>
      assert.equal(loadStoreText(instruction), text));
  }
});
