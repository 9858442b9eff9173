// SPDX-License-Identifier: Apache-2.0
/**
 * Prepared bindings on disk. One file: a line that says what it is and how long the tables are, the tables as JSON, the
 * bindings as JSON one after the other. Only the tables are read when it is opened, and later the bindings that are needed.
 */

import { closeSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BindingLibrary, type BuiltLibrary, type LibraryTables, type LoadBinding } from '../library';
import { isObject, type JsonObject, readJson, writeJson } from '../schema';
import type { FileStamp } from './find-files';
import { readText } from './read-text';

/** Part of the first line. To be changed with everything that changes what preparation makes of a binding. */
const FORMAT = 'bao-debug bindings 2';
/** Bytes of the first line, filled up with blanks. */
const HEAD = 64;

interface StoredTables {
  /** The files that the index was built from. */
  readonly stamps: readonly FileStamp[];
  readonly tables: LibraryTables;
  /** Of each binding, from the end of the tables on, in bytes. */
  readonly spans: readonly (readonly [offset: number, length: number])[];
}

/** Writes an index so that nobody ever sees half of it. @throws what the file system throws */
export function writeIndex(path: string, stamps: readonly FileStamp[], { tables, schemas }: BuiltLibrary): void {
  const spans: [number, number][] = [];
  let end = 0;
  const bodies = schemas.map((schema) => {
    const body = Buffer.from(writeJson(schema));
    spans.push([end, body.length]);
    end += body.length;
    return body;
  });
  const stored: StoredTables = { stamps, tables, spans };
  const head = Buffer.from(JSON.stringify(stored, (_, value) => (typeof value === 'bigint' ? storable(value) : value)));
  const line = Buffer.from(`${`${FORMAT} ${head.length}`.padEnd(HEAD - 1)}\n`);
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  try {
    writeFileSync(temporary, Buffer.concat([line, head, ...bodies]));
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function storable(value: bigint): JsonObject {
  return { $integer: String(value) };
}

/** Opens an index that was built from exactly these files; undefined when there is none that can be used. */
export function openIndex(path: string, stamps: readonly FileStamp[]): BindingLibrary | undefined {
  try {
    const file = openSync(path, 'r');
    const stored = readTables(file);
    if (!stored || !sameFiles(stored.stamps, stamps)) {
      closeSync(file);
      return undefined;
    }
    const start = HEAD + stored.bytes;
    const load: LoadBinding = (index) => {
      const [offset, length] = stored.spans[index]!;
      const binding = readJson(readAt(file, start + offset, length));
      return isObject(binding) ? binding : {};
    };
    return new BindingLibrary(stored.tables, load, readText);
  } catch {
    // Absent, cut short, or not ours: it will be built anew.
    return undefined;
  }
}

function readTables(file: number): (StoredTables & { readonly bytes: number }) | undefined {
  const line = readAt(file, 0, HEAD);
  const bytes = Number(line.slice(FORMAT.length));
  if (!line.startsWith(`${FORMAT} `) || !Number.isSafeInteger(bytes)) {
    return undefined;
  }
  const stored = readJson(readAt(file, HEAD, bytes)) as unknown as StoredTables;
  return { ...stored, bytes };
}

/** @throws RangeError when the file ends too early */
function readAt(file: number, offset: number, length: number): string {
  const buffer = Buffer.alloc(length);
  if (readSync(file, buffer, 0, length, offset) < length) {
    throw new RangeError('the index of bindings is cut short');
  }
  return buffer.toString();
}

function sameFiles(one: readonly FileStamp[], other: readonly FileStamp[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ path, size, modified }, at) => {
      const stamp = other[at]!;
      return stamp.path === path && stamp.size === size && stamp.modified === modified;
    })
  );
}
