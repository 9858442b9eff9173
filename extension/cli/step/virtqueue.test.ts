// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Machine } from '../../../emulator';
import { readQueue } from './virtqueue';

const SIZE = 4;
const setup = { index: 0, size: SIZE, descriptors: 0x000n, available: 0x100n, used: 0x200n, ready: true };

/** Guest memory of 4 KiB from address 0, and the one call that is needed of a machine. */
function memory(): { view: DataView; machine: Machine } {
  const bytes = new Uint8Array(4096);
  const readGuestPhysical = (_vm: number, gpa: bigint, length: number): Uint8Array | undefined =>
    gpa + BigInt(length) <= 4096n ? bytes.slice(Number(gpa), Number(gpa) + length) : undefined;
  return { view: new DataView(bytes.buffer), machine: { readGuestPhysical } as unknown as Machine };
}

function descriptor(view: DataView, index: number, address: bigint, length: number, flags: number, next = 0): void {
  view.setBigUint64(16 * index, address, true);
  view.setUint32(16 * index + 8, length, true);
  view.setUint16(16 * index + 12, flags, true);
  view.setUint16(16 * index + 14, next, true);
}

function offer(view: DataView, position: number, head: number): void {
  view.setUint16(0x104 + 2 * (position % SIZE), head, true);
  view.setUint16(0x102, (position + 1) & 0xffff, true);
}

function use(view: DataView, position: number, head: number, written: number): void {
  view.setUint32(0x204 + 8 * (position % SIZE), head, true);
  view.setUint32(0x208 + 8 * (position % SIZE), written, true);
  view.setUint16(0x202, (position + 1) & 0xffff, true);
}

describe('reading a virtqueue', () => {
  it('follows chains and tells used entries from offered ones', () => {
    const { view, machine } = memory();
    descriptor(view, 0, 0x800n, 2, 1, 2);
    descriptor(view, 2, 0x900n, 16, 2);
    descriptor(view, 1, 0xa00n, 8, 2);
    view.setUint16(0x800, 0x4142, false);
    offer(view, 0, 0);
    offer(view, 1, 1);
    use(view, 0, 0, 16);
    const queue = readQueue(machine, 0, setup, 4)!;
    assert.deepEqual([queue.availableIndex, queue.usedIndex], [2, 1]);
    assert.deepEqual(
      queue.entries.map(({ written, chain }) => [
        written,
        chain.map(({ index, deviceWrites }) => [index, deviceWrites]),
      ]),
      [
        [
          16,
          [
            [0, false],
            [2, true],
          ],
        ],
        [undefined, [[1, true]]],
      ],
    );
    assert.deepEqual([...queue.entries[0]!.chain[0]!.content!], [0x41, 0x42]);
  });

  it('goes on where the 16-bit positions wrap', () => {
    const { view, machine } = memory();
    descriptor(view, 3, 0x800n, 1, 0);
    for (const position of [0xfffe, 0xffff, 0x10000]) {
      offer(view, position, 3);
    }
    use(view, 0xfffe, 3, 0);
    use(view, 0xffff, 3, 7);
    const queue = readQueue(machine, 0, setup, 1)!;
    assert.deepEqual([queue.availableIndex, queue.usedIndex], [1, 0]);
    assert.equal(queue.entries[0]!.written, undefined);
    use(view, 0x10000, 3, 9);
    assert.equal(readQueue(machine, 0, setup, 1)!.entries[0]!.written, 9);
  });

  it('ends at chains that run in a circle and at rings outside of memory', () => {
    const { view, machine } = memory();
    descriptor(view, 0, 0x800n, 1, 1, 0);
    offer(view, 0, 0);
    assert.equal(readQueue(machine, 0, setup, 4)!.entries[0]!.chain.length, 16);
    assert.equal(readQueue(machine, 0, { ...setup, used: 0xff0n }, 4), undefined);
    assert.equal(readQueue(machine, 0, { ...setup, size: 70000 }, 4), undefined);
  });
});
