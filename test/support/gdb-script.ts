// SPDX-License-Identifier: Apache-2.0
/** Runs gdb with a script of Python that looks at a program through a stub. */

import { spawn } from 'node:child_process';

const SETTINGS = [
  'set pagination off',
  'set confirm off',
  'set remotetimeout 120',
  'set mem inaccessible-by-default off',
  'set backtrace past-main on',
  'set backtrace past-entry on',
  // In assembly it would leave out the words `struct`, `union` and `enum`.
  'set language c',
  'set debuginfod enabled off',
];

/**
 * What the script prints in lines that begin with `@`, without that.
 * @param port of the loopback interface on which the stub waits
 * @param script path of a Python file
 * @throws Error with gdb's own words when it fails
 */
export function runGdbScript(elf: string, port: number, script: string): Promise<string[]> {
  const commands = [...SETTINGS, `target remote 127.0.0.1:${port}`, `source ${script}`];
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
      resolve(lines.flatMap((line) => (line.startsWith('@') ? [line.slice(1)] : [])));
    });
  });
}
