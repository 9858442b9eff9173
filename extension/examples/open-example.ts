// SPDX-License-Identifier: Apache-2.0
/** The command that puts an example system into a folder of the user's choice and opens it. */

import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  type Comparison,
  compareWithFolder,
  type ExampleFile,
  type ExampleSystem,
  type ExampleSystems,
  exampleFiles,
  exampleSystems,
  writeFiles,
} from '../example-systems';

/** @param packageRoot the installed extension's folder */
export async function openExample(packageRoot: string): Promise<void> {
  const examples = exampleSystems(packageRoot);
  const system = await pickSystem(examples);
  const parent = system && (await pickFolder(system));
  if (system === undefined || parent === undefined) {
    return;
  }
  const folder = vscode.Uri.joinPath(parent, system.name);
  const files = exampleFiles(examples, system);
  if (await putFiles(folder.fsPath, system, files)) {
    await openFolder(folder);
  }
}

async function pickSystem({ systems }: ExampleSystems): Promise<ExampleSystem | undefined> {
  const items = systems.map((system) => ({ label: system.name, detail: system.title, system }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Open an Example System',
    placeHolder: 'Which system do you want a copy of?',
    matchOnDetail: true,
  });
  return picked?.system;
}

async function pickFolder(system: ExampleSystem): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: `Where to put the folder ${system.name}`,
    openLabel: `Create ${system.name} Here`,
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return picked?.[0];
}

/** Writes what is missing, and asks before it replaces anything. @returns whether the folder is to be opened */
async function putFiles(folder: string, system: ExampleSystem, files: readonly ExampleFile[]): Promise<boolean> {
  const found = compareWithFolder(folder, files);
  if (found.different.length === 0) {
    writeFiles(folder, found.missing);
    return true;
  }
  const choice = await askAboutExisting(folder, system, found);
  if (choice === 'replace') {
    writeFiles(folder, [...found.missing, ...found.different]);
  }
  return choice !== 'cancel';
}

async function askAboutExisting(
  folder: string,
  system: ExampleSystem,
  { different, missing }: Comparison,
): Promise<'replace' | 'keep' | 'cancel'> {
  const keep = 'Open as It Is';
  const replace = 'Replace the Changed Files';
  const names = different.slice(0, 5).map(({ path }) => path);
  const more = different.length > names.length ? [`and ${different.length - names.length} more`] : [];
  const absent = missing.length > 0 ? [`Not there: ${count(missing.length, 'file')} of the example.`] : [];
  const answer = await vscode.window.showWarningMessage(
    `${join(folder)} has other versions of ${count(different.length, 'file')} of ${system.name}.`,
    { modal: true, detail: [...names, ...more, ...absent].join('\n') },
    keep,
    replace,
  );
  switch (answer) {
    case keep:
      return 'keep';
    case replace:
      return 'replace';
    default:
      return 'cancel';
  }
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}

/** In this window when nothing is open in it, else as the user says. */
async function openFolder(folder: vscode.Uri): Promise<void> {
  if (vscode.workspace.workspaceFolders === undefined) {
    await vscode.commands.executeCommand('vscode.openFolder', folder, { forceReuseWindow: true });
    return;
  }
  const here = 'Open';
  const elsewhere = 'Open in New Window';
  const answer = await vscode.window.showInformationMessage(
    `The example system is in ${folder.fsPath}.`,
    here,
    elsewhere,
  );
  if (answer !== undefined) {
    const forceNewWindow = answer === elsewhere;
    await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow });
  }
}
