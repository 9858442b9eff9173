// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { PAGE_ROWS, PageCache } from './page-cache';

function rowsOf(page: number, count = PAGE_ROWS) {
  return Array.from({ length: count }, (_, index) => ({ position: page * PAGE_ROWS + index }));
}

describe('the pages of a table', () => {
  it('are asked for once, when one of their rows can be seen', () => {
    const cache = new PageCache();
    assert.deepEqual(cache.ask(95, 105), [0, 1]);
    assert.deepEqual(cache.ask(95, 105), []);
    cache.put(0, rowsOf(0), cache.currentVersion);
    assert.deepEqual(cache.row(99), { position: 99 });
    assert.equal(cache.row(100), undefined);
    assert.deepEqual(cache.ask(0, 50), []);
  });

  it('are shown while they are out of date, and asked for again', () => {
    const cache = new PageCache();
    cache.ask(0, 10);
    cache.put(0, rowsOf(0, 5), cache.currentVersion);
    cache.outdate();
    assert.deepEqual(cache.row(4), { position: 4 });
    assert.deepEqual(cache.ask(0, 10), [0]);
    cache.put(0, rowsOf(0, 9), cache.currentVersion);
    assert.deepEqual(cache.row(8), { position: 8 });
  });

  it('are asked for once more when the answer was out of date already', () => {
    const cache = new PageCache();
    cache.ask(0, 10);
    const version = cache.currentVersion;
    cache.outdate();
    cache.put(0, rowsOf(0, 5), version);
    assert.deepEqual(cache.ask(0, 10), [0]);
  });

  it('are few at a time, and few in all', () => {
    const cache = new PageCache();
    assert.equal(cache.ask(0, 100_000).length, 4);
    for (let page = 0; page < 1000; page++) {
      cache.put(page, rowsOf(page), cache.currentVersion);
    }
    const kept = Array.from({ length: 1000 }, (_, page) => cache.row(page * PAGE_ROWS)).filter((row) => row);
    assert.equal(kept.length, 40);
    assert.ok(cache.row(999 * PAGE_ROWS));
  });

  it('are kept while they are looked at', () => {
    const cache = new PageCache();
    cache.put(0, rowsOf(0), cache.currentVersion);
    for (let page = 1; page < 200; page++) {
      cache.ask(0, 10);
      cache.put(page, rowsOf(page), cache.currentVersion);
    }
    assert.deepEqual(cache.row(3), { position: 3 });
  });
});
