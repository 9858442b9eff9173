// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { MatchList } from './match-list';

function upTo(end: number, step = 2): number[] {
  return Array.from({ length: Math.ceil(end / step) }, (_, index) => index * step);
}

describe('the entries that fit', () => {
  it('have positions that stay when older ones are forgotten', () => {
    const list = new MatchList();
    list.replaceFrom(0, upTo(400_000));
    assert.deepEqual([list.first, list.end, list.count], [0, 200_000, 200_000]);
    for (const gone of [10, 11, 150_000, 399_990]) {
      list.forgetBefore(gone);
      const first = Math.ceil(gone / 2);
      assert.deepEqual([list.first, list.end], [first, 200_000]);
      assert.equal(list.at(199_999), 399_998);
      assert.equal(list.at(first), first * 2);
      assert.equal(list.at(first - 1), undefined);
      assert.deepEqual(list.slice(0, first + 2), [first * 2, first * 2 + 2]);
    }
    list.forgetBefore(1_000_000);
    assert.deepEqual([list.first, list.end, list.count], [200_000, 200_000, 0]);
    list.replaceFrom(500_000, [500_001]);
    assert.equal(list.at(200_000), 500_001);
  });

  it('are found anew from an entry on', () => {
    const list = new MatchList();
    list.replaceFrom(0, [3, 8, 9]);
    list.replaceFrom(8, [9, 11]);
    assert.deepEqual(list.slice(0, 10), [3, 9, 11]);
    list.forgetBefore(9);
    list.replaceFrom(0, []);
    assert.equal(list.count, 0);
  });

  it('are found by number', () => {
    const list = new MatchList();
    list.replaceFrom(0, [3, 8, 9]);
    assert.deepEqual(
      [0, 3, 4, 9, 10, Number.POSITIVE_INFINITY].map((number) => list.positionFrom(number)),
      [0, 0, 1, 2, 3, 3],
    );
    list.forgetBefore(8);
    assert.equal(list.positionFrom(0), 1);
  });
});
