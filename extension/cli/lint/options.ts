// SPDX-License-Identifier: Apache-2.0
/** The options of `bao-debug lint`. */

import { UsageError } from '../usage-error';

/** Families of checks. */
const FAMILIES = ['spec', 'bindings'] as const;
export type CheckFamily = (typeof FAMILIES)[number];

export interface LintOptions {
  readonly files: readonly string[];
  readonly families: ReadonlySet<CheckFamily>;
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
  const families = given.only === undefined ? FAMILIES : readFamilies(given.only);
  const { bindings = [], json = false } = given;
  if (given.only !== undefined && families.includes('bindings') && bindings.length === 0) {
    throw new UsageError('lint needs bindings to check with: --bindings DIR');
  }
  return { files, families: new Set(families), bindings, json };
}

function readFamilies(only: string): readonly CheckFamily[] {
  return only.split(',').map((name) => {
    const family = FAMILIES.find((known) => known === name);
    if (family === undefined) {
      throw new UsageError(`--only takes families of checks: ${FAMILIES.join(', ')}; not '${name}'`);
    }
    return family;
  });
}
