// SPDX-License-Identifier: Apache-2.0
/** `bao-debug lint`: checks device trees. */

import {
  BindingChecker,
  type BindingFinding,
  BindingFolderError,
  type BindingLibrary,
  type BindingProblem,
  checkSpecification,
  type DeviceTree,
  type Diagnostic,
  openLibrary,
} from '../../device-tree';
import { type Reporter, readBytes, readTree, reporterFor } from '../device-trees';
import type { Environment } from '../environment';
import { UsageError } from '../usage-error';
import { cacheFolder } from './cache-folder';
import { type CheckedTree, checkAgainst, readConfiguration, treesBeside } from './configuration';
import type { LintOptions } from './options';

/** Returns the exit code. @throws UsageError, SystemError, SystemOptionError */
export async function lint(options: LintOptions, environment: Environment): Promise<number> {
  const checks = await checksFor(options, environment);
  const reporter = reporterFor(options.format, environment, checks.library);
  reportProblems(checks.library?.problems ?? [], reporter, 'not used as a binding: ');
  const config = options.config === undefined ? undefined : readConfiguration(options.config);
  const files = options.files.length === 0 && config ? treesBeside(config) : options.files;
  const trees: CheckedTree[] = [];
  let count = 0;
  for (const file of files) {
    const { tree, findings } = check(file, checks);
    count += report(findings, reporter);
    if (tree) {
      trees.push({ file, tree });
    }
    await environment.output.flushed();
  }
  if (config && options.families.has('cross')) {
    count += report(checkAgainst(config, trees), reporter);
  }
  reportProblems(checks.checker?.problems ?? [], reporter, 'this binding ');
  reporter.finish();
  return count > 0 ? 1 : 0;
}

/** @returns how many */
function report(findings: readonly (Diagnostic | BindingFinding)[], reporter: Reporter): number {
  for (const finding of findings) {
    reporter.report(finding);
  }
  return findings.length;
}

/** Says what is wrong with bindings. It is no finding on the files that were to be checked. */
function reportProblems(problems: readonly BindingProblem[], reporter: Reporter, introduction: string): void {
  for (const { message, range } of problems) {
    reporter.report({ severity: 'warning', code: 'binding-file', message: `${introduction}${message}`, range });
  }
}

/** What every file is checked for. */
interface Checks {
  readonly specification: boolean;
  readonly library: BindingLibrary | undefined;
  readonly checker: BindingChecker | undefined;
}

async function checksFor(options: LintOptions, environment: Environment): Promise<Checks> {
  const { families, bindings } = options;
  const library = families.has('bindings') ? await open(options, environment) : undefined;
  if (library?.lacksCore && bindings.length > 0) {
    environment.errors.line(
      "note: dt-schema's own schemas are not among the bindings; what others refer to there is not checked",
    );
  }
  return { specification: families.has('spec'), library, checker: library && new BindingChecker(library) };
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

interface FileFindings {
  readonly tree: DeviceTree | undefined;
  readonly findings: readonly (Diagnostic | BindingFinding)[];
}

function check(file: string, { specification, checker }: Checks): FileFindings {
  const { tree, diagnostics } = readTree(file, readBytes(file));
  if (!tree) {
    return { tree, findings: diagnostics };
  }
  const findings = [
    ...diagnostics,
    ...(specification ? checkSpecification(tree) : []),
    ...(checker?.check(tree, file) ?? []),
  ];
  return { tree, findings };
}
