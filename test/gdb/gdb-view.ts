// SPDX-License-Identifier: Apache-2.0
/** Runs gdb with dump.py and takes what it says. */

import { join } from 'node:path';
import { runGdbScript } from '../support/gdb-script';
import type { SeenStop } from './tree';

/**
 * Lets gdb look at every stop of the stub on a port, until there are no more.
 * @throws Error with gdb's own words when it fails
 */
export async function gdbView(elf: string, port: number): Promise<SeenStop[]> {
  const lines = await runGdbScript(elf, port, join(__dirname, 'dump.py'));
  return lines.map((line) => JSON.parse(line) as SeenStop);
}
