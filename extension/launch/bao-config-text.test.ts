// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../test/support/requirements';
import { definesBaoConfig } from './bao-config-text';

describe('telling a Bao configuration from other C files', () => {
  it('knows the configurations of the example systems', () => {
    for (const system of ['remio-console', 'remio-dual', 'ipc']) {
      const text = readFileSync(join(projectRoot, 'kernel', 'systems', system, 'config.c'), 'utf8');
      assert.ok(definesBaoConfig(text), system);
    }
  });

  it('is not misled by declarations, uses and comments', () => {
    assert.ok(!definesBaoConfig('extern struct config config;'));
    assert.ok(!definesBaoConfig('struct config_header config = {};'));
    assert.ok(!definesBaoConfig('// fills struct config config = from the tree'));
    assert.ok(!definesBaoConfig('struct config *config = &other;'));
  });
});
