// SPDX-License-Identifier: Apache-2.0
/** The options of `bao-debug lint`. */

import type { ReportFormat } from '../device-trees';
import { UsageError } from '../usage-error';

/** Families of checks. */
const FAMILIES = ['spec', 'bindings', 'cross'] as const;
export type CheckFamily = (typeof FAMILIES)[number];

export interface LintOptions {
  readonly files: readonly string[];
  readonly families: ReadonlySet<CheckFamily>;
  /** Folders of bindings, or single ones. */
  readonly bindings: readonly string[];
  /** The hypervisor's configuration, to compare the trees with: its path, its folder's, or an example's name. */
  readonly config: string | undefined;
  readonly format: ReportFormat;
}

interface Given {
  readonly config?: string | undefined;
  readonly sarif?: boolean | undefined;
  readonly bindings?: string[] | undefined;
  readonly only?: string | undefined;
  readonly json?: boolean | undefined;
}

/** @throws UsageError */
export function readLintOptions(given: Given, files: readonly string[]): LintOptions {
  const { bindings = [], config } = given;
  if (files.length === 0 && config === undefined) {
    throw new UsageError(
      'lint needs the device trees to check: .dts or .dtb files, or --config CONFIG with trees beside',
    );
  }
  const families = given.only === undefined ? FAMILIES : readFamilies(given.only);
  if (given.only !== undefined && families.includes('cross') && config === undefined) {
    throw new UsageError("lint needs the hypervisor's configuration to compare the trees with: --config CONFIG");
  }
  if (given.json && given.sarif) {
    throw new UsageError('findings are written as --json or as --sarif, not as both');
  }
  const format = given.json ? 'json' : given.sarif ? 'sarif' : 'text';
  return { files, families: new Set(families), bindings, config, format };
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
