// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { findPlatform, platformNames } from './platform';

describe('Platforms', () => {
  it('have the four CPUs and 4 GiB of QEMU virt by default', () => {
    const platform = findPlatform('qemu-riscv64-virt');
    assert.deepEqual(
      [platform.cpuCount, platform.ram.base, platform.ram.size, platform.timebaseHz],
      [4, 0x8000_0000n, 0x1_0000_0000n, 10_000_000],
    );
  });

  it('are named in the message for an unknown one', () => {
    assert.throws(() => findPlatform('toaster'), new RegExp(`toaster.*${platformNames()[0]}`));
  });
});
