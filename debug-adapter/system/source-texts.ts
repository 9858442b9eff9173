// SPDX-License-Identifier: Apache-2.0
/** The source files that debug information names, and their lines. */

import { isAbsolute, posix, resolve } from 'node:path';
import { isFile, packageRoot, readText } from './files';
import type { Manifest } from './manifest';

export class SourceTexts {
  /** Folders with a slash at the end; empty for the one that relative paths count from. */
  private readonly moves: readonly { readonly from: string; readonly to: string }[];
  private readonly files = new Map<string, readonly string[] | undefined>();

  /** @param moved folders of the debug information and where they are now; they count before everything else */
  constructor(
    private readonly manifest: Manifest,
    moved: ReadonlyMap<string, string> = new Map(),
  ) {
    this.moves = [...moved].map(([from, to]) => ({ from: beginning(this.shown(from)), to }));
  }

  /** Absolute path of a file of the debug information, when it exists. */
  find(file: string): string | undefined {
    const path = this.shown(file);
    const root = this.manifest.sourceRoots.find(({ prefix }) => prefix !== '' && path.startsWith(prefix));
    const moved = this.afterMove(path);
    const candidates = [
      ...(moved === undefined ? [] : [moved]),
      ...(root === undefined ? [] : [resolve(root.folder, path.slice(root.prefix.length))]),
      ...(isAbsolute(path) ? [path] : [resolve(this.manifest.folder, path), resolve(packageRoot, path), resolve(path)]),
    ];
    return candidates.find(isFile);
  }

  /** A path as people write it: without `./` and `x/..`. */
  shown(file: string): string {
    return posix.normalize(file);
  }

  /** Where the longest folder that fits has moved to. */
  private afterMove(path: string): string | undefined {
    const fits = this.moves.filter(({ from }) => (from === '' ? !isAbsolute(path) : path.startsWith(from)));
    const longest = fits.sort((one, other) => other.from.length - one.from.length)[0];
    return longest && resolve(longest.to, path.slice(longest.from.length));
  }

  /** A line's text, counted from 1. */
  line(file: string, line: number): string | undefined {
    return this.lines(file)?.[line - 1];
  }

  private lines(file: string): readonly string[] | undefined {
    if (!this.files.has(file)) {
      const path = this.find(file);
      this.files.set(file, path === undefined ? undefined : linesOf(path));
    }
    return this.files.get(file);
  }
}

/** How paths of files in a folder begin. */
function beginning(folder: string): string {
  return folder === '.' || folder === './' ? '' : folder.replace(/\/?$/, '/');
}

/** A source is shown where it can be; one that cannot be read is no reason to stop. */
function linesOf(path: string): readonly string[] | undefined {
  try {
    return readText(path).split(/\r?\n/);
  } catch {
    return undefined;
  }
}
