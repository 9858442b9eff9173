// SPDX-License-Identifier: Apache-2.0
/** Runs gdb with dump.py and takes what it says. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { SeenStop } from './tree';

const SETTINGS = [
  'set pagination off',
  'set confirm off',
  'set remotetimeout 120',
  'set mem inaccessible-by-default off',
  'set backtrace past-main on',
  'set backtrace past-entry on',
  // Values come out of Python; what gdb itself prints on the way is not needed.
  'set debuginfod enabled off',
];

/**
 * Lets gdb look at every stop of the stub on a port, until there are no more.
 * @throws Error with gdb's own words when it fails
 */
export function gdbView(elf: string, port: number): Promise<SeenStop[]> {
  const commands = [...SETTINGS, `target remote 127.0.0.1:${port}`, `source ${join(__dirname, 'dump.py')}`];
  const args = ['-nx', '-batch', ...commands.flatMap((command) => ['-ex', command]), elf];
  const gdb = spawn('gdb-multiarch', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  gdb.stdout.on('data', (data: Buffer) => output.push(data));
  gdb.stderr.on('data', (data: Buffer) => errors.push(data));
  return new Promise((resolve, reject) => {
    gdb.once('error', reject);
    gdb.once('close', (status) => {
      const said = Buffer.concat(errors).toString();
      if (status !== 0 || said.includes('Error')) {
        reject(new Error(`gdb ended with ${status}: ${said}`));
        return;
      }
      const lines = Buffer.concat(output).toString().split('\n');
      resolve(lines.filter((line) => line.startsWith('@')).map((line) => JSON.parse(line.slice(1)) as SeenStop));
    });
  });
}
