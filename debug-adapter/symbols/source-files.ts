// SPDX-License-Identifier: Apache-2.0
/** The source files that debug information names, and which unit numbers them how. */

import type { DebugInfo } from './debug-info';
import { endsWithPath, normalizePath } from './paths';

/** Paths by number, over all units. Built by reading the headers of all line programs once. */
export class SourceFiles {
  private readonly byPath = new Map<string, number>();
  /** Paths as the debug information has them. */
  readonly paths: string[] = [];
  private readonly normalized: string[] = [];
  private readonly byLastName = new Map<string, number[]>();
  /** For each unit, the path's number for each file number; -1 for none. */
  private readonly unitFiles: Int32Array[] = [];

  constructor(debugInfo: DebugInfo) {
    for (let unit = 0; unit < debugInfo.unitCount; unit++) {
      const files = debugInfo.filesOf(unit);
      this.unitFiles.push(Int32Array.from(files, (path) => (path === undefined ? -1 : this.intern(path))));
    }
  }

  /**
   * The paths that a user may mean: the same path if there is one, else those that end like the wanted path, or that
   * the wanted path ends like (debug information often holds relative paths).
   */
  matching(wanted: string): Set<number> {
    const path = normalizePath(wanted);
    const candidates = this.byLastName.get(lastName(path)) ?? [];
    const same = candidates.filter((number) => this.normalized[number] === path);
    if (same.length > 0) {
      return new Set(same);
    }
    return new Set(
      candidates.filter((number) => {
        const candidate = this.normalized[number]!;
        return endsWithPath(candidate, path) || endsWithPath(path, candidate);
      }),
    );
  }

  /** Units that number one of these paths, with the numbers they use. */
  unitsWith(paths: ReadonlySet<number>): { readonly unit: number; readonly files: ReadonlySet<number> }[] {
    const found: { unit: number; files: Set<number> }[] = [];
    this.unitFiles.forEach((numbers, unit) => {
      const files = new Set<number>();
      numbers.forEach((path, file) => {
        if (paths.has(path)) {
          files.add(file);
        }
      });
      if (files.size > 0) {
        found.push({ unit, files });
      }
    });
    return found;
  }

  private intern(path: string): number {
    let number = this.byPath.get(path);
    if (number === undefined) {
      number = this.paths.length;
      this.byPath.set(path, number);
      this.paths.push(path);
      const normalized = normalizePath(path);
      this.normalized.push(normalized);
      const name = lastName(normalized);
      const same = this.byLastName.get(name);
      if (same) {
        same.push(number);
      } else {
        this.byLastName.set(name, [number]);
      }
    }
    return number;
  }
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
