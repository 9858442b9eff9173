// SPDX-License-Identifier: Apache-2.0
/** Finds the config.c that an argument means. */

import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isFile, isFolder, packageRoot } from './files';
import { SystemOptionError } from './system-error';

/** The built example systems, one folder each. */
export const systemsFolder: string = join(packageRoot, 'dist', 'systems');

export function exampleSystems(): string[] {
  if (!isFolder(systemsFolder)) {
    return [];
  }
  return readdirSync(systemsFolder)
    .filter((name) => isFile(join(systemsFolder, name, 'config.c')))
    .sort();
}

/** Absolute path of the config.c. @throws SystemOptionError when there is none */
export function locateConfig(argument: string): string {
  const candidates = [resolve(argument), resolve(argument, 'config.c')];
  const isName = !/[\\/]/.test(argument);
  if (isName) {
    candidates.push(join(systemsFolder, argument, 'config.c'));
  }
  const found = candidates.find(isFile);
  if (found !== undefined) {
    return found;
  }
  throw new SystemOptionError(notFound(argument, isName));
}

function notFound(argument: string, isName: boolean): string {
  if (isFolder(argument)) {
    return `there is no config.c in ${argument}`;
  }
  if (existsSync(argument)) {
    return `${argument} is not a regular file; give the path of Bao's config.c`;
  }
  const names = exampleSystems();
  const known = names.length > 0 ? `the example systems are ${names.join(', ')}` : 'the example systems are not built';
  return isName
    ? `'${argument}' is neither a file nor an example system (${known})`
    : `${argument} does not exist; give the path of Bao's config.c`;
}
