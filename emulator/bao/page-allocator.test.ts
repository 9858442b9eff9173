// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { PageAllocator } from './page-allocator';

describe('The physical page allocator', () => {
  it('goes on after the last allocation, in whole pages', () => {
    const pages = new PageAllocator(0x1000, 0x10000);
    assert.equal(pages.allocate(1, 1), 0x1000);
    assert.equal(pages.allocate(0x1001, 1), 0x2000);
    assert.equal(pages.allocate(0x1000, 1), 0x4000);
  });

  it('keeps alignment and comes back for the gap', () => {
    const pages = new PageAllocator(0x1000, 0xa000);
    assert.equal(pages.allocate(0x1000, 0x8000), 0x8000);
    assert.equal(pages.allocate(0x2000, 1), 0x1000);
  });

  it('does not give out what is reserved', () => {
    const pages = new PageAllocator(0, 0x4000);
    assert.equal(pages.reserve(0x1000, 0x1000), true);
    assert.equal(pages.reserve(0x1000, 0x1000), false);
    assert.equal(pages.reserve(0x3000, 0x2000), false);
    assert.equal(pages.allocate(0x2000, 1), 0x2000);
    assert.equal(pages.allocate(0x1000, 1), 0);
    assert.equal(pages.allocate(0x1000, 1), undefined);
  });
});
