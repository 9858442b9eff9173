// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { rowAfterPrologue } from './prologue';

/** Little-endian halves; a 32-bit instruction takes two. */
function code(...words: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (const word of words) {
    const isLong = (word & 3) === 3;
    bytes.push(...Array.from({ length: isLong ? 4 : 2 }, (_, index) => (word >>> (8 * index)) & 0xff));
  }
  return Uint8Array.from(bytes);
}

const ADDI_SP_MINUS_32 = 0x1101;
const SD_RA_24 = 0xec06;
const SD_S0_16 = 0xe822;
const ADDI_S0_SP_32 = 0x1000;
const LONG_ADDI_SP_MINUS_2000 = 0x83010113;
const LONG_SD_RA_8 = 0x00113423;
const LONG_ADDI_S0_SP_16 = 0x01010413;
const MV_SP_T0 = 0x8116;
const BRANCH = 0xc111;

describe('a prologue without unwinding tables', () => {
  it('has its frame at sp before anything has happened', () => {
    const row = rowAfterPrologue(code());
    assert.deepEqual(row?.cfa, { kind: 'register', register: 2, offset: 0n });
    assert.equal(row?.registers.size, 0);
  });

  it('is followed instruction by instruction', () => {
    const moved = rowAfterPrologue(code(ADDI_SP_MINUS_32));
    assert.deepEqual(moved?.cfa, { kind: 'register', register: 2, offset: 32n });
    const saved = rowAfterPrologue(code(ADDI_SP_MINUS_32, SD_RA_24, SD_S0_16));
    assert.deepEqual(
      [...saved!.registers],
      [
        [1, { kind: 'offset', offset: -8n }],
        [8, { kind: 'offset', offset: -16n }],
      ],
    );
    const framed = rowAfterPrologue(code(ADDI_SP_MINUS_32, SD_RA_24, SD_S0_16, ADDI_S0_SP_32));
    assert.deepEqual(framed?.cfa, { kind: 'register', register: 8, offset: 0n });
  });

  it('is read from uncompressed instructions too', () => {
    const row = rowAfterPrologue(code(LONG_ADDI_SP_MINUS_2000, LONG_SD_RA_8, LONG_ADDI_S0_SP_16));
    assert.deepEqual(row?.cfa, { kind: 'register', register: 8, offset: 1984n });
    assert.deepEqual(row?.registers.get(1), { kind: 'offset', offset: -1992n });
  });

  it('ends at the first branch', () => {
    const row = rowAfterPrologue(code(ADDI_SP_MINUS_32, BRANCH, ADDI_SP_MINUS_32));
    assert.deepEqual(row?.cfa, { kind: 'register', register: 2, offset: 32n });
  });

  it('is not guessed when sp comes from elsewhere', () => {
    assert.equal(rowAfterPrologue(code(MV_SP_T0)), undefined);
  });
});
