// SPDX-License-Identifier: Apache-2.0
/** The packaged extension: everything is in it that its users need, nothing else, and it works where it is unpacked. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { bytesSource, openSymbols } from '../../debug-adapter/symbols';
import { exampleFiles, exampleSystems } from '../../extension/example-systems';
import { projectRoot } from '../support/requirements';
import { scratchFolder } from '../support/scratch';
import { unzip } from '../support/unzip';

interface Manifest {
  readonly systems: Record<
    string,
    {
      readonly config: string;
      readonly images: Record<
        string,
        { readonly bin: string; readonly elf: string; readonly dtb: string; readonly programs?: Record<string, string> }
      >;
    }
  >;
}

const SYSTEMS = 'extension/dist/systems';
/** Far above what it is, far below what a forgotten folder would make of it. */
const MAX_PACKAGE_BYTES = 8 << 20;

describe('the packaged extension', () => {
  const folder = scratchFolder();
  let files: Map<string, Buffer>;
  let manifest: Manifest;
  let size: number;

  before(() => {
    const archive = join(folder(), 'extension.vsix');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    execFileSync(npm, ['run', '--silent', 'vsix', '--', '--out', archive], { cwd: projectRoot, stdio: 'pipe' });
    const bytes = readFileSync(archive);
    size = bytes.length;
    files = unzip(bytes);
    manifest = JSON.parse(requireFile(`${SYSTEMS}/manifest.json`).toString()) as Manifest;
  });

  function requireFile(path: string): Buffer {
    const found = files.get(path);
    assert.ok(found, `${path} is missing from the package`);
    return found;
  }

  /** @returns where the files lie now */
  function unpack(name: string): string {
    const unpacked = join(folder(), name);
    for (const [path, content] of files) {
      mkdirSync(join(unpacked, dirname(path)), { recursive: true });
      writeFileSync(join(unpacked, path), content);
    }
    return unpacked;
  }

  function images() {
    return Object.values(manifest.systems).flatMap((system) => Object.values(system.images));
  }

  function elfFiles(): string[] {
    return images().flatMap(({ elf, programs }) => [elf, ...Object.values(programs ?? {})]);
  }

  it('holds the programs and the papers', () => {
    for (const path of [
      'bao-debug.js',
      'debug-worker.js',
      'hart.wasm',
      'device-tree.js',
      'config.js',
      'webview/log.js',
      'webview/log.css',
      'device-tree-server.js',
    ]) {
      requireFile(`extension/dist/${path}`);
    }
    for (const path of ['readme.md', 'LICENSE.txt', 'package.json', 'kernel/LICENSE', 'kernel/README.md']) {
      requireFile(`extension/${path}`);
    }
  });

  it('holds the licences of what is bundled', () => {
    const text = requireFile('extension/dist/third-party-licenses.txt').toString();
    for (const name of ['@vscode/debugadapter', '@vscode/webview-ui-toolkit', '@microsoft/fast-element']) {
      assert.match(text, new RegExp(`^${name} [\\d.]+ \\(MIT\\)$`, 'm'));
    }
  });

  it('holds what its package.json names', () => {
    const { main, bin } = JSON.parse(requireFile('extension/package.json').toString());
    for (const path of [main, ...Object.values<string>(bin)]) {
      requireFile(posix.join('extension', path));
    }
  });

  it('puts an example system into a folder from what is in it', () => {
    const packageRoot = join(unpack('examples'), 'extension');
    const examples = exampleSystems(packageRoot);
    for (const system of examples.systems) {
      const paths = exampleFiles(examples, system).map(({ path }) => path);
      for (const path of ['config.c', 'README.md', '.vscode/launch.json', 'kernel/user/device-model/main.c']) {
        assert.ok(paths.includes(path), `${system.name} lacks ${path}`);
      }
    }
  });

  it('holds every example system with its configuration, images and trees', () => {
    const sources = readdirSync(join(projectRoot, 'kernel', 'systems'));
    assert.deepEqual(Object.keys(manifest.systems).sort(), sources.sort());
    for (const system of Object.values(manifest.systems)) {
      requireFile(`${SYSTEMS}/${system.config}`);
    }
    for (const { bin, dtb } of images()) {
      requireFile(`${SYSTEMS}/${bin}`);
      requireFile(`${SYSTEMS}/${dtb}`);
    }
    for (const elf of elfFiles()) {
      requireFile(`${SYSTEMS}/${elf}`);
    }
  });

  it('holds every image that a configuration names', () => {
    for (const { config } of Object.values(manifest.systems)) {
      const text = requireFile(`${SYSTEMS}/${config}`).toString();
      const named = [...text.matchAll(/^VM_IMAGE\(\s*\w+\s*,\s*(?:XSTR\()?"?([\w./-]+)/gm)];
      assert.ok(named.length > 0, config);
      for (const [, image] of named) {
        requireFile(posix.join(SYSTEMS, dirname(config), image!));
      }
    }
  });

  it('holds the sources that debug information names', () => {
    let count = 0;
    for (const elf of new Set(elfFiles())) {
      const symbols = openSymbols(bytesSource(elf, requireFile(`${SYSTEMS}/${elf}`)));
      assert.ok(symbols.hasDebugInfo, elf);
      // The compiler's own headers hold no code, so nobody gets to see them.
      for (const source of symbols.sourceFiles().filter((file) => symbols.linesOf(file).length > 0)) {
        requireFile(`extension/${posix.normalize(source)}`);
        count++;
      }
    }
    assert.ok(count > 100, `only ${count} sources`);
  });

  it('holds nothing for developers of the extension, and is small', () => {
    const unwanted =
      /\.map$|\.ts$|\.test\.|\.vsix$|\/(node_modules|test|tests|variants|emulator|debug-adapter)\/|^extension\/webview\/|\/\.[a-z]|lock|tsconfig|biome|esbuild/;
    const found = [...files.keys()].filter((path) => unwanted.test(path) && !path.startsWith('extension/kernel/'));
    assert.deepEqual(found, []);
    const kernel = [...files.keys()].filter((path) => /\/kernel\/(tests|variants)\/|\.map$|\.ts$|\/\./.test(path));
    assert.deepEqual(kernel, []);
    assert.ok(size < MAX_PACKAGE_BYTES, `${size} bytes`);
  });

  it('names no folder of the machine it was made on', () => {
    for (const [path, content] of files) {
      assert.ok(!content.includes(`${projectRoot}/`), path);
    }
  });

  it('keeps what it compiles in a folder that nobody else can write to', function () {
    const user = process.getuid?.();
    if (user === undefined) {
      return this.skip();
    }
    const script = join(unpack('build'), 'extension', 'kernel', 'build', 'paths.mjs');
    const program = 'import(process.argv[1]).then(({ cacheFolder }) => console.log(cacheFolder()))';
    const ask = () =>
      spawnSync(process.execPath, ['-e', program, script], { env: { TMPDIR: folder() }, encoding: 'utf8' });
    const cache = join(folder(), `bao-kernel-${user}`);
    assert.equal(ask().stdout.trim(), cache);
    assert.equal(statSync(cache).mode & 0o777, 0o700);
    if (user === 0) {
      chownSync(cache, 65534, 65534);
      assert.match(ask().stderr, /belongs to somebody else: set BAO_KERNEL_CACHE/);
    }
  });

  it('follows a request where it is unpacked, without compiler, checkout or home', () => {
    const program = join(unpack('un packed'), 'extension', 'dist', 'bao-debug.js');
    for (const system of ['remio-console', 'remio-dual']) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'step', system], {
        cwd: folder(),
        env: {},
        input: '',
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
      assert.match(stdout, /The life of REMIO request/);
      // A line of a source shows that the sources were found, and not only their names.
      assert.match(
        stdout,
        /dispatcher_attach at kernel\/user\/device-model\/dispatcher\.c:(\d+)\n\s+\1 \| return sys_ioctl/,
      );
      assert.match(stdout, /The frontend goes on at the next instruction/);
    }
  });
});
