// SPDX-License-Identifier: Apache-2.0
/**
 * What a user waits for: from the start of `bao-debug run remio-console` to the first REMIO request that has its answer,
 * and the memory that the whole run takes.
 */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../support/requirements';

/** The frontend's first line. It has read the device's registers by then, each by a request. */
const FIRST_ANSWERED = 'virtio console at';
const RUNS = 5;
const REPORT_MEMORY =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("peak="+process.resourceUsage().maxRSS+"\\n"))';

interface Measurement {
  /** From the start of the process, so node's own start is part of it. */
  readonly seconds: number;
  readonly peakBytes: number;
}

/** Prints one line: the median of several starts, and the largest memory. */
export async function benchFirstRequest(): Promise<void> {
  const program = join(projectRoot, 'dist', 'bao-debug.js');
  if (!existsSync(program)) {
    console.log('first request: dist/bao-debug.js is missing; build first');
    return;
  }
  const runs: Measurement[] = [];
  for (let run = 0; run < RUNS; run++) {
    runs.push(await measure(program));
  }
  const seconds = runs.map((run) => run.seconds).sort((a, b) => a - b);
  const peak = Math.max(...runs.map(({ peakBytes }) => peakBytes));
  console.log(
    `run remio-console: first request answered ${format(seconds[RUNS >> 1]!)} after the start ` +
      `(${format(seconds[0]!)} to ${format(seconds[RUNS - 1]!)} in ${RUNS} runs; wanted: below 1 s), ` +
      `${(peak / 1e6).toFixed(0)} MB at most (wanted: below 200 MB)`,
  );
}

function measure(program: string): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const args = ['--import', REPORT_MEMORY, program, 'run', 'remio-console'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let seconds: number | undefined;
    let errors = '';
    createInterface(child.stdout).on('line', (line) => {
      if (seconds === undefined && line.includes(FIRST_ANSWERED)) {
        seconds = Number(process.hrtime.bigint() - start) / 1e9;
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('error', reject);
    child.on('close', () => {
      const kibibytes = /peak=(\d+)/.exec(errors)?.[1];
      if (seconds === undefined || kibibytes === undefined) {
        reject(new Error(`remio-console got no answer to a request:\n${errors}`));
      } else {
        resolve({ seconds, peakBytes: Number(kibibytes) * 1024 });
      }
    });
  });
}

function format(seconds: number): string {
  return `${seconds.toFixed(2)} s`;
}

if (require.main === module) {
  void benchFirstRequest();
}
