// SPDX-License-Identifier: Apache-2.0
/**
 * Bundles what runs in Node - the extension, the command line, and the libraries that the build of the guest software
 * uses - and the pages of the panels, which run in the editor's browser. Beside them it puts the licences of what is in
 * them.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const entries = {
  'bao-debug': 'extension/cli/main.ts',
  extension: 'extension/extension.ts',
  'debug-worker': 'debug-adapter/worker.ts',
  'device-tree': 'extension/device-tree/index.ts',
  'device-tree-server': 'extension/device-tree/server/main.ts',
  config: 'emulator/config/index.ts',
};

const programs = await build({
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))),
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // The editor provides it.
  external: ['vscode'],
  sourcemap: true,
  metafile: true,
  logLevel: 'warning',
});

const pages = await build({
  entryPoints: [
    { in: 'webview/log/main.ts', out: 'log' },
    { in: 'webview/log/log.css', out: 'log' },
  ],
  outdir: 'dist/webview',
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  minify: true,
  sourcemap: true,
  metafile: true,
  logLevel: 'warning',
});

const packages = new Set([programs, pages].flatMap(({ metafile }) => Object.keys(metafile.inputs).flatMap(packageOf)));
writeFileSync(
  'dist/third-party-licenses.txt',
  [...packages]
    .sort()
    .map(licenceOf)
    .join(`\n${'-'.repeat(80)}\n\n`),
);

/** @param {string} file of a bundle @returns {readonly string[]} the folder of the package that it is of, if it is of one */
function packageOf(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [];
}

/** @param {string} folder of a package; not every package has its licence's text in a file */
function licenceOf(folder) {
  const { name, version, license, author, repository } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.|$)/i.test(each));
  const by = typeof author === 'string' ? author : author?.name;
  const text =
    file === undefined ? `By ${by}, ${repository?.url ?? repository}\n` : readFileSync(join(folder, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text.replaceAll('\r', '').trim()}\n`;
}
