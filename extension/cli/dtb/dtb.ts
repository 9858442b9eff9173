// SPDX-License-Identifier: Apache-2.0
/** `bao-debug dtb`: writes the flattened form of a device tree. */

import { writeFileSync } from 'node:fs';
import { compileFile, readBytes, reporterFor } from '../device-trees';
import type { Environment } from '../environment';
import { UsageError } from '../usage-error';
import type { DtbOptions } from './options';

/** Returns the exit code. @throws UsageError */
export function dtb({ file, output, symbols }: DtbOptions, environment: Environment): number {
  const { dtb: flattened, syntax, diagnostics } = compileFile(file, readBytes(file), { symbols });
  const reporter = reporterFor('text', environment);
  for (const diagnostic of diagnostics) {
    reporter.report(diagnostic);
  }
  if (flattened === undefined) {
    return 1;
  }
  const path = output ?? beside(file, syntax.plugin === undefined ? 'dtb' : 'dtbo');
  try {
    writeFileSync(path, flattened);
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
  environment.output.line(`${path}: ${flattened.length} bytes`);
  return 0;
}

function beside(file: string, ending: string): string {
  return `${file.replace(/\.dtso?$/, '')}.${ending}`;
}
