// SPDX-License-Identifier: GPL-2.0
/** Keeps the folder of intermediate files from growing without end: what nobody has used for a while goes. */

import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './paths.mjs';

const HOUR = 3_600_000;
/** Sources outside the project are often copies in a scratch folder that never comes back. */
const MAX_AGE = { objects: 72 * HOUR, blobs: 24 * HOUR, images: 72 * HOUR, foreign: HOUR };

/** Notes that a file is in use. @param {string} path */
export function touch(path) {
  const now = new Date();
  utimesSync(path, now, now);
}

/** @param {string} path @returns {number} milliseconds since it was last in use; 0 when another build has just removed it */
function age(path) {
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}

/** @param {string} folder @param {number} limit */
function removeOldFiles(folder, limit) {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const path = join(folder, name);
    if (age(path) > limit) {
      rmSync(path, { force: true });
    }
  }
}

/** Removes old files, at most once an hour. */
export function pruneCache() {
  const marker = join(cacheFolder(), 'last-pruned');
  if (existsSync(marker) && age(marker) < HOUR) {
    return;
  }
  for (const [name, limit] of Object.entries(MAX_AGE)) {
    removeOldFiles(join(cacheFolder(), name), limit);
  }
  mkdirSync(cacheFolder(), { recursive: true });
  writeFileSync(marker, '');
}
