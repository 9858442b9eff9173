// SPDX-License-Identifier: Apache-2.0
import type { SourcePlace } from './symbols';

/** A place by the numbers that debug information has for it; those of damaged information may be anything. */
export function sourcePlace(file: string, line: number | undefined, column: number | undefined): SourcePlace {
  return { file, line: counted(line), column: counted(column) };
}

/** Lines and columns count from 1; 0 is unknown. */
function counted(number: number | undefined): number {
  return number !== undefined && Number.isSafeInteger(number) && number > 0 ? number : 0;
}
