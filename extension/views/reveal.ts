// SPDX-License-Identifier: Apache-2.0
/** Goes to where an entry of a view leads. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import type { MemoryDocuments } from '../memory';
import type { Destination, ShownMemory } from './item';

/** Of the entries themselves; not in the command palette, because it needs to know an entry. */
export const REVEAL_COMMAND = 'bao.revealEntry';
/** In menus of entries with memory, and what they do when they lead nowhere else. */
export const SHOW_MEMORY_COMMAND = 'bao.showMemory';

export async function reveal(session: vscode.DebugSession | undefined, destination: Destination): Promise<void> {
  if (destination.kind === 'line') {
    await showLine(vscode.Uri.file(destination.path), destination.line);
  } else if (session !== undefined) {
    await revealThread(session, destination.threadId);
  }
}

export async function showMemory(
  documents: MemoryDocuments,
  session: vscode.DebugSession | undefined,
  memory: ShownMemory | undefined,
): Promise<void> {
  if (session !== undefined && memory !== undefined) {
    const { title, reference, size } = memory;
    await documents.show(session, { session: session.id, title, reference, size: BigInt(size), start: 0n });
  }
}

/** Calls that are asked for: a sleeping task's innermost ones are those of the scheduler, which tell nothing of it. */
const LEVELS = 12;

/** Shows the line that a thread is at. */
async function revealThread(session: vscode.DebugSession, threadId: number): Promise<void> {
  const frame = await innermostFrame(session, threadId);
  if (frame === undefined) {
    void vscode.window.showInformationMessage('Where it is can be shown when the machine has stopped: pause it first.');
  } else if (frame.source === undefined) {
    void vscode.window.showInformationMessage(`It is in ${frame.name}, whose source is not known.`);
  } else {
    await revealSource(session, frame.source, frame.line);
  }
}

/** Shows a line of a source as the debug adapter names it. */
export async function revealSource(
  session: vscode.DebugSession,
  source: DebugProtocol.Source,
  line: number,
): Promise<void> {
  await showLine(uriOf(source, session), line);
}

/** The innermost call that tells something. */
async function innermostFrame(
  session: vscode.DebugSession,
  threadId: number,
): Promise<DebugProtocol.StackFrame | undefined> {
  try {
    const args: DebugProtocol.StackTraceArguments = { threadId, levels: LEVELS };
    const stack = (await session.customRequest('stackTrace', args)) as DebugProtocol.StackTraceResponse['body'];
    return stack.stackFrames.find(({ presentationHint }) => presentationHint !== 'subtle') ?? stack.stackFrames[0];
  } catch {
    // The machine runs.
    return undefined;
  }
}

/** The editor has made addresses of the paths of files on their way here. */
function uriOf(source: DebugProtocol.Source, session: vscode.DebugSession): vscode.Uri {
  return source.path !== undefined && /^[a-z][a-z0-9+.-]+:/i.test(source.path)
    ? vscode.Uri.parse(source.path)
    : vscode.debug.asDebugSourceUri(source, session);
}

async function showLine(uri: vscode.Uri, line: number): Promise<void> {
  const at = new vscode.Position(Math.max(0, line - 1), 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at), preview: true });
}
