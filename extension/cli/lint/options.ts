// SPDX-License-Identifier: Apache-2.0
/** The options of `bao-debug lint`. */

import { UsageError } from '../usage-error';

/** Families of checks. */
const FAMILIES = ['bindings'] as const;

export interface LintOptions {
  readonly files: readonly string[];
  /** Folders of bindings, or single ones. */
  readonly bindings: readonly string[];
  readonly json: boolean;
}

interface Given {
  readonly bindings?: string[] | undefined;
  readonly only?: string | undefined;
  readonly json?: boolean | undefined;
}

/** @throws UsageError */
export function readLintOptions(given: Given, files: readonly string[]): LintOptions {
  if (files.length === 0) {
    throw new UsageError('lint needs the device trees to check: .dts or .dtb files');
  }
  for (const family of given.only?.split(',') ?? []) {
    if (!FAMILIES.some((known) => known === family)) {
      throw new UsageError(`--only takes families of checks; there is ${FAMILIES.join(', ')}; not '${family}'`);
    }
  }
  if (given.bindings === undefined) {
    throw new UsageError('lint needs bindings to check with: --bindings DIR');
  }
  return { files, bindings: given.bindings, json: given.json ?? false };
}
