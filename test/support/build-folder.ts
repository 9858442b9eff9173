// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './requirements';

/**
 * An empty folder for sources that a test writes and builds. Its path is the same in each run, because objects of the
 * guest software are kept by the path of their source.
 */
export function buildFolder(name: string): string {
  const folder = join(projectRoot, 'node_modules', '.cache', 'bao-tests', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
