// SPDX-License-Identifier: Apache-2.0
/** What would mend a finding, as edits that the editor offers. */

import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver';
import type { Diagnostic } from '../..';
import { diagnosticOf, rangeOf, uriOf } from '../protocol-shapes';

/** @param found in the file @param wanted where the cursor or the selection is */
export function quickFixes(found: readonly Diagnostic[], wanted: Range): CodeAction[] {
  return found
    .filter(({ range }) => touch(rangeOf(range), wanted))
    .flatMap((diagnostic) =>
      (diagnostic.fixes ?? []).map(({ title, range, newText }, index) => ({
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnosticOf(diagnostic)],
        isPreferred: index === 0,
        edit: { changes: { [uriOf(range.file)]: [{ range: rangeOf(range), newText }] } },
      })),
    );
}

/** Whether two ranges have a place in common, be it their ends. */
export function touch(one: Range, other: Range): boolean {
  return !isBefore(one.end, other.start) && !isBefore(other.end, one.start);
}

function isBefore(one: Range['start'], other: Range['start']): boolean {
  return one.line < other.line || (one.line === other.line && one.character < other.character);
}
