// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../../../../test/support/scratch';
import { compileDts } from '../../compile';
import { checkBindings } from '../report';
import { BindingFolderError } from './find-files';
import { openLibrary } from './open-library';

const BINDING = `$id: http://devicetree.org/schemas/a.yaml#
properties: { compatible: { const: a }, big: { maximum: 0xffffffffffffffff } }
`;

describe('the index of bindings', () => {
  const scratch = scratchFolder();
  let folder = '';
  let indexFolder = '';
  let prepared = 0;

  const open = async () => {
    prepared = 0;
    return openLibrary({
      folders: [folder],
      indexFolder,
      onProgress: () => {
        prepared++;
      },
    });
  };

  beforeEach(() => {
    folder = join(scratch(), 'bindings');
    indexFolder = join(scratch(), 'index');
    for (const each of [folder, indexFolder]) {
      rmSync(each, { recursive: true, force: true });
    }
    mkdirSync(join(folder, 'deep'), { recursive: true });
    writeFileSync(join(folder, 'deep', 'a.yaml'), BINDING);
    writeFileSync(join(folder, 'README'), 'not a binding');
  });

  const indexFile = (): string => {
    const [name, ...others] = readdirSync(indexFolder);
    assert.equal(others.length, 0, 'more than the index in its folder');
    return join(indexFolder, name!);
  };

  it('is built once, and holds what was prepared, large numbers too', async () => {
    const first = await open();
    assert.ok(prepared > 0);
    const second = await open();
    assert.equal(prepared, 0);
    const id = 'http://devicetree.org/schemas/a.yaml';
    assert.equal(second.idFor('a'), id);
    assert.deepEqual(second.resource(id)?.root, first.resource(id)?.root);
    assert.equal(
      JSON.stringify(second.resource(id)?.root, (_, v) => (typeof v === 'bigint' ? `${v}n` : v)).includes(
        '18446744073709551615n',
      ),
      true,
    );
  });

  it('is built anew when a file changes, comes or goes', async () => {
    await open();
    const path = join(folder, 'deep', 'a.yaml');
    writeFileSync(path, BINDING.replace('const: a', 'const: b'));
    utimesSync(path, 1, 1);
    assert.equal((await open()).idFor('b'), 'http://devicetree.org/schemas/a.yaml');
    writeFileSync(join(folder, 'c.yaml'), BINDING.replaceAll('a.yaml', 'c.yaml').replace('const: a', 'const: c'));
    assert.ok((await open()).idFor('c'));
    rmSync(path);
    const library = await open();
    assert.equal(library.idFor('b'), undefined);
    assert.ok(library.idFor('c'));
  });

  it('is built anew when it is damaged', async () => {
    for (const damage of [
      (path: string) => truncateSync(path, 40),
      (path: string) => truncateSync(path, 200),
      (path: string) => writeFileSync(path, 'something else'),
      (path: string) => writeFileSync(path, readFileSync(path, 'latin1').replace('"tables"', '"labels"')),
    ]) {
      await open();
      damage(indexFile());
      assert.ok((await open()).idFor('a'));
      assert.ok(prepared > 0);
    }
  });

  it('does without when it cannot be written', async () => {
    writeFileSync(indexFolder, 'a file where the folder should be');
    assert.ok((await open()).idFor('a'));
    assert.ok((await open()).idFor('a'));
    rmSync(indexFolder);
  });

  it('says once of each file what is wrong with it, and takes the others', async () => {
    const broken: Readonly<Record<string, string>> = {
      'syntax.yaml': 'a: [1,\nb: 2',
      'twice.yaml': `${BINDING}properties: {}\n`,
      'list.yaml': '- 1\n- 2\n',
      'keyword.yaml': BINDING.replace('a.yaml', 'k.yaml').replace('{ const: a }', '{ maxItems: many }'),
      'bomb.yaml': `a: &a [1,1,1,1,1,1,1,1]\n${'bcdefgh'.replace(/./g, (c) => `${c}: &${c} [${`*${String.fromCharCode(c.charCodeAt(0) - 1)},`.repeat(8)}]\n`)}`,
      'deep.yaml': `x: ${'['.repeat(5000)}${']'.repeat(5000)}`,
    };
    for (const [name, text] of Object.entries(broken)) {
      writeFileSync(join(folder, name), text);
    }
    writeFileSync(join(folder, 'bytes.yaml'), Buffer.from([0xff, 0xfe, 0x00, 0x80]));
    const library = await open();
    assert.ok(library.idFor('a'));
    const blamed = library.problems.map(({ range }) => range.file.split('/').at(-1));
    assert.deepEqual([...blamed].sort(), [...Object.keys(broken), 'bytes.yaml'].sort());
    const about = (name: string) => library.problems.find(({ range }) => range.file.endsWith(name));
    assert.match(about('keyword.yaml')!.message, /\/properties\/compatible\/maxItems should be a number/);
    assert.equal(about('twice.yaml')!.range.start.line, 2);
    assert.deepEqual((await open()).problems, library.problems);
  });

  it('leads findings to the line of the binding', async () => {
    const { tree } = compileDts('/dts-v1/;\n/ { x { compatible = "a", "b"; }; };\n', { file: 'x.dts' });
    const findings = checkBindings(tree!, await open(), 'x.dts').filter(({ kind }) => kind === 'maxItems');
    assert.deepEqual(
      findings.map(({ related }) => related?.map(({ range }) => [range.file, range.start])),
      [[[join(folder, 'deep', 'a.yaml'), { line: 1, column: 14 }]]],
    );
  });

  it('says that a folder is not there', async () => {
    await assert.rejects(openLibrary({ folders: [join(folder, 'gone')] }), BindingFolderError);
  });
});
