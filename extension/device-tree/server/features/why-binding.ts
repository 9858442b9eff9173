// SPDX-License-Identifier: Apache-2.0
/** Tells on request why a node is checked with a binding, and leads to the line that says so. */

import { basename, isAbsolute } from 'node:path';
import { type CodeAction, CodeActionKind, type Connection, type Range } from 'vscode-languageserver';
import type { BindingFinding, BindingLibrary, Diagnostic } from '../..';
import { diagnosticOf, rangeOf, uriOf } from '../protocol-shapes';
import { touch } from './quick-fixes';

export const WHY_COMMAND = 'bao.deviceTree.whyThisBinding';
const OPEN = 'Open Binding';

/** What the command is given. */
interface Reason {
  readonly message: string;
  /** Absent for bindings that are part of the program. */
  readonly place?: { readonly uri: string; readonly line: number };
}

export function whyActions(found: readonly Diagnostic[], wanted: Range, library: BindingLibrary): CodeAction[] {
  return found.filter(isBindingFinding).flatMap((finding) => {
    const reason = touch(rangeOf(finding.range), wanted) ? reasonFor(finding, library) : undefined;
    return reason
      ? {
          title: 'Why this binding?',
          kind: CodeActionKind.QuickFix,
          diagnostics: [diagnosticOf(finding)],
          command: { title: 'Why this binding?', command: WHY_COMMAND, arguments: [reason] },
        }
      : [];
  });
}

function isBindingFinding(diagnostic: Diagnostic): diagnostic is BindingFinding {
  return 'schema' in diagnostic && typeof diagnostic.schema === 'string';
}

function reasonFor({ node, schema, selectedBy }: BindingFinding, library: BindingLibrary): Reason | undefined {
  const file = schema === null ? undefined : library.entry(schema)?.file;
  if (schema === null || file === undefined) {
    return undefined;
  }
  const isFile = isAbsolute(file);
  const name = isFile ? basename(file) : `${basename(schema)} (built in)`;
  const because =
    selectedBy === null
      ? 'meets the condition that it names itself'
      : `has '${selectedBy}' as compatible, which it describes`;
  const message = `${name} is applied because ${node ?? 'the node'} ${because}.`;
  const line = isFile ? lineWith(library.readText(file) ?? '', selectedBy ?? 'select:') : 0;
  return { message, ...(isFile && { place: { uri: uriOf(file), line } }) };
}

/** Counted from 0. */
function lineWith(text: string, wanted: string): number {
  const at = text.indexOf(wanted);
  return at < 0 ? 0 : text.slice(0, at).split('\n').length - 1;
}

/** @param given came with the action, through the client */
export async function tellWhy(connection: Connection, given: unknown): Promise<void> {
  const { message, place } = (typeof given === 'object' && given !== null ? given : {}) as Partial<Reason>;
  if (typeof message !== 'string') {
    return;
  }
  const choice = await connection.window.showInformationMessage(message, ...(place ? [{ title: OPEN }] : []));
  if (choice && typeof place?.uri === 'string' && Number.isInteger(place.line)) {
    const start = { line: place.line, character: 0 };
    await connection.window.showDocument({ uri: place.uri, selection: { start, end: start }, takeFocus: true });
  }
}
