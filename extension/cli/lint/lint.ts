// SPDX-License-Identifier: Apache-2.0
/** `bao-debug lint`: checks device trees. */

import {
  type BindingFinding,
  BindingFolderError,
  type BindingLibrary,
  checkBindings,
  checkSpecification,
  type Diagnostic,
  openLibrary,
} from '../../device-tree';
import { readBytes, readTree, reporterFor } from '../device-trees';
import type { Environment } from '../environment';
import { UsageError } from '../usage-error';
import { cacheFolder } from './cache-folder';
import type { LintOptions } from './options';

/** Returns the exit code. @throws UsageError */
export async function lint(options: LintOptions, environment: Environment): Promise<number> {
  const checks = await checksFor(options, environment);
  const reporter = reporterFor(options, environment, checks.library);
  for (const { message, range } of checks.library?.problems ?? []) {
    reporter.report({ severity: 'warning', code: 'binding-file', message: `not used as a binding: ${message}`, range });
  }
  let found = false;
  for (const file of options.files) {
    for (const finding of check(file, checks)) {
      found = true;
      reporter.report(finding);
    }
    await environment.output.flushed();
  }
  return found ? 1 : 0;
}

/** What every file is checked for. */
interface Checks {
  readonly specification: boolean;
  readonly library: BindingLibrary | undefined;
}

async function checksFor(options: LintOptions, environment: Environment): Promise<Checks> {
  const { families, bindings } = options;
  const library = families.has('bindings') && bindings.length > 0 ? await open(options, environment) : undefined;
  return { specification: families.has('spec'), library };
}

async function open({ bindings }: LintOptions, { errors, isTerminal }: Environment): Promise<BindingLibrary> {
  let announced = false;
  const announce = (_done: number, all: number): void => {
    if (!announced && isTerminal) {
      errors.line(`preparing ${all} bindings; this is done once`);
    }
    announced = true;
  };
  try {
    return await openLibrary({ folders: bindings, indexFolder: cacheFolder(process.env), onProgress: announce });
  } catch (error) {
    if (error instanceof BindingFolderError) {
      throw new UsageError(`--bindings ${error.message}`);
    }
    throw error;
  }
}

function check(file: string, { specification, library }: Checks): (Diagnostic | BindingFinding)[] {
  const { tree, diagnostics } = readTree(file, readBytes(file));
  if (!tree) {
    return [...diagnostics];
  }
  return [
    ...diagnostics,
    ...(specification ? checkSpecification(tree) : []),
    ...(library ? checkBindings(tree, library, file) : []),
  ];
}
