// SPDX-License-Identifier: Apache-2.0

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from './byte-source';
import { SymbolFileError } from './symbol-error';

export interface FileSource extends ByteSource {
  close(): void;
}

/**
 * Opens a file for reading in pieces. The file stays open until `close`.
 * @throws {SymbolFileError} when the file cannot be opened
 */
export function fileSource(path: string): FileSource {
  const descriptor = open(path);
  const { size } = fstatSync(descriptor);
  const read = (offset: number, length: number): Uint8Array => {
    const wanted = Math.max(0, Math.min(length, size - offset));
    const bytes = new Uint8Array(wanted);
    let done = 0;
    while (done < wanted) {
      const count = readSync(descriptor, bytes, done, wanted - done, offset + done);
      if (count === 0) {
        break;
      }
      done += count;
    }
    return bytes.subarray(0, done);
  };
  return { name: path, size, read, close: () => closeSync(descriptor) };
}

function open(path: string): number {
  try {
    const descriptor = openSync(path, 'r');
    if (fstatSync(descriptor).isFile()) {
      return descriptor;
    }
    closeSync(descriptor);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SymbolFileError(`cannot open ${path}: ${reason}`);
  }
  throw new SymbolFileError(`${path} is not a file`);
}
