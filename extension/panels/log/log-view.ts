// SPDX-License-Identifier: Apache-2.0
/** The log in the editor's panel, beside the terminals: follows the session that is looked at, and has its commands. */

import * as vscode from 'vscode';
import { LOG_EVENT, type LogState, type SetLogArguments } from '../../../debug-adapter/protocol';
import type { LogAction } from '../../../webview';
import { logOptions } from '../../launch';
import { FollowedSession, revealSource } from '../../views';
import { showPage } from '../page';
import { exportLog } from './export-log';
import { LogModel } from './log-model';
import { LogPage } from './log-page';
import { LogRequests } from './log-requests';

const VIEW = 'bao.log';
const SETTINGS = 'bao.log';
/** In `when` clauses of package.json. */
const LOGGING_CONTEXT = 'bao.isLogging';
const DEFAULT_CAPACITY = 1_000_000;

export class LogView implements vscode.WebviewViewProvider, vscode.Disposable {
  private readonly model = new LogModel(() => this.page?.update(), Date.now());
  private readonly followed: FollowedSession;
  private readonly subscriptions: vscode.Disposable[];
  private page: LogPage | undefined;
  private isVisible = false;
  private session: vscode.DebugSession | undefined;
  private log: LogRequests | undefined;
  /** Has come while nobody looked. */
  private latest: LogState | undefined;

  constructor(
    private readonly extensionUri: vscode.Uri,
    debugType: string,
    private readonly channel: vscode.LogOutputChannel,
  ) {
    this.followed = new FollowedSession(debugType, {
      changed: () => void this.refresh(),
      resumed: () => {},
    });
    this.subscriptions = [
      this.followed,
      vscode.window.registerWebviewViewProvider(VIEW, this),
      vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
        if (event === LOG_EVENT && session.id === this.session?.id) {
          this.takeState(body as LogState);
        }
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(SETTINGS)) {
          void this.settingsChanged();
        }
      }),
      ...this.commands(),
    ];
    this.followed.begin();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.page?.close();
    this.isVisible = view.visible;
    const page = new LogPage(this.model, {
      post: (message) => void view.webview.postMessage(message),
      copy: (text) => vscode.env.clipboard.writeText(text),
      act: (action) => this.act(action),
      reveal: (row, position) => this.reveal(row, position),
      ready: () => this.show(),
      failed: (what) => this.channel.warn(what),
    });
    this.page = page;
    view.webview.onDidReceiveMessage((message: unknown) => page.receive(message));
    showPage(view.webview, this.extensionUri, 'log', 'Bao Log');
    view.onDidChangeVisibility(() => {
      this.isVisible = view.visible;
    });
    view.onDidDispose(() => {
      page.close();
      this.isVisible = false;
    });
  }

  dispose(): void {
    this.page?.close();
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }

  private commands(): readonly vscode.Disposable[] {
    const command = (name: string, run: (log: LogRequests) => Promise<unknown> | undefined) =>
      vscode.commands.registerCommand(name, () => this.withLog(run));
    return [
      command('bao.clearLog', async (log) => this.takeState(await log.clear())),
      command('bao.turnOnLog', (log) => this.turnOn(log)),
      command('bao.turnOffLog', async (log) => this.takeState(await log.set({ enabled: false }))),
      command('bao.exportLog', () => this.session && exportLog(this.session, this.model.filter)),
      vscode.commands.registerCommand('bao.showLog', () => vscode.commands.executeCommand(`${VIEW}.focus`)),
      vscode.commands.registerCommand('bao.searchLog', async () => {
        await vscode.commands.executeCommand(`${VIEW}.focus`);
        this.page?.search();
      }),
    ];
  }

  private async withLog(run: (log: LogRequests) => Promise<unknown> | undefined): Promise<void> {
    if (this.log === undefined) {
      void vscode.window.showInformationMessage('There is no log: nothing is being debugged (F5 starts a system).');
      return;
    }
    try {
      await run(this.log);
    } catch (error) {
      void vscode.window.showErrorMessage(`The log: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** Another session, a stop, or the end. */
  private async refresh(): Promise<void> {
    const session = this.followed.current;
    if (session?.id !== this.session?.id) {
      this.session = session;
      this.log = session && new LogRequests((request, args) => session.customRequest(request, args));
      this.latest = undefined;
      this.model.begin(this.log);
      this.announce();
    }
    await this.ask().catch(() => {
      // It is starting: its first event says how the log stands.
    });
  }

  private async ask(): Promise<void> {
    const { session, log } = this;
    if (session !== undefined && log !== undefined && this.latest === undefined) {
      const state = await log.state();
      if (session.id === this.session?.id) {
        this.takeState(state);
      }
    }
  }

  private takeState(state: LogState): void {
    this.latest = state;
    this.announce();
    if (this.isVisible) {
      this.model.setState(state);
    }
  }

  /** The page has come up, perhaps after a time in which nobody looked. */
  private show(): void {
    if (this.latest !== undefined) {
      this.model.setState(this.latest);
    }
  }

  /** They count at once, more than what the session was launched with. */
  private async settingsChanged(): Promise<void> {
    if (this.log !== undefined) {
      const settings = vscode.workspace.getConfiguration(SETTINGS);
      await this.withLog((log) => log.set(logOptions({}, (name) => settings.get(name)) as SetLogArguments));
    }
  }

  private announce(): void {
    const isLogging = this.latest?.enabled === true && this.latest.capacity > 0;
    void vscode.commands.executeCommand('setContext', LOGGING_CONTEXT, isLogging);
  }

  private async act(action: LogAction): Promise<void> {
    switch (action) {
      case 'start':
        await vscode.commands.executeCommand('workbench.action.debug.start');
        break;
      case 'openExample':
        await vscode.commands.executeCommand('bao.openExampleSystem');
        break;
      case 'settings':
        await vscode.commands.executeCommand('workbench.action.openSettings', 'bao.log');
        break;
      case 'enable':
        await this.withLog((log) => this.turnOn(log));
    }
  }

  private async turnOn(log: LogRequests): Promise<void> {
    const capacity = this.latest?.capacity || DEFAULT_CAPACITY;
    this.takeState(await log.set({ enabled: true, capacity }));
  }

  private async reveal(view: number, position: number): Promise<string | undefined> {
    const { session } = this;
    const entry = await this.model.entry(view, position);
    if (session === undefined || entry === undefined) {
      return 'This entry is not kept any more.';
    }
    if (entry.source === undefined) {
      return `The source of ${entry.function ?? entry.pc} is not known.`;
    }
    await revealSource(session, entry.source, entry.line ?? 1);
    return undefined;
  }
}
