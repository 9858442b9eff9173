// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { ScrollRange } from './scroll-range';

const ROW = 22;
const VIEWPORT = 300;
/** Chromium's limit for the height of an element, at a zoom of four. */
const CHROMIUM_LIMIT = 2 ** 25 / 4;

function rangeOf(rows: number, viewport = VIEWPORT): ScrollRange {
  return new ScrollRange({ rows, rowHeight: ROW, viewport });
}

describe('the scroll range of a table', () => {
  it('is the height of the rows while a browser can have that', () => {
    const range = rangeOf(1000);
    assert.equal(range.height, 22_000);
    assert.equal(range.isScaled, false);
    assert.equal(range.topAt(1234), 1234);
    assert.equal(range.scrollAt(1234), 1234);
  });

  it('fits into an element however many rows there are, and reaches the first and the last', () => {
    for (const rows of [0, 1, 13, 14, 363_636, 1_000_000, 10_000_000]) {
      const range = rangeOf(rows);
      assert.ok(range.height <= CHROMIUM_LIMIT, `${rows}`);
      const lastScroll = Math.max(0, range.height - VIEWPORT);
      assert.equal(range.visible(range.topAt(0)).first, 0);
      assert.equal(range.visible(range.topAt(lastScroll)).end, rows, `${rows}`);
      assert.ok(Math.abs(range.scrollAt(range.lastTop) - lastScroll) < 1e-6);
    }
  });

  it('can be left at any row of a scaled range and come back', () => {
    const range = rangeOf(1_000_000);
    assert.ok(range.isScaled);
    for (const row of [0, 1, 777, 123_456, 999_986]) {
      const top = row * ROW;
      assert.ok(Math.abs(range.topAt(range.scrollAt(top)) - top) < 0.01, `row ${row}`);
    }
  });

  it('shows rows of which only a part can be seen, and none beyond the last', () => {
    const range = rangeOf(100);
    assert.deepEqual(range.visible(0), { first: 0, end: 14 });
    assert.deepEqual(range.visible(21), { first: 0, end: 15 });
    assert.deepEqual(range.visible(22), { first: 1, end: 15 });
    assert.deepEqual(range.visible(range.lastTop), { first: 86, end: 100 });
    assert.deepEqual(rangeOf(5).visible(0), { first: 0, end: 5 });
    assert.deepEqual(rangeOf(0).visible(0), { first: 0, end: 0 });
  });

  it('moves no farther than needed to show all of a row', () => {
    const range = rangeOf(1000);
    assert.equal(range.topShowing(50, 50 * ROW - 100), 50 * ROW - 100);
    assert.equal(range.topShowing(50, 60 * ROW), 50 * ROW);
    assert.equal(range.topShowing(50, 0), 51 * ROW - VIEWPORT);
    assert.equal(range.topShowing(999, 0), range.lastTop);
  });

  it('stays within the rows when there is no room for any', () => {
    const range = rangeOf(10, 0);
    assert.deepEqual(range.visible(range.clamp(1e9)), { first: 10, end: 10 });
    assert.equal(range.pageRows, 1);
  });
});
