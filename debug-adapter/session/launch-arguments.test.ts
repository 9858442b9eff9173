// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { readLaunchArguments } from './launch-arguments';
import { RequestError } from './request-error';

function complaint(values: unknown): string {
  try {
    readLaunchArguments(values);
  } catch (error) {
    assert.ok(error instanceof RequestError);
    assert.equal(error.audience, 'person');
    return error.message;
  }
  return '';
}

describe('launch arguments', () => {
  it('are taken when all is well', () => {
    const values = {
      config: 'config.c',
      images: { guest: 'guest.elf' },
      stopOnEntry: true,
      drivers: 'linux',
      platform: 'qemu-riscv64-virt',
      seed: 0,
      goOnWithErrors: false,
      sourceMap: { '/build': '/home' },
    };
    assert.deepEqual(readLaunchArguments(values), values);
  });

  it('say what config is when it is missing', () => {
    assert.match(complaint({}), /no "config".*config\.c/s);
    assert.match(complaint(undefined), /no "config"/);
  });

  const wrong: readonly [string, unknown][] = [
    ['config', 5],
    ['config', ''],
    ['images', ['guest.elf']],
    ['images', { guest: 1 }],
    ['images', null],
    ['stopOnEntry', 'yes'],
    ['drivers', {}],
    ['platform', 1],
    ['seed', -1],
    ['seed', 1.5],
    ['seed', 2 ** 32],
    ['seed', '1'],
    ['goOnWithErrors', 0],
    ['sourceMap', 'here'],
  ];
  for (const [name, value] of wrong) {
    it(`name the attribute and give an example when ${name} is ${JSON.stringify(value)}`, () => {
      const text = complaint({ config: 'config.c', [name]: value });
      assert.match(
        text,
        new RegExp(`"${name}" must be .*such as .*not ${JSON.stringify(value).slice(0, 3).replace(/[[{]/g, '\\$&')}`),
      );
    });
  }

  it('name all that is wrong at once', () => {
    const text = complaint({ config: 1, seed: 'x', stopOnEntry: 2 });
    for (const name of ['config', 'seed', 'stopOnEntry']) {
      assert.ok(text.includes(`"${name}"`), text);
    }
  });
});
