// SPDX-License-Identifier: Apache-2.0
/** Memory of a debug session as read-only documents, read anew at each stop. Nothing else needs to be installed. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import { baseOf, lengthOf, lineOf, type MemoryPart, partOf, queryOf } from './memory-part';
import { hex, memoryLines } from './memory-text';

export const MEMORY_SCHEME = 'bao-memory';

const HEADER_LINES = 3;
const UNKNOWN = 'This memory belongs to no debug session: open it anew from the Bao views.';
const RUNNING = 'Memory can be read when the machine has stopped: pause it, and it is shown here.';

export class MemoryDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly sessions = new Map<string, vscode.DebugSession>();
  /** What is shown stays while it cannot be read. */
  private readonly shown = new Map<string, string>();
  private readonly subscriptions: readonly vscode.Disposable[];

  readonly onDidChange = this.changed.event;

  constructor() {
    this.subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(MEMORY_SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.shown.delete(uri.toString())),
      vscode.debug.onDidTerminateDebugSession(({ id }) => this.sessions.delete(id)),
    ];
  }

  /** Opens a document. @param at guest address to go to; the first byte otherwise */
  async show(session: vscode.DebugSession, part: MemoryPart, at: bigint = baseOf(part) + part.start): Promise<void> {
    this.sessions.set(session.id, session);
    const document = await vscode.workspace.openTextDocument(uriOf(part));
    const position = new vscode.Position(Math.min(lineOf(part, at, HEADER_LINES), document.lineCount - 1), 0);
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position) });
  }

  /** To be called when memory may have changed. */
  refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments.filter((each) => each.uri.scheme === MEMORY_SCHEME)) {
      this.changed.fire(uri);
    }
  }

  /** The session of a document's memory, as long as it lasts. */
  sessionOf(part: MemoryPart): vscode.DebugSession | undefined {
    return this.sessions.get(part.session);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const part = partOfUri(uri);
    const session = part && this.sessionOf(part);
    const before = this.shown.get(uri.toString());
    if (part === undefined || session === undefined) {
      return before ?? UNKNOWN;
    }
    const text = await textOf(session, part);
    if (text === undefined) {
      return before ?? RUNNING;
    }
    this.shown.set(uri.toString(), text);
    return text;
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
    this.changed.dispose();
  }
}

/** The title is what tabs show. */
function uriOf(part: MemoryPart): vscode.Uri {
  return vscode.Uri.from({ scheme: MEMORY_SCHEME, path: `/${part.title.replaceAll('/', '∕')}`, query: queryOf(part) });
}

/** @returns undefined for another document, or a damaged address */
export function partOfUri({ scheme, path, query }: vscode.Uri): MemoryPart | undefined {
  return scheme === MEMORY_SCHEME ? partOf(path.slice(1), query) : undefined;
}

/** @returns undefined while the machine runs */
async function textOf(session: vscode.DebugSession, part: MemoryPart): Promise<string | undefined> {
  const count = lengthOf(part);
  const args: DebugProtocol.ReadMemoryArguments = {
    memoryReference: part.reference,
    offset: Number(part.start),
    count,
  };
  let answer: DebugProtocol.ReadMemoryResponse['body'];
  try {
    answer = await session.customRequest('readMemory', args);
  } catch {
    return undefined;
  }
  const bytes = Buffer.from(answer?.data ?? '', 'base64');
  const address = baseOf(part) + part.start;
  const last = part.start + BigInt(count) - 1n;
  const header = [part.title, `bytes ${hex(part.start)} to ${hex(last)} of ${hex(part.size)}, as of the last stop`, ''];
  return [...header, ...memoryLines({ address, bytes, unreadable: count - bytes.length })].join('\n');
}
