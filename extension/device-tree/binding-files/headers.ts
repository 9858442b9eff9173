// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Folders above a binding in which the root of its tree may be; Linux's deepest are ten below it. */
const MAX_UP = 16;

/** The folders of headers of the tree that a binding is in: Linux's own, and that of trees which took over a part of it. */
export function headerFolders(file: string): readonly string[] {
  let folder = dirname(resolve(file));
  for (let up = 0; up < MAX_UP; up++, folder = dirname(folder)) {
    if (isFolder(join(folder, 'include', 'dt-bindings'))) {
      return [join(folder, 'include'), join(folder, 'scripts', 'dtc', 'include-prefixes')].filter(isFolder);
    }
  }
  return [];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
