// SPDX-License-Identifier: Apache-2.0
/** `bao-debug lint`: checks device trees. */

import { readFileSync } from 'node:fs';
import {
  type BindingFinding,
  BindingFolderError,
  type BindingLibrary,
  checkBindings,
  type Diagnostic,
  openLibrary,
} from '../../device-tree';
import type { Environment } from '../environment';
import { UsageError } from '../usage-error';
import { cacheFolder } from './cache-folder';
import type { LintOptions } from './options';
import { readTree } from './read-tree';
import { reporterFor } from './reporter';

/** Returns the exit code. @throws UsageError */
export async function lint(options: LintOptions, environment: Environment): Promise<number> {
  const library = await open(options, environment);
  const reporter = reporterFor(options, environment);
  for (const { message, range } of library.problems) {
    reporter.report({ severity: 'warning', code: 'binding-file', message: `not used as a binding: ${message}`, range });
  }
  let found = false;
  for (const file of options.files) {
    for (const finding of check(file, library)) {
      found ||= finding.severity === 'error';
      reporter.report(finding);
    }
    await environment.output.flushed();
  }
  return found ? 1 : 0;
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

function check(file: string, library: BindingLibrary): (Diagnostic | BindingFinding)[] {
  const { tree, diagnostics } = readTree(file, readBytes(file));
  return [...diagnostics, ...(tree ? checkBindings(tree, library, file) : [])];
}

/** @throws UsageError */
function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new UsageError(`${file} ${code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`}`);
  }
}
