// SPDX-License-Identifier: Apache-2.0
/** The debug session that the views show: the one the user looks at, while there is one of this debugger's. */

import * as vscode from 'vscode';
import { REQUEST_STAGE_EVENT } from '../../debug-adapter/protocol';

/** In `when` clauses of package.json. */
const CONTEXT = 'bao.isDebugging';

/** Requests after which the machine goes on. */
const RESUMING = new Set(['configurationDone', 'continue', 'next', 'stepIn', 'stepOut', 'goto', 'restart']);

/** Events after which everything may be different: also when a person has changed memory or registers. */
const CHANGING = new Set(['initialized', 'stopped', 'memory', 'invalidated', REQUEST_STAGE_EVENT]);

/** What of a message counts here. */
interface Message {
  readonly type: string;
  readonly event?: string;
  readonly command?: string;
}

export interface SessionListener {
  /** Another session, a stop, or the end: everything may be different. */
  changed(): void;
  /** The machine goes on. */
  resumed(): void;
}

export class FollowedSession implements vscode.Disposable {
  private session: vscode.DebugSession | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly debugType: string,
    private readonly listener: SessionListener,
  ) {
    this.subscriptions = [
      vscode.debug.onDidStartDebugSession((session) => this.follow(this.session ?? session)),
      vscode.debug.onDidChangeActiveDebugSession((session) => this.follow(session)),
      vscode.debug.onDidTerminateDebugSession((session) => this.end(session)),
      vscode.debug.registerDebugAdapterTrackerFactory(debugType, {
        createDebugAdapterTracker: (session) => ({
          onDidSendMessage: (message: Message) => this.heard(session, message),
        }),
      }),
    ];
  }

  /** Looks whether there is a session already. */
  begin(): void {
    this.announce();
    this.follow(vscode.debug.activeDebugSession);
  }

  get current(): vscode.DebugSession | undefined {
    return this.session;
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }

  /** Sessions of other debuggers change nothing. */
  private follow(session: vscode.DebugSession | undefined): void {
    if (session?.type === this.debugType && session.id !== this.session?.id) {
      this.session = session;
      this.announce();
      this.listener.changed();
    }
  }

  private end(session: vscode.DebugSession): void {
    if (session.id === this.session?.id) {
      this.session = undefined;
      this.announce();
      this.listener.changed();
    }
  }

  private heard(session: vscode.DebugSession, { type, event, command }: Message): void {
    if (session.id !== this.session?.id) {
      return;
    }
    if (type === 'event' && CHANGING.has(event ?? '')) {
      this.listener.changed();
    } else if ((type === 'response' && RESUMING.has(command ?? '')) || (type === 'event' && event === 'continued')) {
      this.listener.resumed();
    }
  }

  private announce(): void {
    void vscode.commands.executeCommand('setContext', CONTEXT, this.session !== undefined);
  }
}
