// SPDX-License-Identifier: Apache-2.0
/** Lines of the source files that debug information names. */

import { isAbsolute, posix, resolve } from 'node:path';
import { isFile, packageRoot, readText } from '../system';
import type { Manifest } from './manifest';

export class SourceTexts {
  private readonly files = new Map<string, readonly string[] | undefined>();

  constructor(private readonly manifest: Manifest) {}

  /** Absolute path of a file of the debug information, when it exists. */
  find(file: string): string | undefined {
    const path = this.shown(file);
    const root = this.manifest.sourceRoots.find(({ prefix }) => prefix !== '' && path.startsWith(prefix));
    const candidates = [
      ...(root === undefined ? [] : [resolve(root.folder, path.slice(root.prefix.length))]),
      ...(isAbsolute(path) ? [path] : [resolve(packageRoot, path), resolve(path)]),
    ];
    return candidates.find(isFile);
  }

  /** A path as people write it: without `./` and `x/..`. */
  shown(file: string): string {
    return posix.normalize(file);
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

/** A source is shown where it can be; one that cannot be read is no reason to stop. */
function linesOf(path: string): readonly string[] | undefined {
  try {
    return readText(path).split(/\r?\n/);
  } catch {
    return undefined;
  }
}
