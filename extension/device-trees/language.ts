// SPDX-License-Identifier: Apache-2.0
/** Runs the language server for device trees, from the first document on that it is for. */

import { join } from 'node:path';
import * as vscode from 'vscode';
import { DidChangeConfigurationNotification, LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { DOCUMENTS, isServed, WATCHED } from './documents';

const SECTION = 'bao.deviceTree';

export class DeviceTreeLanguage implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private client: LanguageClient | undefined;

  constructor(
    private readonly context: Pick<vscode.ExtensionContext, 'extensionPath' | 'globalStorageUri'>,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      vscode.workspace.onDidOpenTextDocument((document) => this.see(document)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(SECTION)) {
          void this.client?.sendNotification(DidChangeConfigurationNotification.type, { settings: settings() });
        }
      }),
    ];
    vscode.workspace.textDocuments.forEach((document) => {
      this.see(document);
    });
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
    this.client?.dispose().catch((error) => this.log.error(error));
  }

  private see(document: vscode.TextDocument): void {
    if (!this.client && isServed(document)) {
      this.client = this.newClient();
      this.client.start().catch((error) => {
        this.log.error(error);
        void vscode.window.showErrorMessage(`Device trees are not checked: ${error.message}`);
      });
    }
  }

  private newClient(): LanguageClient {
    const { extensionPath, globalStorageUri } = this.context;
    const watcher = vscode.workspace.createFileSystemWatcher(WATCHED);
    this.subscriptions.push(watcher);
    return new LanguageClient(
      SECTION,
      'Device Trees',
      {
        module: join(extensionPath, 'dist', 'device-tree-server.js'),
        transport: TransportKind.ipc,
        options: { env: { ...process.env, BAO_DEBUG_CACHE: globalStorageUri.fsPath } },
      },
      {
        documentSelector: DOCUMENTS,
        initializationOptions: settings(),
        synchronize: { fileEvents: watcher },
        outputChannel: this.log,
      },
    );
  }
}

/** As the server reads them; it knows the defaults and which folder relative paths count from. */
function settings(): unknown {
  return JSON.parse(JSON.stringify(vscode.workspace.getConfiguration(SECTION)));
}
