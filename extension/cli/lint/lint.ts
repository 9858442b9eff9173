// SPDX-License-Identifier: Apache-2.0
/** `bao-debug lint`: checks device trees. */

import { resolve, sep } from 'node:path';
import {
  BindingChecker,
  type BindingFinding,
  BindingFolderError,
  type BindingLibrary,
  type BindingProblem,
  checkBindingFile,
  checkSpecification,
  type DeviceTree,
  type Diagnostic,
  isBindingFile,
  openLibrary,
} from '../../device-tree';
import { includesOf, type Reporter, readBytes, readTree, reporterFor } from '../device-trees';
import type { Environment } from '../environment';
import { UsageError } from '../usage-error';
import { cacheFolder } from './cache-folder';
import { type CheckedTree, checkAgainst, readConfiguration, treesBeside } from './configuration';
import type { LintOptions } from './options';

/** Returns the exit code. @throws UsageError, SystemError, SystemOptionError */
export async function lint(options: LintOptions, environment: Environment): Promise<number> {
  const checks = await checksFor(options, environment);
  const checked = new Set(options.files.filter(isBindingFile).map((file) => resolve(file)));
  const reporter = reporterFor(options.format, environment, checks.library);
  // Those in the files that are to be checked are findings, told in their turn.
  const problems = (checks.library?.problems ?? []).filter(({ range }) => !checked.has(resolve(range.file)));
  reportProblems(problems, reporter, 'not used as a binding: ');
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

async function open({ bindings, files }: LintOptions, { errors, isTerminal }: Environment): Promise<BindingLibrary> {
  let announced = false;
  const announce = (_done: number, all: number): void => {
    if (!announced && isTerminal) {
      errors.line(`preparing ${all} bindings; this is done once`);
    }
    announced = true;
  };
  const folders = [...bindings, ...files.filter((file) => isBindingFile(file) && !isAmong(bindings, file))];
  try {
    return await openLibrary({ folders, indexFolder: cacheFolder(process.env), onProgress: announce });
  } catch (error) {
    if (error instanceof BindingFolderError) {
      throw new UsageError(`--bindings ${error.message}`);
    }
    throw error;
  }
}

/** Whether a file is in one of some folders, or is one of them. */
function isAmong(folders: readonly string[], file: string): boolean {
  return folders.some((folder) => resolve(file) === resolve(folder) || resolve(file).startsWith(resolve(folder) + sep));
}

interface FileFindings {
  readonly tree: DeviceTree | undefined;
  readonly findings: readonly (Diagnostic | BindingFinding)[];
}

function check(file: string, checks: Checks): FileFindings {
  const { specification, checker, library } = checks;
  if (isBindingFile(file)) {
    const text = new TextDecoder().decode(readBytes(file));
    const options = { file, library, readInclude: includesOf(file) };
    return { tree: undefined, findings: library ? checkBindingFile(text, options) : [] };
  }
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
