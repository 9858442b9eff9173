// SPDX-License-Identifier: Apache-2.0
/** One device tree with all it includes: read, resolved and checked; kept until one of its files changes. */

import { dirname, isAbsolute, resolve } from 'node:path';
import { type BindingChecker, type CompileResult, checkSpecification, compileDts, type Diagnostic } from '..';
import type { Settings } from './settings';
import type { Texts } from './texts';

export interface Analysis {
  /** Absolute path of the main file. */
  readonly file: string;
  readonly result: CompileResult;
  /** All files that it was made of, with their texts; undefined for one that was looked for in vain. */
  readonly parts: ReadonlyMap<string, string | undefined>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Whether nothing that it was made of has changed. */
export function isCurrent({ parts }: Analysis, texts: Texts): boolean {
  return [...parts].every(([path, text]) => texts.read(path) === text);
}

/** @returns undefined when there is no such file */
export function analyse(
  file: string,
  texts: Texts,
  settings: Settings,
  checker: BindingChecker | undefined,
): Analysis | undefined {
  const text = texts.read(file);
  if (text === undefined) {
    return undefined;
  }
  const parts = new Map<string, string | undefined>([[file, text]]);
  const readInclude = (path: string, from: string): { file: string; text: string } | undefined => {
    for (const candidate of candidates(path, from, settings)) {
      const found = texts.read(candidate);
      parts.set(candidate, found);
      if (found !== undefined) {
        return { file: candidate, text: found };
      }
    }
    return undefined;
  };
  const result = compileDts(text, { file, readInclude });
  const { tree, syntax, diagnostics } = result;
  // What could not be read would only be found missing again.
  const isWhole = tree !== undefined && !diagnostics.some(({ severity }) => severity === 'error');
  return {
    ...{ file, result, parts },
    diagnostics: [
      ...diagnostics,
      ...(isWhole && settings.checks.specification
        ? checkSpecification(tree, { isOverlay: syntax.plugin !== undefined })
        : []),
      ...(isWhole && settings.checks.bindings && syntax.plugin === undefined
        ? // What only follows from another finding would hide it.
          (checker?.check(tree, file) ?? []).filter(({ isConsequence }) => !isConsequence)
        : []),
    ],
  };
}

function candidates(path: string, from: string, { includePaths }: Settings): readonly string[] {
  return isAbsolute(path) ? [path] : [dirname(from), ...includePaths].map((folder) => resolve(folder, path));
}
