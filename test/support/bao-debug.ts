// SPDX-License-Identifier: Apache-2.0
/** Runs the built program bao-debug as a user does. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './requirements';

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface StartOptions {
  /** What is piped in; standard input ends after it. Undefined leaves it open. */
  readonly input?: string | undefined;
  readonly folder?: string;
}

export function startBaoDebug(args: readonly string[], options: StartOptions = {}): ChildProcess {
  const program = join(projectRoot, 'dist', 'bao-debug.js');
  if (!existsSync(program)) {
    throw new Error('dist/bao-debug.js is not built; npm run build makes it');
  }
  const child = spawn(process.execPath, [program, ...args], { cwd: options.folder ?? projectRoot, stdio: 'pipe' });
  if (options.input !== undefined) {
    child.stdin!.end(options.input);
  }
  return child;
}

/** Waits for the end and gathers what was written. */
export function finished(child: ChildProcess): Promise<Outcome> {
  let output = '';
  let errors = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output, errors }));
  });
}

export function baoDebug(args: readonly string[], options: StartOptions = {}): Promise<Outcome> {
  return finished(startBaoDebug(args, { input: '', ...options }));
}
