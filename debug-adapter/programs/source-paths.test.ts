// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../../test/support/scratch';
import type { Symbols } from '../symbols';
import { SourceTexts } from '../system';
import type { Program } from './program';
import { SourcePaths } from './source-paths';

/** All that paths need of a program: the names of its source files. */
function program(id: number, files: readonly string[]): Program {
  const symbols = { sourceFiles: () => files } as Partial<Symbols> as Symbols;
  return { id, vm: id, vmName: `vm${id}`, file: `/build/${id}.elf`, isImage: true, symbols };
}

describe('paths of source files', () => {
  const folder = scratchFolder();
  const nothing = { folder: '/', programs: new Map(), sourceRoots: [] };

  function paths(files: readonly (readonly string[])[], moved: readonly [string, string][] = []): SourcePaths {
    return new SourcePaths(
      files.map((names, id) => program(id, names)),
      new SourceTexts(nothing, new Map(moved)),
    );
  }

  function found(of: SourcePaths, path: string): string[] {
    return of.inPrograms(path).map((each) => `${each.program.id} ${each.file}`);
  }

  before(() => {
    mkdirSync(join(folder(), 'here', 'driver'), { recursive: true });
    writeFileSync(join(folder(), 'here', 'driver', 'main.c'), '');
  });

  it('lead to the file on disk, and back to every program built from it', () => {
    const file = join(folder(), 'here', 'driver', 'main.c');
    const all = paths([[file], [file, '/other/main.c']]);
    assert.equal(all.source(file).path, file);
    assert.deepEqual(found(all, file), [`0 ${file}`, `1 ${file}`]);
  });

  it('lead back through a link', () => {
    const file = join(folder(), 'here', 'driver', 'main.c');
    symlinkSync(join(folder(), 'here'), join(folder(), 'link'));
    assert.deepEqual(found(paths([[file]]), join(folder(), 'link', 'driver', 'main.c')), [`0 ${file}`]);
  });

  it('follow a source map', () => {
    const moved = paths([['/gone/driver/main.c']], [['/gone', join(folder(), 'here')]]);
    const file = join(folder(), 'here', 'driver', 'main.c');
    assert.equal(moved.source('/gone/driver/main.c').path, file);
    assert.deepEqual(found(moved, file), ['0 /gone/driver/main.c']);
  });

  it('tell files of one name apart by the folders they have in common', () => {
    const all = paths([['/gone/driver/main.c', '/gone/model/main.c']]);
    assert.deepEqual(found(all, '/home/somebody/model/main.c'), ['0 /gone/model/main.c']);
    assert.deepEqual(found(all, '/home/somebody/driver/main.c'), ['0 /gone/driver/main.c']);
    assert.deepEqual(found(all, '/home/somebody/main.c'), [], 'either could be meant');
  });

  it('do not take a file for another one that exists', () => {
    const file = join(folder(), 'here', 'driver', 'main.c');
    assert.deepEqual(found(paths([[file]]), '/home/somebody/driver/main.c'), []);
  });

  it('show what is not there as the debug information has it', () => {
    const source = paths([['./gone/../lost/x.c']]).source('./gone/../lost/x.c');
    assert.deepEqual(source, { name: 'x.c', path: undefined, shown: 'lost/x.c' });
  });
});
