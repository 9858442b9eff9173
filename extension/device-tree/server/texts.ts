// SPDX-License-Identifier: Apache-2.0
/** Texts of files: as they are being edited, else as they are on disk. */

import { readFileSync, statSync } from 'node:fs';

/** No source is as large. */
const MAX_BYTES = 16 << 20;

export class Texts {
  private readonly edited = new Map<string, string>();
  private readonly onDisk = new Map<string, { readonly stamp: string; readonly text: string }>();

  /** Absolute paths of the files that are open. */
  get open(): readonly string[] {
    return [...this.edited.keys()];
  }

  /** @param text undefined when it is not being edited any more */
  edit(path: string, text: string | undefined): void {
    if (text === undefined) {
      this.edited.delete(path);
    } else {
      this.edited.set(path, text);
    }
  }

  /** Undefined when there is no such file, or it cannot be read. */
  read(path: string): string | undefined {
    return this.edited.get(path) ?? this.fromDisk(path);
  }

  /** Which files there are is the disk's affair, also for those that are open. */
  exists(path: string): boolean {
    return this.edited.has(path) || stampOf(path) !== undefined;
  }

  private fromDisk(path: string): string | undefined {
    const stamp = stampOf(path);
    const known = this.onDisk.get(path);
    if (stamp === undefined || stamp === known?.stamp) {
      return stamp && known?.text;
    }
    try {
      const text = readFileSync(path, 'utf8');
      this.onDisk.set(path, { stamp, text });
      return text;
    } catch {
      return undefined;
    }
  }
}

function stampOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() && stats.size <= MAX_BYTES ? `${stats.mtimeMs} ${stats.size}` : undefined;
}
