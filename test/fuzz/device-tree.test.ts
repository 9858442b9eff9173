// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { fuzzDeviceTrees } from './device-tree';

describe('device trees of random texts', () => {
  it('are read and checked to the end, the same twice, without a throw, and within the file', () => {
    const { cases, withTree, codes } = fuzzDeviceTrees(1, (done) => done < 400);
    // The texts must reach deep, or the run proves nothing.
    assert.ok(withTree > cases / 3, `${withTree} of ${cases} gave a tree`);
    assert.ok(codes.size >= 25, `only ${[...codes.keys()]} were met`);
  });
});
