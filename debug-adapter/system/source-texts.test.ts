// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SourceTexts } from './source-texts';

describe('Source files of debug information', () => {
  let folder: string;
  const text = (name: string, content: string): void => {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sources-'));
    text('roots/lib/a.c', 'in the root\nsecond line\r\nthird');
    text('moved/a.c', 'moved');
    text('moved-deeper/a.c', 'moved deeper');
    text('buildings/a.c', 'not meant');
    text('system/src/b.c', 'beside the configuration');
    text('moved/src/b.c', 'moved with its folder');
  });
  after(() => rmSync(folder, { recursive: true }));

  const sources = (moved: [string, string][] = []): SourceTexts =>
    new SourceTexts(
      {
        folder: join(folder, 'system'),
        programs: new Map(),
        sourceRoots: [{ prefix: 'guest/', folder: join(folder, 'roots') }],
      },
      new Map(moved.map(([from, to]) => [from, join(folder, to)])),
    );

  it('are found below the manifest’s source folders, line by line', () => {
    const known = sources();
    assert.equal(known.find('guest/x/../lib/./a.c'), join(folder, 'roots/lib/a.c'));
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((line) => known.line('guest/lib/a.c', line)),
      [undefined, 'in the root', 'second line', 'third', undefined],
    );
    assert.equal(known.find('guest/lib/none.c'), undefined);
  });

  it('are found where they have moved to, by the longest folder that fits', () => {
    const known = sources([
      ['/build', 'moved'],
      ['/build/deeper/', 'moved-deeper'],
    ]);
    assert.equal(known.line('/build/a.c', 1), 'moved');
    assert.equal(known.line('/build/deeper/a.c', 1), 'moved deeper');
    assert.equal(known.find('/buildings/a.c'), undefined);
    assert.equal(known.find('guest/lib/a.c'), join(folder, 'roots/lib/a.c'));
  });

  it('are found from the folder of the configuration on, or from the one that "." stands for', () => {
    assert.equal(sources().line('./src/b.c', 1), 'beside the configuration');
    assert.equal(sources([['.', 'moved']]).line('src/b.c', 1), 'moved with its folder');
  });
});
