// SPDX-License-Identifier: Apache-2.0
/** Puts the files of an example into a folder, and tells beforehand what that would replace. */

import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExampleFile } from './files';

/** What a folder has of an example already. */
export interface Comparison {
  readonly missing: readonly ExampleFile[];
  /** Files there with another content. */
  readonly different: readonly ExampleFile[];
  /** How many are there as they should be. */
  readonly equal: number;
}

/** @throws Error when something there cannot be read */
export function compareWithFolder(folder: string, files: readonly ExampleFile[]): Comparison {
  const states = files.map((file) => ({ file, state: stateOf(join(folder, file.path), file.content) }));
  const inState = (wanted: FileState) => states.filter(({ state }) => state === wanted).map(({ file }) => file);
  return { missing: inState('missing'), different: inState('different'), equal: inState('equal').length };
}

type FileState = 'missing' | 'different' | 'equal';

function stateOf(path: string, content: Uint8Array): FileState {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    return 'missing';
  }
  return found.isFile() && found.size === content.length && readFileSync(path).equals(content) ? 'equal' : 'different';
}

/** Writes files, those that are there too. @throws Error when one cannot be written */
export function writeFiles(folder: string, files: readonly ExampleFile[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { path, content } of files) {
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, content);
  }
}
