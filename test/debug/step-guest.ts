// SPDX-License-Identifier: Apache-2.0
/** Builds a system of bare-metal guests that all run one ELF file, steps.c. */

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configText } from '../cli/guests';
import { flatten } from '../support/flat-image';
import { type Compiler, defaultCompiler } from '../support/kernel-build';
import { projectRoot } from '../support/requirements';

const FLAGS = ['-g', '-gdwarf-4', '-ffreestanding', '-fno-stack-protector', '-nostdlib', '-static', '-fno-pic'];

/** The source, as a client names it. */
export const STEPS = join(__dirname, 'guests', 'steps.c');

/** The line whose comment begins so, counted from 1. */
export function lineOf(mark: string): number {
  const lines = readFileSync(STEPS, 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(`/* ${mark}`));
  if (index < 0) {
    throw new Error(`steps.c has no line marked '${mark}'`);
  }
  return index + 1;
}

export interface StepGuestOptions {
  readonly optimisation: '-O0' | '-Og' | '-O2';
  /** How many virtual machines run it. */
  readonly copies: number;
  readonly compiler?: Compiler;
}

/** @returns path of the configuration */
export async function buildStepGuest(folder: string, options: StepGuestOptions): Promise<string> {
  const compiler = options.compiler ?? (await defaultCompiler());
  const shared = join(projectRoot, 'test', 'cli', 'guests');
  const output = join(folder, 'steps.elf');
  const files = ['-T', join(shared, 'guest.lds'), join(shared, 'start.S'), STEPS, '-o', output];
  const all = [...compiler.args, options.optimisation, ...FLAGS, ...files];
  const { status, stderr, error } = spawnSync(compiler.program, all, {
    env: { ...process.env, ...compiler.env },
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`${compiler.name}: ${stderr || error?.message}`);
  }
  writeFileSync(join(folder, 'steps.bin'), flatten(output));
  const config = join(folder, 'config.c');
  writeFileSync(config, configText(Array.from({ length: options.copies }, () => ({ guest: 'steps.bin' }))));
  return config;
}
