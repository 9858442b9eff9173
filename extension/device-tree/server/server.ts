// SPDX-License-Identifier: Apache-2.0
/** The language server: takes what an editor says, keeps the workspace up to date, and answers from it. */

import { setImmediate } from 'node:timers/promises';
import {
  type ClientCapabilities,
  type Connection,
  type InitializeResult,
  type Range,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic } from '..';
import type { Analysis } from './analysis';
import { openBindings } from './bindings';
import { semanticTokens, TOKEN_TYPES } from './features/colours';
import { completionsAt } from './features/completion';
import { formatted } from './features/format';
import { hoverAt } from './features/hover';
import { definitions, referencesTo, renamed } from './features/labels';
import { includeLinks } from './features/links';
import { documentSymbols, foldingRanges } from './features/outline';
import { quickFixes } from './features/quick-fixes';
import { tellWhy, WHY_COMMAND, whyActions } from './features/why-binding';
import { inWorkspace } from './folders';
import { diagnosticOf, pathOf, uriOf } from './protocol-shapes';
import { DEFAULT_SETTINGS, readSettings, type Settings } from './settings';
import { Texts } from './texts';
import { Workspace } from './workspace';

/** Changes that come within this time are seen as one; so are those that come while a tree is checked. */
const QUIET_MILLISECONDS = 5;
const INVALID_PARAMS = -32602;

const CAPABILITIES: InitializeResult['capabilities'] = {
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  textDocumentSync: TextDocumentSyncKind.Incremental,
  codeActionProvider: { codeActionKinds: ['quickfix'] },
  executeCommandProvider: { commands: [WHY_COMMAND] },
  definitionProvider: true,
  referencesProvider: true,
  renameProvider: true,
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  hoverProvider: true,
  documentFormattingProvider: true,
  semanticTokensProvider: { legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [] }, full: true },
  documentLinkProvider: {},
  completionProvider: { triggerCharacters: ['&', '"', '<'] },
};

export class DeviceTreeServer {
  private readonly texts = new Texts();
  private readonly workspace = new Workspace(this.texts);
  private readonly documents = new TextDocuments(TextDocument);
  private found: ReadonlyMap<string, readonly Diagnostic[]> = new Map();
  private timer: NodeJS.Timeout | undefined;
  private configurations = 0;
  private settings: Settings = DEFAULT_SETTINGS;
  /** Absolute paths. */
  private folders: readonly string[] = [];

  /** @param indexFolder where prepared bindings are kept; undefined: nowhere */
  constructor(
    private readonly connection: Connection,
    private readonly indexFolder: string | undefined,
  ) {}

  listen(): void {
    const { connection, documents } = this;
    connection.onInitialize(({ initializationOptions, workspaceFolders, capabilities }) => {
      this.settings = readSettings(initializationOptions);
      this.folders = pathsOf(workspaceFolders ?? []);
      // Requests to the client are for later: it awaits the answer first.
      connection.onInitialized(() => this.initialized(capabilities));
      return { capabilities: CAPABILITIES };
    });
    connection.onDidChangeConfiguration(({ settings }) => this.configure(readSettings(settings)));
    connection.onDidChangeWatchedFiles(({ changes }) =>
      changes.some(({ uri }) => uri.endsWith('.yaml')) ? this.configure(this.settings) : this.later(),
    );
    documents.onDidChangeContent(({ document }) => this.edit(document.uri, document.getText()));
    documents.onDidClose(({ document }) => this.edit(document.uri, undefined));
    this.answer();
    documents.listen(connection);
    connection.listen();
  }

  private edit(uri: string, text: string | undefined): void {
    const path = pathOf(uri);
    if (path !== undefined) {
      this.texts.edit(path, text);
      this.later();
    }
  }

