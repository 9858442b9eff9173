// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { displacedPart, lengthOf, lineOf, type MemoryPart, PART_SIZE, partOf, partWith, queryOf } from './memory-part';
import { memoryLines } from './memory-text';

describe('memory as text', () => {
  it('has sixteen bytes a line, with address and characters', () => {
    const bytes = Uint8Array.from([...Buffer.from('virt'), 0, 0x7f, 0xff, 0x20, 1, 2, 3, 4, 5, 6, 7, 8, 0x41]);
    assert.deepEqual(memoryLines({ address: 0xd000_0000n, bytes, unreadable: 0 }), [
      '0xd0000000  76 69 72 74 00 7f ff 20  01 02 03 04 05 06 07 08  |virt... ........|',
      '0xd0000010  41                                                |A|',
    ]);
  });

  it('says where it cannot be read', () => {
    assert.deepEqual(memoryLines({ address: 0x1000n, bytes: Uint8Array.of(), unreadable: 16 }), [
      '0x00001000  not mapped',
    ]);
  });
});

describe('a part of memory', () => {
  const part: MemoryPart = {
    ...{ session: 's 1', title: 'RAM', reference: '0x200000000d0000000' },
    ...{ size: BigInt(2 * PART_SIZE + 5), start: 0n },
  };

  it('comes back from the address of its document', () => {
    assert.deepEqual(partOf('RAM', queryOf(part)), part);
    for (const damaged of ['', 'session=1&reference=x&size=1&start=0', queryOf({ ...part, start: part.size })]) {
      assert.equal(partOf('RAM', damaged), undefined, damaged);
    }
  });

  it('has neighbours as far as the memory goes', () => {
    const second = displacedPart(part, 1)!;
    const last = displacedPart(second, 1)!;
    assert.equal(displacedPart(part, -1), undefined);
    assert.equal(displacedPart(last, 1), undefined);
    assert.deepEqual([second.start, lengthOf(second), lengthOf(last)], [BigInt(PART_SIZE), PART_SIZE, 5]);
    assert.deepEqual(displacedPart(second, -1), part);
  });

  it('is found by an address in it', () => {
    const address = 0xd000_0000n + BigInt(PART_SIZE) + 0x23n;
    const found = partWith(part, address)!;
    assert.deepEqual([found.start, lineOf(found, address, 3)], [BigInt(PART_SIZE), 5]);
    assert.equal(partWith(part, 0xd000_0000n - 1n), undefined);
    assert.equal(partWith(part, 0xd000_0000n + part.size), undefined);
  });
});
