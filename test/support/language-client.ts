// SPDX-License-Identifier: Apache-2.0
/** A client of the language server, as an editor without a screen. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { projectRoot } from './requirements';

export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}

export class LanguageClient {
  readonly connection: ProtocolConnection;
  private readonly process: ChildProcess;
  private readonly found = new Map<string, readonly Diagnostic[]>();
  private readonly texts = new Map<string, string>();
  private waiting: (() => void)[] = [];
  private version = 1;

  /** @param environment what the server's has beside ours */
  constructor(environment: NodeJS.ProcessEnv = {}) {
    const program = join(projectRoot, 'dist', 'device-tree-server.js');
    this.process = spawn(process.execPath, [program, '--stdio'], { env: { ...process.env, ...environment } });
    this.connection = createProtocolConnection(
      new StreamMessageReader(this.process.stdout!),
      new StreamMessageWriter(this.process.stdin!),
    );
    this.connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      this.found.set(uri, diagnostics);
      for (const wake of this.waiting.splice(0)) {
        wake();
      }
    });
    this.connection.listen();
  }

  /** @param folders of the workspace, absolute paths */
  async start(settings: object = {}, folders: readonly string[] = []): Promise<void> {
    await this.connection.sendRequest(InitializeRequest.type, {
      ...{ processId: process.pid, rootUri: null, capabilities: {} },
      initializationOptions: settings,
      workspaceFolders: folders.map((folder) => ({ uri: uriOf(folder), name: folder })),
    });
    await this.connection.sendNotification(InitializedNotification.type, {});
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    this.connection.dispose();
    this.process.kill();
  }

  /** The most memory that the server has had so far; not a number where the system does not tell (Linux does). */
  peakMegabytes(): number {
    const path = `/proc/${this.process.pid}/status`;
    const status = existsSync(path) ? readFileSync(path, 'utf8') : '';
    return (Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) * 1024) / 1e6;
  }

  /** Opens a file of the disk. */
  async open(path: string, languageId = 'dts'): Promise<string> {
    const uri = uriOf(path);
    const text = readFileSync(path, 'utf8');
    this.texts.set(uri, text);
    const textDocument = { uri, languageId, version: this.version++, text };
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    return uri;
  }

  async change(uri: string, text: string): Promise<void> {
    this.texts.set(uri, text);
    const textDocument = { uri, version: this.version++ };
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument,
      contentChanges: [{ text }],
    });
  }

  text(uri: string): string {
    return this.texts.get(uri) ?? '';
  }

  /** Waits until what was published about a file is as wanted. */
  async until(uri: string, isWanted: (diagnostics: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> {
    for (;;) {
      const diagnostics = this.found.get(uri);
      if (diagnostics && isWanted(diagnostics)) {
        return diagnostics;
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** Carries out an edit in documents that are open. */
  async apply({ changes = {} }: WorkspaceEdit): Promise<void> {
    for (const [uri, edits] of Object.entries(changes)) {
      await this.change(uri, edited(this.text(uri), edits));
    }
  }
}

function edited(text: string, edits: readonly TextEdit[]): string {
  const lines = text.split('\n');
  const starts = lines.map((_, line) => lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0));
  const places = edits.map(({ range: { start, end }, newText }) => ({
    from: starts[start.line]! + start.character,
    to: starts[end.line]! + end.character,
    newText,
  }));
  return places
    .sort((one, other) => other.from - one.from)
    .reduce((result, { from, to, newText }) => result.slice(0, from) + newText + result.slice(to), text);
}
