// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { logOptions } from './log-options';

const SETTINGS: Readonly<Record<string, unknown>> = { capacity: 5000, sbiCalls: true };

describe('how a session is to keep its log', () => {
  it('is what the settings say, unless the launch configuration says otherwise', () => {
    const setting = (name: string) => SETTINGS[name];
    assert.deepEqual(logOptions(undefined, setting), { capacity: 5000, sbiCalls: true });
    assert.deepEqual(logOptions({ capacity: 0 }, setting), { capacity: 0, sbiCalls: true });
  });

  it('is left to the adapter to refuse when it makes no sense', () => {
    assert.equal(
      logOptions('off', () => 1),
      'off',
    );
    assert.deepEqual(
      logOptions([1], () => 1),
      [1],
    );
  });
});
