// SPDX-License-Identifier: Apache-2.0
/**
 * What a test needs beyond Node: programs and folders that a fresh machine may lack. Such a test is skipped with one
 * clear line; with BAO_TEST_NO_SKIP=1 (continuous integration) the lack is a failure instead.
 */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The folder that holds package.json. */
export const projectRoot: string = findProjectRoot(__dirname);

function findProjectRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) {
    return from;
  }
  const parent = dirname(from);
  if (parent === from) {
    throw new Error('no package.json above the tests');
  }
  return findProjectRoot(parent);
}

const announced = new Set<string>();

function skipOrFail(test: Mocha.Context, message: string): never {
  if (process.env.BAO_TEST_NO_SKIP === '1') {
    throw new Error(message);
  }
  if (!announced.has(message)) {
    announced.add(message);
    console.log(`      skipped: ${message}`);
  }
  return test.skip();
}

/** Skips the running test (or fails it) unless `program` is on PATH. Call it inside `it` or `before` with `this`. */
export function requireTool(test: Mocha.Context, program: string, debianPackage: string): void {
  const found = spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
  if (!found) {
    skipOrFail(test, `${program} is not installed (Debian package ${debianPackage})`);
  }
}

/** Skips the running test (or fails it) with a message that says what is missing, unless it is there. */
export function requireCondition(test: Mocha.Context, met: boolean, missing: string): void {
  if (!met) {
    skipOrFail(test, missing);
  }
}

/** The path of something in the folder of shared test data beside the project; skips (or fails) when it is absent. */
export function requireShared(test: Mocha.Context, path: string): string {
  const full = resolve(projectRoot, '..', 'shared', path);
  if (!existsSync(full)) {
    skipOrFail(test, `the shared test data has no ${path}`);
  }
  return full;
}
