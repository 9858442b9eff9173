// SPDX-License-Identifier: Apache-2.0
/** Reads files that a person or a configuration names, with messages for when that fails. */

import { existsSync, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SystemError } from './system-error';

/** No image is as large; a mistyped path may be. */
const MAX_BYTES = 1 << 30;
/** No source, configuration or manifest is as large. */
const MAX_TEXT_BYTES = 1 << 26;
/** Byte order marks, as they read in little-endian order. */
const UTF16_MARKS = [0xfeff, 0xfffe];

/** The folder that holds package.json: the checkout, or the unpacked extension. */
export const packageRoot: string = findPackageRoot(__dirname);

function findPackageRoot(folder: string): string {
  const parent = dirname(folder);
  return existsSync(join(folder, 'package.json')) || parent === folder ? folder : findPackageRoot(parent);
}

/** The bytes of a regular file. @throws SystemError with the reason in words */
export function readBytes(path: string): Buffer {
  return readUpTo(path, MAX_BYTES);
}

/** A text in UTF-8. @throws SystemError with the reason in words */
export function readText(path: string): string {
  const bytes = readUpTo(path, MAX_TEXT_BYTES);
  if (bytes.length >= 2 && UTF16_MARKS.includes(bytes.readUInt16LE(0))) {
    throw new SystemError(`${path} is in UTF-16; compilers read UTF-8: save it as that`);
  }
  return bytes.toString('utf8');
}

function readUpTo(path: string, limit: number): Buffer {
  try {
    const { size } = requireFile(path);
    if (size > limit) {
      const shown = limit >= 1 << 30 ? `${limit >> 30} GiB` : `${limit >> 20} MiB`;
      throw new SystemError(`${path} is larger than ${shown}; is this the right file?`);
    }
    return readFileSync(path);
  } catch (error) {
    throw error instanceof SystemError ? error : new SystemError(reasonOf(path, error));
  }
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
