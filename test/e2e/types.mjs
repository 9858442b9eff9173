// SPDX-License-Identifier: Apache-2.0
/** Checks the types of the tests in a real editor, where the packages that they use are installed. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
if (existsSync(join(here, 'node_modules', 'playwright-core'))) {
  const compiler = join(here, '..', '..', 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '--noEmit', '-p', here], { stdio: 'inherit' });
  process.exit(status ?? 1);
}
