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

  it('have as many CPUs as the name says', () => {
    const platform = findPlatform('qemu-riscv64-virt-smp66');
    assert.deepEqual([platform.cpuCount, platform.ram], [66, findPlatform('qemu-riscv64-virt').ram]);
    for (const name of [
      'qemu-riscv64-virt-smp0',
      'qemu-riscv64-virt-smp129',
      'qemu-riscv64-virt-smp',
      'qemu-riscv64-virt-smp4x',
    ]) {
      assert.throws(() => findPlatform(name), /smpN \(N from 1 to 128\)/, name);
    }
  });

  it('are named in the message for an unknown one', () => {
    assert.throws(() => findPlatform('toaster'), new RegExp(`toaster.*${platformNames()[0]}`));
  });
});
