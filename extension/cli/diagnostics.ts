// SPDX-License-Identifier: Apache-2.0
/** Diagnostics as compilers print them: file:line:column, and the line itself. */

import { relative } from 'node:path';
import type { Diagnostic } from '../../emulator';
import { clip, printable, type Style } from './terminal';

/** Path as a person in the current folder would type it. */
export function shownPath(file: string): string {
  const shown = relative('', file);
  return shown === '' || shown.startsWith('..') ? file : shown;
}

/** One diagnostic in text; `lineAt` gives a line of a file, when it can be had. */
export function formatDiagnostic(
  diagnostic: Diagnostic,
  style: Style,
  lineAt: (file: string, line: number) => string | undefined,
): string {
  const { range, message, code } = diagnostic;
  const head = `${placeLabel(diagnostic, style)}: ${message} ${style.dim(`[${code}]`)}`;
  const line = lineAt(range.file, range.start.line);
  return line === undefined || line === '' ? head : `${head}\n${underlined(diagnostic, line, style)}`;
}

/** Where, and how bad: `config.c:12:3: error`. */
export function placeLabel({ range, severity }: Pick<Diagnostic, 'range' | 'severity'>, style: Style): string {
  const place = `${shownPath(range.file)}:${range.start.line + 1}:${range.start.column + 1}`;
  return `${style.bold(place)}: ${style.apply(severity === 'error' ? 'red' : 'yellow', severity)}`;
}

function underlined({ range }: Diagnostic, line: string, style: Style): string {
  const width = style.columns - 4;
  const { column } = range.start;
  const end = range.end.line === range.start.line ? range.end.column : line.length;
  // A long line is shown from a little before the place on.
  const from = column > width - 20 ? column - 20 : 0;
  const shown = clip(printable(line.slice(from).replaceAll('\t', ' ')), width);
  const room = Math.max(1, shown.length - (column - from));
  const marks = '^'.repeat(Math.max(1, Math.min(end - column, room)));
  return `    ${shown}\n    ${' '.repeat(Math.max(0, column - from))}${style.apply('green', marks)}`;
}
