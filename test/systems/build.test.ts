// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileSource, openSymbols } from '../../debug-adapter/symbols';
import { converse } from '../support/conversation';
import { buildSystem } from '../support/kernel-build';
import { projectRoot, requireTool } from '../support/requirements';
import { bootSystem } from '../support/run-system';
import { scratchFolder } from '../support/scratch';
import { writeVariant } from '../support/variants';
import { assertSaid, expectedLines } from './expected';

const names = Object.keys(expectedLines);

function exampleFolder(name: string): string {
  return join(projectRoot, 'kernel', 'systems', name);
}

/** What dtc makes of a source. */
function judge(source: string): Buffer {
  return execFileSync('dtc', ['-q', '-I', 'dts', '-O', 'dtb', source]);
}

describe('the build of the guest systems', () => {
  const scratch = scratchFolder();

  for (const name of names) {
    it(`flattens the device trees of ${name} as dtc does`, async function () {
      requireTool(this, 'dtc', 'device-tree-compiler');
      const system = await buildSystem(name);
      for (const image of system.images) {
        assert.ok(readFileSync(image.dtb).equals(judge(join(system.folder, `${image.name}.dts`))), image.name);
      }
    });

    it(`flattens the device trees of variants of ${name} as dtc does`, async function () {
      requireTool(this, 'dtc', 'device-tree-compiler');
      const folder = join(scratch(), `trees-${name}`);
      const { partitions } = await writeVariant(name, 11, folder);
      const system = await buildSystem(folder, { out: join(folder, 'out') });
      assert.equal(system.images.length, partitions.length);
      for (const image of system.images) {
        assert.ok(readFileSync(image.dtb).equals(judge(join(folder, `${image.name}.dts`))), image.name);
      }
    });

    it(`puts each partition's own tree into its image, also when only the tree has changed: ${name}`, async () => {
      const folder = join(scratch(), `own-tree-${name}`);
      cpSync(exampleFolder(name), folder, { recursive: true });
      for (const change of ['first', 'second']) {
        for (const image of (await buildSystem(name)).images) {
          const source = join(exampleFolder(name), `${image.name}.dts`);
          const text = readFileSync(source, 'utf8').replace(/model = ".*"/, `model = "${image.name} ${change}"`);
          writeFileSync(join(folder, `${image.name}.dts`), text);
        }
        const system = await buildSystem(folder, { out: join(folder, 'out') });
        for (const image of system.images) {
          const tree = readFileSync(image.dtb);
          assert.ok(tree.includes(`${image.name} ${change}`));
          assert.ok(readFileSync(image.bin).includes(tree), `${image.name} carries another tree`);
        }
      }
    });

    it(`leaves no folder of this machine in the images of ${name}`, async () => {
      const system = await buildSystem(name);
      for (const path of system.images.flatMap((image) => [image.bin, image.elf, ...Object.values(image.programs)])) {
        const bytes = readFileSync(path);
        for (const folder of [projectRoot, homedir()]) {
          assert.equal(bytes.includes(`${folder}/`), false, `${path} names ${folder}`);
        }
      }
    });

    it(`names sources of ${name} that are there, seen from the project`, async () => {
      const system = await buildSystem(name);
      for (const path of system.images.flatMap((image) => [image.elf, ...Object.values(image.programs)])) {
        const files = openSymbols(fileSource(path)).sourceFiles();
        assert.ok(files.some((file) => /^(\.\/)?kernel\/.*\.c$/.test(file)));
        assert.deepEqual(
          files.filter((file) => !existsSync(join(projectRoot, file))),
          [],
          path,
        );
      }
    });
  }

  it('does nothing when nothing has changed', async () => {
    const first = await buildSystem('remio-console');
    const paths = first.images.flatMap((image) => [image.bin, image.elf, image.dtb]);
    const times = paths.map((path) => statSync(path).mtimeMs);
    await buildSystem('remio-console');
    assert.deepEqual(
      paths.map((path) => statSync(path).mtimeMs),
      times,
    );
  });

  it('puts a bare-metal guest where the configuration has it', async () => {
    const folder = join(scratch(), 'moved');
    cpSync(exampleFolder('ipc'), folder, { recursive: true });
    const config = readFileSync(join(folder, 'config.c'), 'utf8');
    writeFileSync(join(folder, 'config.c'), config.replaceAll('0x90200000', '0x90400000'));
    const system = await buildSystem(folder, { out: join(folder, 'out') });
    const peer = system.images.find((image) => image.kind === 'bare')!;
    assert.equal(readFileSync(peer.elf).readBigUInt64LE(24), 0x90400000n);
  });

  describe('with drivers from elsewhere', () => {
    const ours = join(projectRoot, 'kernel');

    /** A kernel tree that holds nothing but copies of the project's drivers and their headers. */
    const foreignTree = (name: string): string => {
      const tree = join(scratch(), name);
      cpSync(join(ours, 'drivers', 'bao'), join(tree, 'drivers', 'virt', 'bao'), { recursive: true });
      const headers = [
        ['include/linux/bao.h', 'include/linux/bao.h'],
        ['include/uapi/linux/bao.h', 'include/uapi/linux/bao.h'],
        ['include/asm/bao.h', 'arch/riscv/include/asm/bao.h'],
      ] as const;
      for (const [from, to] of headers) {
        cpSync(join(ours, from), join(tree, to));
      }
      return tree;
    };

    for (const [what, below] of [
      ['a kernel tree', ''],
      ['its folder of drivers', 'drivers/virt/bao'],
    ] as const) {
      it(`takes ${what}, and the images name its sources without saying where it was`, async () => {
        const tree = foreignTree(`tree-${below.length}`);
        const out = join(tree, 'out');
        const system = await buildSystem('remio-console', { drivers: join(tree, below), out });
        const elf = readFileSync(join(out, 'backend.elf'));
        assert.ok(elf.includes('drivers-under-test/drivers/virt/bao/io-dispatcher'));
        assert.equal(elf.includes(tree), false);
        const { sourceRoots } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
        const root = sourceRoots.find(({ prefix }: { prefix: string }) => prefix === 'drivers-under-test/');
        assert.equal(realpathSync(root.path), realpathSync(tree));
        assertSaid(converse(bootSystem(system)), expectedLines['remio-console']!);
      });
    }

    it("uses the tree's own headers", async () => {
      const tree = foreignTree('broken-header');
      writeFileSync(join(tree, 'arch', 'riscv', 'include', 'asm', 'bao.h'), '#error this header was used\n');
      const out = join(tree, 'out');
      await assert.rejects(buildSystem('remio-console', { drivers: tree, out }), /this header was used/);
    });
  });

  describe('given something wrong', () => {
    const broken = (name: string, file: string, change: (text: string) => string): string => {
      const folder = join(scratch(), name);
      cpSync(exampleFolder('remio-console'), folder, { recursive: true });
      writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')));
      return folder;
    };

    it('names file and line of an error in a device tree', async () => {
      const folder = broken('bad-tree', 'frontend.dts', (text) => text.replace('ranges;', 'ranges'));
      await assert.rejects(buildSystem(folder, { out: join(folder, 'out') }), /frontend\.dts:\d+:\d+: /);
    });

    it('names file and line of an error in the configuration', async () => {
      const folder = broken('bad-config', 'config.c', (text) => text.replace('.vmlist_size = 2,', '.vmlist_size = ;'));
      await assert.rejects(buildSystem(folder, { out: join(folder, 'out') }), /config\.c:\d+: /);
    });

    it('says which image the configuration lacks', async () => {
      const folder = broken('no-image', 'config.c', (text) => text.replace('frontend.bin', 'other.bin'));
      await assert.rejects(buildSystem(folder, { out: join(folder, 'out') }), /no VM_IMAGE of a file frontend\.bin/);
    });

    it('says what a folder of drivers has to be', async () => {
      const empty = join(scratch(), 'no-drivers');
      mkdirSync(empty);
      const out = join(scratch(), 'no-drivers-out');
      await assert.rejects(buildSystem('remio-console', { drivers: empty, out }), /name a kernel tree/);
      await assert.rejects(buildSystem('remio-console', { drivers: `${empty}/none`, out }), /does not exist/);
    });

    it('says that there is no such system', async () => {
      await assert.rejects(buildSystem('no-such-system'), /no system no-such-system/);
    });
  });
});
