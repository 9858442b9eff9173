// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { SeededRandom } from '../../test/support/random';
import { randomSource } from '../../test/support/random-tree';
import { compileDts, type FlattenedNode, FlattenedTreeError, readFlattened } from '.';
import type { TreeNode } from './tree';

function flatten(text: string): Uint8Array {
  const { dtb, diagnostics } = compileDts(text, { file: 'test.dts' });
  assert.ok(dtb, diagnostics.map((one) => one.message).join('\n'));
  return dtb;
}

function assertSame(read: FlattenedNode, written: TreeNode): void {
  assert.equal(read.name, written.name);
  const plain = (properties: readonly { name: string; data: Uint8Array }[]) =>
    properties.map(({ name, data }) => [name, Buffer.from(data).toString('hex')]);
  assert.deepEqual(plain(read.properties), plain(written.properties));
  assert.equal(read.children.length, written.children.length);
  read.children.forEach((child, index) => {
    assertSame(child, written.children[index]!);
  });
}

const EXAMPLE =
  '/dts-v1/; /memreserve/ 0x1000 0x2000; / { a = <1 2>; b = "text"; cpus { cpu@5 { reg = <5>; }; }; empty { }; };';

describe('flattened device-tree reader', () => {
  it('reads the header and what stands in the tree', () => {
    const tree = readFlattened(flatten(EXAMPLE));
    assert.equal(tree.version, 17);
    assert.equal(tree.bootCpu, 5);
    assert.deepEqual(tree.reservations, [{ address: 0x1000n, size: 0x2000n }]);
    assert.deepEqual(
      tree.root.children.map((node) => node.name),
      ['cpus', 'empty'],
    );
    assert.equal(new TextDecoder().decode(tree.root.properties[1]!.data), 'text\0');
  });

  it('reads back what the writer wrote, for random trees', () => {
    let count = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { dtb, tree } = compileDts(randomSource(new SeededRandom(seed)), { file: 'random.dts' });
      if (dtb) {
        count++;
        assertSame(readFlattened(dtb).root, tree!.root);
      }
    }
    assert.ok(count > 50);
  });

  it('ignores bytes after the end', () => {
    const dtb = flatten(EXAMPLE);
    const padded = new Uint8Array(dtb.length + 100);
    padded.set(dtb);
    assert.equal(readFlattened(padded).root.children.length, 2);
  });

  it('names what is wrong with bytes that are no tree', () => {
    assert.throws(() => readFlattened(new Uint8Array(3)), /magic number/);
    assert.throws(() => readFlattened(new Uint8Array(100)), /magic number/);
    const dtb = flatten(EXAMPLE);
    assert.throws(() => readFlattened(dtb.subarray(0, dtb.length - 1)), /says it is \d+ bytes long/);
    const old = dtb.slice();
    new DataView(old.buffer).setUint32(20, 3);
    assert.throws(() => readFlattened(old), /version 3 cannot be read/);
  });

  it('never does worse than refuse damaged trees', () => {
    const dtb = flatten(EXAMPLE);
    for (let seed = 0; seed < 3000; seed++) {
      const random = new SeededRandom(seed);
      const damaged = dtb.slice();
      for (let i = 1 + random.below(3); i > 0; i--) {
        damaged[random.below(damaged.length)] = random.pick([0, 1, 2, 3, 4, 9, 0x7f, 0x80, 0xff, random.below(256)]);
      }
      try {
        readFlattened(damaged);
      } catch (error) {
        assert.ok(error instanceof FlattenedTreeError, `seed ${seed}: ${error}`);
      }
    }
  });
});
