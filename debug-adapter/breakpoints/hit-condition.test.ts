// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { HitConditionError, parseHitCondition } from './hit-condition';

function stops(text: string): number[] {
  const test = parseHitCondition(text);
  return [1, 2, 3, 4, 5, 6].filter((hits) => test(hits));
}

describe('hit conditions', () => {
  it('compare the number of hits', () => {
    assert.deepEqual(stops('3'), [3, 4, 5, 6]);
    assert.deepEqual(stops(' == 3 '), [3]);
    assert.deepEqual(stops('=3'), [3]);
    assert.deepEqual(stops('> 4'), [5, 6]);
    assert.deepEqual(stops('>=4'), [4, 5, 6]);
    assert.deepEqual(stops('< 3'), [1, 2]);
    assert.deepEqual(stops('<= 3'), [1, 2, 3]);
    assert.deepEqual(stops('!= 1'), [2, 3, 4, 5, 6]);
    assert.deepEqual(stops('% 2'), [2, 4, 6]);
  });

  it('are refused with a remedy when they are something else', () => {
    for (const text of ['', 'often', '> -1', '% 0', '1.5', '> 1 2', '99999999999999999999']) {
      assert.throws(() => parseHitCondition(text), HitConditionError, text);
    }
    assert.throws(() => parseHitCondition('often'), /write a number/);
  });
});
