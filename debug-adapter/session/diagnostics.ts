// SPDX-License-Identifier: Apache-2.0
/** What is wrong with a configuration, as compilers say it. */

import type { Diagnostic } from '../../emulator';

/** More would fill the screen without helping. */
const MAX_LINES = 20;

/** `file:line:column: error: message`, counted from 1. */
export function diagnosticText({
  range,
  severity,
  message,
}: Pick<Diagnostic, 'range' | 'severity' | 'message'>): string {
  const { line, column } = range.start;
  return `${range.file}:${line + 1}:${column + 1}: ${severity}: ${message}`;
}

/** One line for each; the rest as a number. */
export function diagnosticLines(diagnostics: readonly Diagnostic[]): string {
  const lines = diagnostics.slice(0, MAX_LINES).map(diagnosticText);
  const rest = diagnostics.length - lines.length;
  return [...lines, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n');
}
