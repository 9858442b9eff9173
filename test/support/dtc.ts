// SPDX-License-Identifier: Apache-2.0

import { spawnSync } from 'node:child_process';

/** What dtc makes of a source: the flattened tree, or its complaints. */
export interface DtcAnswer {
  readonly dtb?: Uint8Array;
  readonly complaints: string;
}

/** Runs Debian's device-tree compiler on a source text that needs no preprocessor. Warnings are silenced. */
export function runDtc(source: string): DtcAnswer {
  const run = spawnSync('dtc', ['-q', '-I', 'dts', '-O', 'dtb', '-'], { input: source, maxBuffer: 1 << 28 });
  const complaints = run.stderr.toString();
  return run.status === 0 ? { dtb: new Uint8Array(run.stdout), complaints } : { complaints };
}
