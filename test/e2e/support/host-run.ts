// SPDX-License-Identifier: Apache-2.0
/** Runs the tests of host/ inside the extension host, as the editor's own tests of extensions do. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import type { Server } from './server';

const HERE = join(__dirname, '..');
/** Below node_modules, so that the bundle finds mocha. */
const BUNDLE = join(HERE, 'node_modules', '.host', 'index.js');

export interface HostTest {
  readonly fullTitle: string;
  readonly err: { readonly message?: string; readonly stack?: string };
}

export interface HostOutcome {
  readonly tests: readonly HostTest[];
  /** What the extension host wrote to its console. */
  readonly log: string;
}

/** @param folder the workspace @param report a path for mocha's report @throws Error when nothing was reported */
export async function runInHost(page: Page, server: Server, folder: string, report: string): Promise<HostOutcome> {
  await bundle();
  const lines: string[] = [];
  const exited = new Promise<void>((resolve, reject) => {
    page
      .exposeFunction('codeAutomationExit', () => resolve())
      .then(() => page.exposeFunction('codeAutomationLog', (_: string, args: unknown[]) => lines.push(format(...args))))
      .then(() => page.goto(urlOf(server, folder, report)))
      .catch(reject);
  });
  await exited;
  const log = lines.join('\n');
  if (!existsSync(report)) {
    throw new Error(`the tests inside the extension host reported nothing:\n${log.slice(-4000)}`);
  }
  const { tests } = JSON.parse(readFileSync(report, 'utf8')) as { tests: HostTest[] };
  return { tests, log };
}

async function bundle(): Promise<void> {
  await build({
    entryPoints: [join(HERE, 'host', 'index.ts')],
    outfile: BUNDLE,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

function urlOf({ origin, port }: Server, folder: string, report: string): string {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(join(HERE, 'host', 'empty-extension'))],
    ['extensionTestsPath', remote(BUNDLE)],
    ['extensionEnvironment', JSON.stringify({ HOST_REPORT: report })],
    ['skipWelcome', 'true'],
  ];
  return `${origin}/?folder=${encodeURI(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}
