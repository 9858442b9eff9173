// SPDX-License-Identifier: Apache-2.0
/** Runs a benchmark as the product is built: bundled. Loops of a few nanoseconds take many times as long where each call
 *  of another module goes through that module's exports, as they do when the sources are run directly. */

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../support/requirements';

/** @param entry path of a file that measures when it is run @throws Error when that fails */
export async function runBundled(entry: string): Promise<void> {
  // Beside the programs, because it looks for what they look for.
  const outfile = join(projectRoot, 'dist', `bench-${basename(entry, '.ts')}.js`);
  const options = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'error' } as const;
  await build({ entryPoints: [entry], outfile, ...options });
  try {
    const { status } = spawnSync(process.execPath, [outfile], { stdio: 'inherit' });
    if (status !== 0) {
      throw new Error(`${basename(entry)} ended with ${status}`);
    }
  } finally {
    rmSync(outfile, { force: true });
  }
}
