// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { isElf, parseElfSegments } from './elf-segments';

/** A file with one loadable segment of four bytes at 0x90200000. */
function elf(change: (view: DataView) => void = () => {}): Uint8Array {
  const bytes = new Uint8Array(64 + 56 + 4);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(18, 243, true);
  view.setBigUint64(24, 0x9020_0000n, true);
  view.setBigUint64(32, 64n, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 1, true);
  view.setUint32(64, 1, true);
  view.setBigUint64(64 + 8, 120n, true);
  view.setBigUint64(64 + 16, 0xffff_ffff_9020_0000n, true);
  view.setBigUint64(64 + 24, 0x9020_0000n, true);
  view.setBigUint64(64 + 32, 4n, true);
  view.setBigUint64(64 + 40, 0x100n, true);
  bytes.set([1, 2, 3, 4], 120);
  change(view);
  return bytes;
}

describe('The segments of an ELF file', () => {
  it('lie at their physical addresses', () => {
    assert.deepEqual(parseElfSegments(elf(), 'x'), {
      entry: 0x9020_0000n,
      segments: [{ address: 0x9020_0000n, bytes: Uint8Array.of(1, 2, 3, 4) }],
    });
  });

  const broken: [string, (view: DataView) => void, RegExp][] = [
    ['another machine', (view) => view.setUint16(18, 62, true), /guest\.elf: built for ELF machine 62, not for RISC-V/],
    ['32 bits', (view) => view.setUint8(4, 1), /not a little-endian 64-bit/],
    ['headers beyond the end', (view) => view.setBigUint64(32, 1000n, true), /truncated, the program headers/],
    ['headers far beyond', (view) => view.setBigUint64(32, 0xffff_ffff_ffff_fff0n, true), /truncated/],
    ['too many headers', (view) => view.setUint16(56, 0xffff, true), /unusable program header table/],
    ['a segment beyond the end', (view) => view.setBigUint64(64 + 32, 5n, true), /truncated, segment 0/],
    ['a segment that wraps', (view) => view.setBigUint64(64 + 8, 0xffff_ffff_ffff_ffffn, true), /truncated, segment 0/],
    ['nothing to load', (view) => view.setUint32(64, 2, true), /no segment to load/],
  ];
  for (const [name, change, message] of broken) {
    it(`are refused with ${name}`, () => {
      assert.throws(() => parseElfSegments(elf(change), 'guest.elf'), message);
    });
  }

  it('are refused in a file cut anywhere', () => {
    const whole = elf();
    for (let length = 0; length < whole.length; length++) {
      const message = length < 4 ? /^Error: cut\.elf: not an ELF file/ : /^Error: cut\.elf: truncated/;
      assert.throws(() => parseElfSegments(whole.subarray(0, length), 'cut.elf'), message);
    }
    assert.equal(isElf(Uint8Array.of(0x13, 0, 0, 0)), false);
  });
});
