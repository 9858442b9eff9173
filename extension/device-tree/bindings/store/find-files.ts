// SPDX-License-Identifier: Apache-2.0
/** Finds the files that bindings are in. */

import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A file as it was when it was seen. */
export interface FileStamp {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** A folder of bindings that cannot be read. */
export class BindingFolderError extends Error {
  override readonly name = 'BindingFolderError';
}

/** Linux has 5,500. */
const MAXIMUM_FILES = 50_000;
const MAXIMUM_DEPTH = 32;

/**
 * All .yaml files in and below some folders, each folder in the order of its names. A path may also be one file.
 * @throws BindingFolderError
 */
export function findBindingFiles(folders: readonly string[]): FileStamp[] {
  const found: FileStamp[] = [];
  for (const folder of folders) {
    addPath(resolve(folder), 0, found);
  }
  return found;
}

function addPath(path: string, depth: number, found: FileStamp[]): void {
  const stats = status(path);
  if (stats.isDirectory()) {
    addFolder(path, depth, found);
  } else {
    addFile(path, stats, found);
  }
}

function addFile(path: string, stats: Stats, found: FileStamp[]): void {
  if (found.length >= MAXIMUM_FILES) {
    throw new BindingFolderError(`${path}: more than ${MAXIMUM_FILES} bindings; name a smaller folder`);
  }
  found.push({ path, size: stats.size, modified: stats.mtimeMs });
}

function addFolder(folder: string, depth: number, found: FileStamp[]): void {
  if (depth > MAXIMUM_DEPTH) {
    throw new BindingFolderError(`${folder}: folders are nested more than ${MAXIMUM_DEPTH} deep`);
  }
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) {
      continue;
    }
    if (entry.isDirectory()) {
      addFolder(path, depth + 1, found);
    } else if (entry.name.endsWith('.yaml')) {
      const stats = status(path);
      if (stats.isFile()) {
        addFile(path, stats, found);
      }
    }
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    throw unreadable(folder, error);
  }
}

function status(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): BindingFolderError {
  const code = error instanceof Error && 'code' in error ? error.code : error;
  const reason = code === 'ENOENT' ? 'there is no such file or folder' : `cannot be read (${code})`;
  return new BindingFolderError(`${path}: ${reason}`);
}
