// SPDX-License-Identifier: Apache-2.0
/** What can be done in a document of memory: go to its next and previous part, and to an address. */

import * as vscode from 'vscode';
import { type MemoryDocuments, partOfUri } from './memory-documents';
import { baseOf, displacedPart, type MemoryPart, partWith } from './memory-part';
import { hex } from './memory-text';

export function memoryCommands(documents: MemoryDocuments): vscode.Disposable[] {
  return [
    vscode.commands.registerCommand('bao.nextMemory', () => move(documents, 1)),
    vscode.commands.registerCommand('bao.previousMemory', () => move(documents, -1)),
    vscode.commands.registerCommand('bao.goToMemoryAddress', () => goToAddress(documents)),
  ];
}

async function move(documents: MemoryDocuments, parts: number): Promise<void> {
  const part = looked();
  const other = part && displacedPart(part, parts);
  if (other !== undefined) {
    await show(documents, other);
  }
}

async function goToAddress(documents: MemoryDocuments): Promise<void> {
  const part = looked();
  if (part === undefined) {
    return;
  }
  const [first, last] = [baseOf(part), baseOf(part) + part.size - 1n];
  const range = `${hex(first)} to ${hex(last)}`;
  const text = await vscode.window.showInputBox({
    title: part.title,
    prompt: `Address, ${range}`,
    value: hex(first + part.start),
    validateInput: (typed) => {
      const address = addressOf(typed);
      return address !== undefined && partWith(part, address) !== undefined ? undefined : `An address from ${range}`;
    },
  });
  const address = text === undefined ? undefined : addressOf(text);
  const other = address === undefined ? undefined : partWith(part, address);
  if (other !== undefined) {
    await show(documents, other, address);
  }
}

async function show(documents: MemoryDocuments, part: MemoryPart, address?: bigint): Promise<void> {
  const session = documents.sessionOf(part);
  if (session === undefined) {
    void vscode.window.showInformationMessage('The debug session that this memory belongs to is over.');
  } else {
    await documents.show(session, part, address);
  }
}

/** What the user looks at. */
function looked(): MemoryPart | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri && partOfUri(uri);
}

function addressOf(text: string): bigint | undefined {
  return /^\s*(0x[0-9a-f]{1,16}|[0-9]{1,20})\s*$/i.test(text) ? BigInt(text.trim()) : undefined;
}
