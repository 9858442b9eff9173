// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { launchOptionNames, loadSystem, manifestFor, SourceTexts } from '../../debug-adapter/system';
import { projectRoot } from '../../test/support/requirements';
import { scratchFolder } from '../../test/support/scratch';
import { compareWithFolder, type ExampleFile, exampleFiles, exampleSystems, writeFiles } from './index';

describe('an example system in a folder of its own', () => {
  const folder = scratchFolder();
  const examples = exampleSystems(projectRoot);

  for (const system of examples.systems) {
    describe(system.name, () => {
      let files: ExampleFile[];
      const own = () => join(folder(), system.name);

      before(() => {
        files = exampleFiles(examples, system);
        writeFiles(own(), files);
      });

      function textOf(path: string): string {
        return readFileSync(join(own(), path), 'utf8');
      }

      it('has every file once', () => {
        const paths = files.map(({ path }) => path);
        assert.deepEqual(paths, [...new Set(paths)]);
      });

      it('boots from there, with the images beside the configuration', () => {
        const config = join(own(), 'config.c');
        const loaded = loadSystem({ config, images: new Map() }, config, launchOptionNames);
        assert.ok(loaded.config !== undefined);
        for (const { path, symbolFile } of loaded.images.values()) {
          assert.equal(dirname(path), own());
          assert.equal(dirname(symbolFile!), own());
        }
      });

      it('brings the sources that the symbols name, and the programs inside the images', () => {
        const manifest = manifestFor(join(own(), 'config.c'));
        const texts = new SourceTexts(manifest, new Map());
        const driver = 'kernel/drivers/bao/io-dispatcher/io_dispatcher.c';
        assert.equal(relative(own(), texts.find(`./${driver}`)!), driver);
        const programs = [...manifest.programs.values()].flat();
        assert.ok(programs.length > 0);
        for (const program of programs) {
          assert.equal(dirname(program), own());
          assert.ok(statSync(program).isFile());
        }
      });

      it('starts by a launch configuration that names what is there', () => {
        const { configurations } = JSON.parse(textOf('.vscode/launch.json'));
        assert.equal(configurations[0].name, `Debug ${system.name}`);
        for (const { type, config, drivers } of configurations) {
          assert.equal(type, 'bao');
          for (const path of [config, drivers].filter((each) => each !== undefined)) {
            statSync(path.replace(/^\$\{workspaceFolder\}/, own()));
          }
        }
      });

      it('tells in its README of places that exist', () => {
        const readme = textOf('README.md');
        const places = [...readme.matchAll(/^ {3}- \[(.*?)\]\((.*?)\)(?:: in `(\w+)`)?/gm)];
        assert.ok(places.length >= 2);
        for (const [, shown, target, name] of places) {
          assert.equal(shown, target);
          assert.ok(name === undefined || textOf(target!).includes(`${name}(`), `${name} in ${target}`);
        }
      });
    });
  }

  it('tells what is missing and what somebody has changed', () => {
    const system = examples.systems[0]!;
    const files = exampleFiles(examples, system);
    const target = join(folder(), 'changed');
    writeFiles(target, files.slice(1));
    const changed = files.find(({ path }) => path === 'config.c')!;
    writeFileSync(join(target, changed.path), `// mine\n${Buffer.from(changed.content)}`);
    const found = compareWithFolder(target, files);
    assert.deepEqual(found.missing, [files[0]]);
    assert.deepEqual(found.different, [changed]);
    assert.equal(found.equal, files.length - 2);
  });
});