  private async initialized({ workspace }: ClientCapabilities): Promise<void> {
    if (workspace?.workspaceFolders) {
      this.connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(pathsOf(removed));
        this.folders = [...this.folders.filter((folder) => !gone.has(folder)), ...pathsOf(added)];
        return this.configure(this.settings);
      });
    }
    await this.configure(this.settings);
  }

  private async configure(given: Settings): Promise<void> {
    this.settings = given;
    const settings = inWorkspace(given, this.folders);
    this.configurations++;
    const mine = this.configurations;
    this.workspace.configure(settings, undefined);
    this.later();
    if (!settings.checks.bindings) {
      return;
    }
    const library = await openBindings(this.connection, settings.bindings, this.indexFolder);
    // What was configured in the meantime counts.
    if (mine === this.configurations) {
      this.workspace.configure(settings, library);
      this.later();
    }
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.update(), QUIET_MILLISECONDS);
  }

  private async update(): Promise<void> {
    const before = [...this.found.keys()];
    this.found = this.workspace.update();
    for (const file of new Set([...before, ...this.found.keys(), ...this.texts.open])) {
      const diagnostics = (this.found.get(file) ?? []).map(diagnosticOf);
      await this.connection.sendDiagnostics({ uri: uriOf(file), diagnostics });
    }
  }

  /** The trees with a document in them, once all that was typed is known. */
  private async trees(uri: string): Promise<{ readonly file: string; readonly trees: readonly Analysis[] }> {
    // Requests may come right behind the change that they are about.
    await setImmediate();
    const file = pathOf(uri) ?? '';
    if (!this.settings.features) {
      return { file, trees: [] };
    }
    this.workspace.update();
    return { file, trees: this.workspace.treesWith(file) };
  }

  /** Of a device tree, when features are wanted. */
  private textOf(uri: string): string | undefined {
    const file = pathOf(uri);
    // Configurations are the affair of those who know C.
    return file === undefined || file.endsWith('.c') || !this.settings.features ? undefined : this.texts.read(file);
  }

  private answer(): void {
    const { connection } = this;
    connection.onCodeAction(({ textDocument, range }) => {
      const found = this.found.get(pathOf(textDocument.uri) ?? '') ?? [];
      const { library } = this.workspace;
      return [...quickFixes(found, range), ...(library ? whyActions(found, range, library) : [])];
    });
    connection.onExecuteCommand(({ command, arguments: given }) => {
      // The client waits for no answer of the person.
      void (command === WHY_COMMAND ? tellWhy(connection, given?.[0]) : undefined);
    });
    connection.onDefinition(async ({ textDocument, position }) => {
      const { file, trees } = await this.trees(textDocument.uri);
      return definitions(trees, file, position);
    });
    connection.onReferences(async ({ textDocument, position, context }) => {
      const { file, trees } = await this.trees(textDocument.uri);
      return referencesTo(trees, file, position, context);
    });
    connection.onRenameRequest(async ({ textDocument, position, newName }) => {
      const { file, trees } = await this.trees(textDocument.uri);
      try {
        return renamed(trees, file, position, newName) ?? null;
      } catch (error) {
        return new ResponseError(INVALID_PARAMS, error instanceof Error ? error.message : String(error));
      }
    });
    connection.onHover(async ({ textDocument, position }) => {
      const { file, trees } = await this.trees(textDocument.uri);
      return hoverAt({ trees, file, at: position, guide: this.workspace.guide }) ?? null;
    });
    connection.onCompletion(async ({ textDocument, position }) => {
      const { file, trees } = await this.trees(textDocument.uri);
      return completionsAt({ trees, file, at: position, guide: this.workspace.guide });
    });
    connection.onDocumentFormatting(({ textDocument }) => {
      const text = this.textOf(textDocument.uri);
      return text === undefined ? null : [{ range: wholeOf(text), newText: formatted(text) }];
    });
    connection.languages.semanticTokens.on(({ textDocument }) => semanticTokens(this.textOf(textDocument.uri) ?? ''));
    connection.onDocumentSymbol(async ({ textDocument }) => {
      const { file, trees } = await this.trees(textDocument.uri);
      return trees[0] ? documentSymbols(trees[0].result.syntax, file) : [];
    });
    connection.onFoldingRanges(async ({ textDocument }) => {
      const { file, trees } = await this.trees(textDocument.uri);
      return trees[0] ? foldingRanges(trees[0].result.syntax, file) : [];
    });
    connection.onDocumentLinks(async ({ textDocument }) => {
      const { file, trees } = await this.trees(textDocument.uri);
      return trees[0] ? includeLinks(trees[0], file) : [];
    });
  }
}

function wholeOf(text: string): Range {
  const lines = text.split('\n');
  const end = { line: lines.length - 1, character: lines.at(-1)!.length };
  return { start: { line: 0, character: 0 }, end };
}

function pathsOf(folders: readonly { readonly uri: string }[]): readonly string[] {
  return folders.flatMap(({ uri }) => pathOf(uri) ?? []);
}
