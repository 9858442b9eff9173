// SPDX-License-Identifier: Apache-2.0
/** Reads files that a person or a configuration names, with messages for when that fails. */

import { existsSync, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SystemError } from '../usage-error';

/** No image or source is as large; a mistyped path may be. */
const MAX_BYTES = 1 << 30;

/** The folder that holds package.json: the checkout, or the unpacked extension. */
export const packageRoot: string = findPackageRoot(__dirname);

function findPackageRoot(folder: string): string {
  const parent = dirname(folder);
  return existsSync(join(folder, 'package.json')) || parent === folder ? folder : findPackageRoot(parent);
}

/** The bytes of a regular file. @throws SystemError with the reason in words */
export function readBytes(path: string): Buffer {
  try {
    const { size } = requireFile(path);
    if (size > MAX_BYTES) {
      throw new SystemError(`${path} is larger than 1 GiB; is this the right file?`);
    }
    return readFileSync(path);
  } catch (error) {
    throw error instanceof SystemError ? error : new SystemError(reasonOf(path, error));
  }
}

export function readText(path: string): string {
  return readBytes(path).toString('utf8');
}

function requireFile(path: string): { size: number } {
  const found = statSync(path);
  if (!found.isFile()) {
    throw new SystemError(`${path} is ${found.isDirectory() ? 'a folder' : 'not a regular file'}`);
  }
  return found;
}

export function isFile(path: string): boolean {
  return kindOf(path)?.isFile() ?? false;
}

export function isFolder(path: string): boolean {
  return kindOf(path)?.isDirectory() ?? false;
}

function kindOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function reasonOf(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return `${path} does not exist`;
    case 'EACCES':
      return `${path} may not be read (permission denied)`;
    default:
      return `${path}: ${error instanceof Error ? error.message : error}`;
  }
}
