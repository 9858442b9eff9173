// SPDX-License-Identifier: Apache-2.0
/**
 * Makes this folder ready to run: its packages, and the one link that their install scripts would have made. Without
 * Chromium nothing here can run, so nothing is installed then.
 *
 * The editor's server inside the package code-server looks for its dependencies in lib/vscode/node_modules, as files and
 * as what it serves to the browser. They are pinned in this folder's lockfile instead, so a link to them is all it needs.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumPath } from './support/chromium.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const lockfile = readFileSync(join(here, 'package-lock.json'));
const installed = join(here, 'node_modules', '.installed-lockfile.json');

function isCurrent() {
  return existsSync(installed) && readFileSync(installed).equals(lockfile);
}

function install() {
  console.log('test/e2e: installing its packages (once, about half a minute)');
  // Install scripts would build native parts from source; nothing here needs them.
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync(npm, ['ci', ...options], {
    cwd: here,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    // Those tests say so themselves, or fail where nothing may be skipped.
    console.error('test/e2e: npm ci failed; the tests in a real editor will not run');
    return;
  }
  const link = join(here, 'node_modules', 'code-server', 'lib', 'vscode', 'node_modules');
  if (!existsSync(link)) {
    symlinkSync(join('..', '..', '..'), link, 'dir');
  }
  writeFileSync(installed, lockfile);
}

if (chromiumPath() !== undefined && !isCurrent()) {
  install();
}
