// SPDX-License-Identifier: Apache-2.0
/** Our places and findings in the words of the Language Server Protocol. Both count lines and UTF-16 units from 0. */

import { fileURLToPath, pathToFileURL } from 'node:url';
import { DiagnosticSeverity, type Location, type Diagnostic as LspDiagnostic, type Range } from 'vscode-languageserver';
import type { Diagnostic, Position, SourceRange } from '..';

export const SOURCE = 'device tree';

export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}

/** Undefined for documents that are no files. */
export function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

export function rangeOf({ start, end }: SourceRange): Range {
  return { start: positionOf(start), end: positionOf(end) };
}

function positionOf({ line, column }: Position): Range['start'] {
  return { line, character: column };
}

export function locationOf(range: SourceRange): Location {
  return { uri: uriOf(range.file), range: rangeOf(range) };
}

/** Whether a place lies in a range of the same file; a range that is empty has its start. */
export function holds({ start, end }: SourceRange, { line, character }: Range['start']): boolean {
  const isBehindStart = line > start.line || (line === start.line && character >= start.column);
  const isBeforeEnd = line < end.line || (line === end.line && character <= end.column);
  return isBehindStart && isBeforeEnd;
}

export function diagnosticOf({ severity, code, message, range, related = [] }: Diagnostic): LspDiagnostic {
  return {
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    ...{ code, message, source: SOURCE, range: rangeOf(range) },
    relatedInformation: related.map((each) => ({ message: each.message, location: locationOf(each.range) })),
  };
}
