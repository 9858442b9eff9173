// SPDX-License-Identifier: GPL-2.0
/** Where the guest software's sources, outputs and intermediate files lie. */

import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json; debug information names sources relative to it. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const systemsFolder = join(root, 'kernel', 'systems');
export const outputFolder = join(root, 'dist', 'systems');

/** Objects and the like, kept from build to build. A packaged extension has no folder of its own to write to. */
export function cacheFolder() {
  const modules = join(root, 'node_modules');
  return process.env.BAO_KERNEL_CACHE ?? join(existsSync(modules) ? join(modules, '.cache') : tmpdir(), 'bao-kernel');
}
