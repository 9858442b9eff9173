// SPDX-License-Identifier: Apache-2.0
/** Writes the log to a file that the user chooses, with progress and a way to give it up. */

import * as vscode from 'vscode';
import {
  CANCEL_LOG_EXPORT_REQUEST,
  type CancelLogExportArguments,
  EXPORT_LOG_REQUEST,
  type ExportLogArguments,
  type ExportLogResponseBody,
  LOG_EXPORT_EVENT,
  type LogExportEventBody,
  type LogFilter,
} from '../../../debug-adapter/protocol';

interface FormatPick extends vscode.QuickPickItem {
  readonly format: ExportLogArguments['format'];
  readonly file: string;
  readonly extensions: readonly string[];
}

const FORMATS: readonly FormatPick[] = [
  { label: 'Text', detail: 'A line for each entry', format: 'text', file: 'bao-log.txt', extensions: ['txt', 'log'] },
  { label: 'JSON', detail: 'Every field of each entry', format: 'json', file: 'bao-log.json', extensions: ['json'] },
  {
    label: 'Perfetto Trace',
    detail: 'A track for each vCPU and task, with arrows: open it at ui.perfetto.dev',
    format: 'perfetto',
    file: 'bao-trace.json',
    extensions: ['json'],
  },
];

let exportsBegun = 0;

/** @param filter what the view is limited to; the user is asked whether the export is, too */
export async function exportLog(session: vscode.DebugSession, filter: LogFilter | undefined): Promise<void> {
  const pick = await vscode.window.showQuickPick(FORMATS, { title: 'Export the Log', placeHolder: 'Format' });
  const isLimited = pick && (filter === undefined ? false : await askWhetherLimited());
  if (pick === undefined || isLimited === undefined) {
    return;
  }
  const target = await vscode.window.showSaveDialog({
    saveLabel: 'Export',
    title: `Export the Log: ${pick.label}`,
    defaultUri: vscode.Uri.joinPath(folderOf(session), pick.file),
    filters: { [pick.label]: [...pick.extensions] },
  });
  if (target?.scheme === 'file') {
    await write(session, { format: pick.format, path: target.fsPath, ...(isLimited ? { filter: filter! } : {}) });
  } else if (target !== undefined) {
    throw new Error(`${target.toString(true)} is not on the machine that the debug adapter runs on`);
  }
}

/** @returns undefined when the user gives up */
async function askWhetherLimited(): Promise<boolean | undefined> {
  const items = [
    { label: 'Entries that are shown', detail: 'What the filter lets through', isLimited: true },
    { label: 'All entries', isLimited: false },
  ];
  return (await vscode.window.showQuickPick(items, { title: 'Export the Log', placeHolder: 'Entries' }))?.isLimited;
}

function folderOf(session: vscode.DebugSession): vscode.Uri {
  const folder = session.workspaceFolder ?? vscode.workspace.workspaceFolders?.[0];
  return folder?.uri ?? vscode.Uri.file(process.cwd());
}

async function write(session: vscode.DebugSession, what: Omit<ExportLogArguments, 'id'>): Promise<void> {
  const id = `export-${++exportsBegun}`;
  const options = { location: vscode.ProgressLocation.Notification, title: 'Exporting the log', cancellable: true };
  let isCancelled = false;
  const written = await vscode.window.withProgress(options, async (progress, token) => {
    const events = vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session: from, event, body }) => {
      if (from.id === session.id && event === LOG_EXPORT_EVENT && (body as LogExportEventBody).id === id) {
        report(progress, body as LogExportEventBody);
      }
    });
    token.onCancellationRequested(() => {
      isCancelled = true;
      const args: CancelLogExportArguments = { id };
      void session.customRequest(CANCEL_LOG_EXPORT_REQUEST, args);
    });
    try {
      const args: ExportLogArguments = { id, ...what };
      return (await session.customRequest(EXPORT_LOG_REQUEST, args)) as ExportLogResponseBody;
    } catch (error) {
      if (isCancelled) {
        return undefined;
      }
      throw error;
    } finally {
      events.dispose();
    }
  });
  if (written !== undefined) {
    await offerToOpen(written, what.path);
  }
}

function report(
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  { done, total }: LogExportEventBody,
): void {
  progress.report({ message: `${done.toLocaleString('en')} of ${total.toLocaleString('en')} entries` });
}

async function offerToOpen({ entries, bytes }: ExportLogResponseBody, path: string): Promise<void> {
  const open = 'Open';
  const size = bytes < 1 << 20 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / (1 << 20)).toFixed(1)} MiB`;
  const text = `${entries.toLocaleString('en')} entries (${size}) were written to ${path}`;
  if ((await vscode.window.showInformationMessage(text, open)) === open) {
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
  }
}
