// SPDX-License-Identifier: Apache-2.0
/**
 * Cuts the driver series out of its mail thread and lays it out as a kernel tree. Nothing of the series is kept in the
 * project; this runs on the reader's own copy of the thread.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findSeries, type Patch } from './mail-thread';
import { applyFileDiff, type FileDiff, parseDiff } from './unified-diff';

/** The files that a series makes. */
export interface SeriesTree {
  /** Path in the kernel tree to contents. */
  readonly files: ReadonlyMap<string, string>;
  /** Files that the series changes and that only a whole kernel has. */
  readonly skipped: readonly string[];
}

/** Applies all patches of the series in a thread to an empty tree. */
export function extractSeries(thread: string): SeriesTree {
  const files = new Map<string, string[]>();
  const skipped = new Set<string>();
  for (const patch of findSeries(thread)) {
    for (const diff of diffsOf(patch)) {
      const old = files.get(diff.path);
      if (diff.isNew || old) {
        files.set(diff.path, applyFileDiff(diff, old));
      } else {
        skipped.add(diff.path);
      }
    }
  }
  const text = [...files].map(([path, lines]) => [path, `${lines.join('\n')}\n`] as const);
  return { files: new Map(text), skipped: [...skipped] };
}

function diffsOf(patch: Patch): FileDiff[] {
  try {
    return parseDiff(patch.lines);
  } catch (error) {
    throw new Error(`${patch.subject} (message at line ${patch.firstLine}): ${(error as Error).message}`);
  }
}

/**
 * Writes the series as a kernel tree.
 * @param threadFile the mail thread
 * @param folder an empty folder, made if need be
 * @returns the tree that was written
 */
export function writeSeries(threadFile: string, folder: string): SeriesTree {
  const tree = extractSeries(readFileSync(threadFile, 'utf8'));
  for (const [path, text] of tree.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return tree;
}
