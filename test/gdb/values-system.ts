// SPDX-License-Identifier: Apache-2.0
/** A system whose only guest is the program of values/: arguments and locals of every shape. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { BuiltSystem, Compiler } from '../support/kernel-build';

const SOURCES = join(__dirname, 'values');
const FLAGS = [
  '-ffreestanding',
  '-nostdlib',
  '-static',
  '-fno-pic',
  '-g',
  '-mno-relax',
  '-T',
  join(SOURCES, 'values.lds'),
];
/** By their whole names, so that the debug information has those. */
const FILES = ['start.S', 'values.c'].map((name) => join(SOURCES, name));

/**
 * @param folder where the program goes
 * @param options optimisation and version of the debug information
 * @throws Error with the compiler's messages
 */
export function buildValues(folder: string, compiler: Compiler, options: readonly string[]): BuiltSystem {
  const elf = join(folder, 'values.elf');
  const args = [...compiler.args, ...FLAGS, ...options, ...FILES, '-o', elf];
  const built = spawnSync(compiler.program, args, {
    cwd: folder,
    env: { ...process.env, ...compiler.env },
    encoding: 'utf8',
  });
  if (built.status !== 0) {
    throw new Error(`${compiler.name} failed: ${built.stderr || built.error?.message}`);
  }
  const image = { name: 'values', kind: 'bare', bin: '', elf, dtb: '', programs: {} } as const;
  return { name: 'values', folder: SOURCES, config: join(SOURCES, 'config.c'), images: [image] };
}
