// SPDX-License-Identifier: Apache-2.0
/** Bindings from folders, by way of an index on disk. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { BindingLibrary, LibraryBuilder } from '../library';
import { type FileStamp, findBindingFiles } from './find-files';
import { openIndex, writeIndex } from './index-file';
import { readText } from './read-text';

export interface LibraryOptions {
  /** Folders with bindings, the kernel's or dt-schema's, or single files. Of two bindings with one id the first counts. */
  readonly folders: readonly string[];
  /** Where the index is kept; without one, bindings are prepared each time. */
  readonly indexFolder?: string | undefined;
  /** Called now and then while the index is built, which takes seconds for all of Linux. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/** Files that are prepared before other work gets its turn. */
const AT_ONCE = 50;

/** @throws BindingFolderError when a folder cannot be read */
export async function openLibrary({ folders, indexFolder, onProgress }: LibraryOptions): Promise<BindingLibrary> {
  const files = findBindingFiles(folders);
  const index = indexFolder === undefined ? undefined : join(indexFolder, indexName(folders));
  const stored = index === undefined ? undefined : openIndex(index, files);
  if (stored) {
    return stored;
  }
  const builder = new LibraryBuilder();
  for (const [done, file] of files.entries()) {
    if (done % AT_ONCE === 0) {
      onProgress?.(done, files.length);
      await setImmediate();
    }
    addFile(builder, file);
  }
  const built = builder.build();
  if (index !== undefined) {
    tryToWrite(() => writeIndex(index, files, built));
  }
  const { tables, schemas } = built;
  // What is on disk need not stay in memory.
  const written = index === undefined ? undefined : openIndex(index, files);
  return written ?? new BindingLibrary(tables, (at) => schemas[at]!, readText);
}

function addFile(builder: LibraryBuilder, { path }: FileStamp): void {
  try {
    builder.add({ file: path, text: readFileSync(path, 'utf8') });
  } catch (error) {
    builder.addProblem(path, `cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** An index that cannot be written, for example on a full disk, costs time and nothing else. */
function tryToWrite(write: () => void): void {
  try {
    write();
  } catch {
    // The next start builds it again.
  }
}

/** One index for each set of folders. */
function indexName(folders: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(folders.map((folder) => resolve(folder))));
  return `${hash.digest('hex').slice(0, 32)}.bindings`;
}
