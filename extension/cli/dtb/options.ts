// SPDX-License-Identifier: Apache-2.0
/** The options of `bao-debug dtb`. */

import { UsageError } from '../usage-error';

export interface DtbOptions {
  readonly file: string;
  /** Where the flattened tree goes; beside the source when it is not given. */
  readonly output: string | undefined;
  readonly symbols: boolean;
}

interface Given {
  readonly output?: string | undefined;
  readonly symbols?: boolean | undefined;
}

/** @throws UsageError */
export function readDtbOptions({ output, symbols = false }: Given, files: readonly string[]): DtbOptions {
  const [file, ...more] = files;
  if (file === undefined || more.length > 0) {
    throw new UsageError('dtb takes one device tree: a .dts or .dtso file');
  }
  return { file, output, symbols };
}
