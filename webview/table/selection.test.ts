// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { motionOf } from './keys';
import { Selection } from './selection';

const ROWS = { first: 100, end: 200 };

describe('selected rows', () => {
  it('are a range from where it began, in either direction', () => {
    const selection = new Selection();
    selection.select(120);
    selection.extend(117);
    assert.deepEqual(selection.range, { first: 117, end: 121 });
    selection.extend(125);
    assert.deepEqual(selection.range, { first: 120, end: 126 });
    assert.equal(selection.active, 125);
    assert.deepEqual([selection.has(119), selection.has(120), selection.has(126)], [false, true, false]);
  });

  it('go with the rows that go', () => {
    const selection = new Selection();
    selection.select(120);
    selection.extend(130);
    selection.keepFrom(125);
    assert.deepEqual(selection.range, { first: 125, end: 131 });
    selection.keepFrom(131);
    assert.equal(selection.active, undefined);
    assert.deepEqual(selection.range, { first: 0, end: 0 });
  });

  it('are none of an empty table', () => {
    const selection = new Selection();
    selection.all({ first: 5, end: 5 });
    assert.equal(selection.active, undefined);
    selection.all(ROWS);
    assert.deepEqual(selection.range, ROWS);
  });
});

describe('keys in a table', () => {
  it('move by rows, by pages and to both ends, and never out of it', () => {
    const expected: Readonly<Record<string, readonly [from: number, to: number][]>> = {
      ArrowDown: [
        [150, 151],
        [199, 199],
        [99, 100],
      ],
      ArrowUp: [
        [150, 149],
        [100, 100],
        [200, 199],
      ],
      PageDown: [
        [150, 160],
        [195, 199],
      ],
      PageUp: [
        [150, 140],
        [105, 100],
      ],
      Home: [[150, 100]],
      End: [[150, 199]],
    };
    for (const [key, moves] of Object.entries(expected)) {
      for (const [from, to] of moves) {
        assert.equal(motionOf(key, 10)!(from, ROWS), to, `${key} from ${from}`);
      }
    }
    assert.equal(motionOf('a', 10), undefined);
  });
});
