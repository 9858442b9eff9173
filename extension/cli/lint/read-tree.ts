// SPDX-License-Identifier: Apache-2.0
/** Reads a device tree from source, or from its flattened form. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  type CompileResult,
  compileDts,
  type Diagnostic,
  FlattenedTreeError,
  type IncludedFile,
  readFlattenedTree,
} from '../../device-tree';

export type ReadTree = Pick<CompileResult, 'tree' | 'diagnostics'>;

/** Bytes of a flattened tree's magic number. */
const MAGIC = [0xd0, 0x0d, 0xfe, 0xed];

export function readTree(file: string, bytes: Uint8Array): ReadTree {
  if (!MAGIC.every((byte, at) => bytes[at] === byte)) {
    return compileDts(new TextDecoder().decode(bytes), { file, readInclude, readBinary });
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

function unusable(file: string, message: string): Diagnostic {
  const start = { line: 0, column: 0 };
  return { severity: 'error', code: 'dtb-damaged', message, range: { file, start, end: start } };
}

function readInclude(path: string, from: string): IncludedFile | undefined {
  const file = resolve(dirname(from), path);
  return existsSync(file) ? { file, text: readFileSync(file, 'utf8') } : undefined;
}

function readBinary(path: string, from: string): Uint8Array | undefined {
  const file = resolve(dirname(from), path);
  return existsSync(file) ? readFileSync(file) : undefined;
}
