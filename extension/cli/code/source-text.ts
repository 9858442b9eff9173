// SPDX-License-Identifier: Apache-2.0
/** Lines of the source files that debug information names. */

import { isAbsolute, resolve } from 'node:path';
import { isFile, packageRoot, readText } from '../system';
import type { Manifest } from './manifest';

export class SourceTexts {
  private readonly files = new Map<string, readonly string[] | undefined>();

  constructor(private readonly manifest: Manifest) {}

  /** Absolute path of a file of the debug information, when it exists. */
  find(file: string): string | undefined {
    const root = this.manifest.sourceRoots.find(({ prefix }) => prefix !== '' && file.startsWith(prefix));
    const candidates = [
      ...(root === undefined ? [] : [resolve(root.folder, file.slice(root.prefix.length))]),
      ...(isAbsolute(file) ? [file] : [resolve(packageRoot, file), resolve(file)]),
    ];
    return candidates.find(isFile);
  }

  /** A line's text, counted from 1. */
  line(file: string, line: number): string | undefined {
    return this.lines(file)?.[line - 1];
  }

  private lines(file: string): readonly string[] | undefined {
    if (!this.files.has(file)) {
      const path = this.find(file);
      this.files.set(file, path === undefined ? undefined : readText(path).split(/\r?\n/));
    }
    return this.files.get(file);
  }
}
