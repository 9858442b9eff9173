// SPDX-License-Identifier: Apache-2.0
/** What every test in a real editor starts from: the packaged extension, a server with it, a browser. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { projectRoot, requireCondition } from '../../support/requirements';
import { scratchFolder } from '../../support/scratch';
import { newPage, openBrowser } from './browser';
import { chromiumPath } from './chromium.mjs';
import { type EditorUser, type Server, startServer } from './server';
import { Workbench } from './workbench';

export interface EditorFixture {
  readonly server: Server;
  /** For workspaces; the tests' own. */
  readonly folder: string;
  /** A new window, not yet opened. @param name the beginning of its screenshots' names */
  newWorkbench(name: string): Promise<Workbench>;
}

interface Parts {
  readonly server: Server;
  readonly browser: Browser;
  readonly windows: Workbench[];
}

/** Registers hooks that start everything before the tests of a suite and end it after them. */
export function editorFixture(user: EditorUser): () => EditorFixture {
  let parts: Parts | undefined;
  // Before the folder is removed: hooks run in the order in which they are registered.
  after(async () => {
    await parts?.server.stop();
    await parts?.browser.close();
  });
  const folder = scratchFolder();
  before(async function () {
    requireEditor(this);
    const server = await startServer({ user, folder: join(folder(), 'editor'), packages: [packedExtension()] });
    parts = { server, browser: await openBrowser(), windows: [] };
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      await Promise.all(parts?.windows.map((window) => window.screenshot('failed')) ?? []);
    }
  });
  return () => fixtureOf(parts!, folder());
}

function fixtureOf({ server, browser, windows }: Parts, folder: string): EditorFixture {
  return {
    server,
    folder,
    newWorkbench: async (name) => {
      const window = new Workbench(await newPage(browser), name);
      windows.push(window);
      return window;
    },
  };
}

/** Skips a test where there is no browser or none of the packages for it. */
export function requireEditor(test: Mocha.Context): void {
  requireCondition(
    test,
    chromiumPath() !== undefined,
    'chromium is not installed (Debian packages chromium, fonts-dejavu-core)',
  );
  const packages = join(__dirname, '..', 'node_modules', 'code-server');
  requireCondition(test, existsSync(packages), "the editor's packages are not installed (node test/e2e/prepare.mjs)");
}

let packed: string | undefined;

/** Packs what `npm run build` has built, once for all tests. @returns the path of the .vsix */
function packedExtension(): string {
  if (packed === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'bao-test-package-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    packed = join(folder, 'extension.vsix');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    execFileSync(npm, ['run', '--silent', 'vsix', '--', '--out', packed], { cwd: projectRoot, stdio: 'pipe' });
  }
  return packed;
}
