// SPDX-License-Identifier: Apache-2.0
/** Reads a device tree from source, or from its flattened form. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  type CompileOptions,
  type CompileResult,
  compileDts,
  type Diagnostic,
  FlattenedTreeError,
  headerFolders,
  type IncludedFile,
  readFlattenedTree,
} from '../../device-tree';
import { UsageError } from '../usage-error';

/** Finds what examples of a binding include: beside it, or among the headers of the tree that it is in. */
export function includesOf(binding: string): (path: string, from: string) => IncludedFile | undefined {
  const headers = headerFolders(binding);
  return (path, from) => readFirst([dirname(from), ...headers].map((folder) => resolve(folder, path)));
}

export type ReadTree = Pick<CompileResult, 'tree' | 'diagnostics'>;

/** Bytes of a flattened tree's magic number. */
const MAGIC = [0xd0, 0x0d, 0xfe, 0xed];

export function readTree(file: string, bytes: Uint8Array): ReadTree {
  if (!MAGIC.every((byte, at) => bytes[at] === byte)) {
    return compileFile(file, bytes, {});
  }
  try {
    return { tree: readFlattenedTree(bytes), diagnostics: [] };
  } catch (error) {
    if (error instanceof FlattenedTreeError) {
      return { diagnostics: [unusable(file, error.message)] };
    }
    throw error;
  }
}

/** Compiles a source; what it includes is looked for beside the file that does. */
export function compileFile(
  file: string,
  bytes: Uint8Array,
  { symbols }: Pick<CompileOptions, 'symbols'>,
): CompileResult {
  return compileDts(new TextDecoder().decode(bytes), { file, readInclude, readBinary, symbols });
}

/** @throws UsageError when there is no such file */
export function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new UsageError(`${file} ${code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`}`);
  }
}

function unusable(file: string, message: string): Diagnostic {
  const start = { line: 0, column: 0 };
  return { severity: 'error', code: 'dtb-damaged', message, range: { file, start, end: start } };
}

function readInclude(path: string, from: string): IncludedFile | undefined {
  return readFirst([resolve(dirname(from), path)]);
}

function readFirst(files: readonly string[]): IncludedFile | undefined {
  const file = files.find((each) => existsSync(each));
  return file === undefined ? undefined : { file, text: readFileSync(file, 'utf8') };
}

function readBinary(path: string, from: string): Uint8Array | undefined {
  const file = resolve(dirname(from), path);
  return existsSync(file) ? readFileSync(file) : undefined;
}
