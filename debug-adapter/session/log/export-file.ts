// SPDX-License-Identifier: Apache-2.0
/** Writes pieces to a file while everything else in this thread goes on. */

import { open, rename, rm } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { Piece } from '../../awareness/log';
import { RequestError } from '../request-error';

/** Characters written at once, and milliseconds without a turn of the event loop. */
const CHUNK = 1 << 18;
const BUSY_MS = 5;

export interface ExportProgress {
  readonly signal: AbortSignal;
  /** Called now and then. */
  report(): void;
}

/**
 * The file appears when all is written, in the place of one that was there.
 * @param path absolute @returns bytes written
 * @throws RequestError when it is cancelled, or the file system refuses
 */
export async function writePieces(path: string, pieces: Iterable<Piece>, progress: ExportProgress): Promise<number> {
  const partial = `${path}.${process.pid}-${++exports}.part`;
  try {
    const bytes = await writeAll(partial, pieces, progress);
    await rename(partial, path);
    return bytes;
  } catch (error) {
    await rm(partial, { force: true });
    throw error instanceof RequestError ? error : refused(path, error);
  }
}

/** Exports of this process, for names that are not taken. */
let exports = 0;

async function writeAll(path: string, pieces: Iterable<Piece>, { signal, report }: ExportProgress): Promise<number> {
  const file = await open(path, 'wx');
  let bytes = 0;
  let chunk = '';
  let turn = performance.now();
  const flush = async (): Promise<void> => {
    const { bytesWritten } = await file.write(chunk);
    bytes += bytesWritten;
    chunk = '';
  };
  try {
    for (const piece of pieces) {
      chunk += piece;
      if (chunk.length >= CHUNK) {
        await flush();
      }
      if (performance.now() - turn > BUSY_MS) {
        report();
        await setImmediate();
        turn = performance.now();
      }
      if (signal.aborted) {
        throw new RequestError('The export was cancelled', 'client', 'cancelled');
      }
    }
    await flush();
    return bytes;
  } finally {
    await file.close();
  }
}

function refused(path: string, error: unknown): RequestError {
  return new RequestError(`${path} cannot be written: ${error instanceof Error ? error.message : error}`);
}
