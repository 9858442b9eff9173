// SPDX-License-Identifier: GPL-2.0
/** Where the guest software's sources, outputs and intermediate files lie. */

import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json; debug information names sources relative to it. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const systemsFolder = join(root, 'kernel', 'systems');
export const outputFolder = join(root, 'dist', 'systems');

/**
 * Objects and the like, kept from build to build. A packaged extension has no folder of its own to write to, and a
 * folder for temporary files is everybody's: there, what others may have left is not linked.
 * @returns {string}
 * @throws {Error} when somebody else made the folder
 */
export function cacheFolder() {
  if (process.env.BAO_KERNEL_CACHE) {
    return process.env.BAO_KERNEL_CACHE;
  }
  const modules = join(root, 'node_modules');
  return existsSync(modules) ? join(modules, '.cache', 'bao-kernel') : privateFolder();
}

/** @returns {string} */
function privateFolder() {
  const user = process.getuid?.();
  const folder = join(tmpdir(), user === undefined ? 'bao-kernel' : `bao-kernel-${user}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user !== undefined && lstatSync(folder).uid !== user) {
    throw new Error(`${folder} belongs to somebody else: set BAO_KERNEL_CACHE to a folder of yours`);
  }
  return folder;
}
