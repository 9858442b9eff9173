// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildGuests, configText } from '../../test/cli/guests';
import { scratchFolder } from '../../test/support/scratch';
import {
  bootSystem,
  buildWithDrivers,
  launchOptionNames,
  loadSystem,
  SystemError,
  SystemOptionError,
  type SystemOptions,
} from '.';

describe('Loading a system', () => {
  const scratch = scratchFolder();
  let config: string;

  before(async () => {
    await buildGuests(scratch());
    config = join(scratch(), 'config.c');
    writeFileSync(config, configText([{ guest: 'hello.bin' }, { guest: 'echo.bin' }]));
  });

  function load(images: Readonly<Record<string, string>> = {}, options: Partial<SystemOptions> = {}) {
    const given = { config, images: new Map(Object.entries(images)), ...options };
    const system = loadSystem(given, config, launchOptionNames);
    assert.ok(system.config !== undefined, 'the configuration is usable');
    return system;
  }

  it('finds images where the configuration names them, and symbols in the ELF file beside', () => {
    const { images } = load();
    assert.deepEqual(
      [...images.values()].map(({ name, path, symbolFile }) => ({ name, path, symbolFile })),
      ['hello', 'echo'].map((name, vm) => ({
        name: `image${vm}`,
        path: join(scratch(), `${name}.bin`),
        symbolFile: join(scratch(), `${name}.elf`),
      })),
    );
  });

  it('takes other files for them: ELF files, which hold their symbols, and raw bytes without any', () => {
    const raw = join(scratch(), 'alone.bin');
    copyFileSync(join(scratch(), 'hello.bin'), raw);
    const elf = join(scratch(), 'hello.elf');
    const { images } = load({ image0: elf, image1: raw });
    assert.deepEqual(
      ['image0', 'image1'].map((name) => images.get(name)!.symbolFile),
      [elf, undefined],
    );
  });

  it('boots the same machine from an ELF file as from its raw bytes', () => {
    const elf = join(scratch(), 'hello.elf');
    const [raw, fromElf] = [load(), load({ image0: elf })].map((system) => bootSystem(system, {}));
    assert.equal(fromElf!.stateHash(), raw!.stateHash());
  });

  it('says in the launch configuration’s words which images there are', () => {
    assert.throws(
      () => load({ kernel: '/x' }),
      (error) =>
        error instanceof SystemOptionError &&
        error.message ===
          '"images": { "kernel": "/x" }: the configuration has no VM_IMAGE of that name (it has image0, image1)',
    );
  });

  it('points into the configuration where it names a file that does not exist', () => {
    const broken = join(scratch(), 'broken.c');
    writeFileSync(broken, configText([{ guest: 'gone.bin' }]));
    assert.throws(
      () => loadSystem({ config: broken, images: new Map() }, broken, launchOptionNames),
      (error) => {
        assert.ok(error instanceof SystemError);
        assert.match(error.message, /^image 'image0': .*gone\.bin does not exist; .*"images": \{ "image0": "PATH" \}$/);
        assert.deepEqual([error.range?.file, error.range?.start.line], [broken, 2]);
        return true;
      },
    );
    // The path of an option stands in no file.
    assert.throws(
      () => load({ image0: join(scratch(), 'gone.elf') }),
      (error) =>
        error instanceof SystemError && error.range === undefined && /gone\.elf does not exist/.test(error.message),
    );
  });

  it('gives diagnostics instead of a system where C would not compile', () => {
    const broken = join(scratch(), 'syntax.c');
    writeFileSync(broken, 'struct config config = { .vmlist_size = };\n');
    const system = loadSystem({ config: broken, images: new Map() }, broken, launchOptionNames);
    assert.equal(system.config, undefined);
    assert.deepEqual([system.diagnostics[0]?.severity, system.diagnostics[0]?.range.file], ['error', broken]);
  });

  it('knows which platforms there are', () => {
    assert.throws(() => load({}, { platform: 'pdp11' }), /'pdp11' is not a platform; there is qemu-riscv64-virt/);
  });

  it('replaces drivers only where it builds the guest itself', async () => {
    const build = (drivers: string): Promise<unknown> =>
      buildWithDrivers({ config, images: new Map() }, drivers, launchOptionNames, () => {});
    await assert.rejects(
      build('/no/such/folder'),
      /^SystemOptionError: "drivers": "\/no\/such\/folder": there is no such folder/,
    );
    await assert.rejects(build(scratch()), /"drivers": .* has none\. Build your kernel with those drivers/);
  });
});
