// SPDX-License-Identifier: Apache-2.0
/** Builds a system of one guest that never rests. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configText } from '../cli/guests';
import { flatten } from '../support/flat-image';
import { defaultCompiler } from '../support/kernel-build';
import { projectRoot } from '../support/requirements';

const FLAGS = [
  '-O1',
  '-g',
  '-ffreestanding',
  '-fno-stack-protector',
  '-nostdlib',
  '-static',
  '-fno-pic',
  '-fno-builtin',
];

export interface BusyOptions {
  /** Calls of `tick` at the start. */
  readonly ticks: number;
  /** Turns of the loop that is one source line. */
  readonly oneLine: number;
  /** Turns of the loop in `compute`. */
  readonly compute: number;
  /** The folder that the debug information claims the source to be in. */
  readonly claimedFolder?: string;
}

/** Where the source is. */
export const BUSY_FOLDER: string = join(__dirname, 'guests');
export const BUSY: string = join(BUSY_FOLDER, 'busy.c');

/** @param folder where the image and the configuration go. @returns path of the configuration */
export async function buildBusySystem(folder: string, options: BusyOptions): Promise<string> {
  const { ticks, oneLine, compute, claimedFolder } = options;
  const compiler = await defaultCompiler();
  const output = join(folder, 'busy.elf');
  const shared = join(projectRoot, 'test', 'cli', 'guests');
  const defines = [`-DTICKS=${ticks}ul`, `-DONE_LINE=${oneLine}ul`, `-DCOMPUTE=${compute}ul`];
  const claims = claimedFolder === undefined ? [] : [`-ffile-prefix-map=${BUSY_FOLDER}=${claimedFolder}`];
  const files = ['-T', join(shared, 'guest.lds'), join(shared, 'start.S'), BUSY];
  const result = spawnSync(
    compiler.program,
    [...compiler.args, ...FLAGS, ...defines, ...claims, ...files, '-o', output],
    {
      env: { ...process.env, ...compiler.env },
      encoding: 'utf8',
    },
  );
  if (result.status !== 0) {
    throw new Error(`${compiler.name}: ${result.stderr || result.error?.message}`);
  }
  writeFileSync(join(folder, 'busy.bin'), flatten(output));
  const config = join(folder, 'config.c');
  writeFileSync(config, configText([{ guest: 'busy.bin' }]));
  return config;
}
