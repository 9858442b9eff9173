// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { fuzzConfig } from './config';

describe('the configuration reader under random texts', () => {
  it('ends, throws nothing, says the same twice and stays inside the file', () => {
    const report = fuzzConfig(1, (cases) => cases < 1500);
    // The texts must reach deep into the reader, or the run proves nothing.
    assert.ok(report.withConfig > 500, `${report.withConfig} of ${report.cases} gave a configuration`);
    assert.ok(report.codes.size >= 12, `only ${[...report.codes.keys()]} were met`);
  });
});
