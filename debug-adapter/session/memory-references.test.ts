// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import type { Address, Space } from '../target';
import { displaced, MemoryReferences } from './memory-references';
import { RequestError } from './request-error';

const LOOKED_AT: Space = { kind: 'virtual', vm: 0, root: 5n };
const SPACES: readonly Space[] = [
  LOOKED_AT,
  { kind: 'virtual', vm: 1, root: 5n },
  { kind: 'virtual', vm: 0, root: 6n },
  { kind: 'guest-physical', vm: 1 },
  { kind: 'physical' },
];

describe('memory references', () => {
  it('lead back to the address and the space, for all kinds of spaces and the whole of each', () => {
    const references = new MemoryReferences();
    for (const space of SPACES) {
      for (const value of [0n, 0x80200000n, 0xffff_ffff_8004_6eean, 0xffff_ffff_ffff_ffffn]) {
        const address: Address = { space, value };
        assert.deepEqual(references.decode(references.encode(address), LOOKED_AT), address);
      }
    }
  });

  it('differ for equal addresses of different spaces, and are equal for equal ones', () => {
    const references = new MemoryReferences();
    const texts = SPACES.map((space) => references.encode({ space, value: 0x1000n }));
    assert.equal(new Set(texts).size, SPACES.length);
    assert.equal(references.encode({ space: { kind: 'virtual', vm: 1, root: 5n }, value: 0x1000n }), texts[1]);
  });

  it('can be added to by clients', () => {
    const references = new MemoryReferences();
    const space: Space = { kind: 'guest-physical', vm: 1 };
    const moved = `0x${(BigInt(references.encode({ space, value: 0x1000n })) + 0x20n).toString(16)}`;
    assert.deepEqual(references.decode(moved, LOOKED_AT), { space, value: 0x1020n });
  });

  it('are of the space that is looked at when a person types a plain address', () => {
    const references = new MemoryReferences();
    assert.deepEqual(references.decode(' 0x1000 ', LOOKED_AT), { space: LOOKED_AT, value: 0x1000n });
    assert.deepEqual(references.decode('4096', LOOKED_AT), { space: LOOKED_AT, value: 0x1000n });
  });

  for (const text of ['', 'main', '0x', '-1', '1e5', '0x1000000000000000000000', `0x${'f'.repeat(50)}`]) {
    it(`are refused in words when they are '${text}'`, () => {
      assert.throws(() => new MemoryReferences().decode(text, LOOKED_AT), RequestError);
    });
  }

  it('do not leave their space by an offset', () => {
    const address: Address = { space: LOOKED_AT, value: 0xffff_ffff_ffff_fff0n };
    assert.equal(displaced(address, 0x10), undefined);
    assert.equal(displaced(address, 0xf)?.value, 0xffff_ffff_ffff_ffffn);
    assert.equal(displaced({ space: LOOKED_AT, value: 1n }, -2), undefined);
  });
});
