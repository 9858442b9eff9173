// SPDX-License-Identifier: GPL-2.0
/** Links objects into an image, only when one of them or the linker script changed. */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCompilerAsync } from '../toolchain.mjs';
import { hashOf } from './hash.mjs';
import { cacheFolder, root } from './paths.mjs';

/**
 * @typedef {object} LinkJob
 * @property {string[]} objects
 * @property {string} script the linker script's path
 * @property {Record<string, bigint>} constants symbols set in front of the script
 * @property {string} output
 */

/**
 * @param {import('./compile.mjs').Context} context
 * @param {LinkJob} job
 * @throws {Error} with the linker's messages
 */
export async function link(context, job) {
  const constants = Object.entries(job.constants).map(([name, value]) => `${name} = 0x${value.toString(16)};\n`);
  const text = constants.join('') + readFileSync(job.script, 'utf8');
  const inputs = job.objects.map((path) => context.hashes.of(path) ?? '');
  const key = hashOf(context.compiler.program, text, job.output, ...inputs);
  const stamp = join(cacheFolder(), 'images', `${hashOf(job.output)}.stamp`);
  if (existsSync(job.output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === key) {
    return;
  }
  mkdirSync(dirname(stamp), { recursive: true });
  mkdirSync(dirname(job.output), { recursive: true });
  // Another build may run at the same time, so nothing half written ever has the final name.
  const script = `${stamp}.${process.pid}.lds`;
  const temporary = `${job.output}.${process.pid}`;
  writeFileSync(script, text);
  const messages = await runCompilerAsync(
    context.compiler,
    ['-nostdlib', '-static', '-Wl,--build-id=none', `-Wl,-T,${script}`, ...job.objects, '-o', temporary],
    { cwd: root },
  );
  const worthSaying = messages.split('\n').filter((line) => line && !/RWX permissions/.test(line));
  if (worthSaying.length > 0) {
    context.log(worthSaying.join('\n'));
  }
  rmSync(script);
  renameSync(temporary, job.output);
  writeFileSync(stamp, key);
}
