// SPDX-License-Identifier: Apache-2.0
/**
 * Bundles what runs in Node - the extension, the command line, and the libraries that the build of the guest software
 * uses - and the pages of the panels, which run in the editor's browser.
 */

import { existsSync } from 'node:fs';
import { build } from 'esbuild';

const entries = {
  'bao-debug': 'extension/cli/main.ts',
  extension: 'extension/extension.ts',
  'debug-worker': 'debug-adapter/worker.ts',
  'device-tree': 'extension/device-tree/index.ts',
  config: 'emulator/config/index.ts',
};

await build({
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))),
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // The editor provides it.
  external: ['vscode'],
  sourcemap: true,
  logLevel: 'warning',
});

await build({
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
  logLevel: 'warning',
});
