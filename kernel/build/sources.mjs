// SPDX-License-Identifier: GPL-2.0
/** Finds source files below a folder, in an order that does not depend on the file system. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {string} folder
 * @param {string[]} skip names of folders to leave out
 * @returns {string[]} every .c and .S file below it
 */
export function sourcesBelow(folder, skip = []) {
  if (!existsSync(folder)) {
    return [];
  }
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return skip.includes(entry.name) ? [] : sourcesBelow(path, skip);
    }
    return /\.[cS]$/.test(entry.name) ? [path] : [];
  });
}
