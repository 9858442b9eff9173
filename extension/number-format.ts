// SPDX-License-Identifier: Apache-2.0
/** Whether numbers are shown as decimal or hexadecimal: one choice for a workspace, which every session follows. */

import * as vscode from 'vscode';
import { NUMBER_FORMAT_REQUEST, type NumberFormatArguments } from '../debug-adapter/protocol';

const STATE = 'numberFormat';
/** In `when` clauses of package.json. */
const CONTEXT = 'bao.isHexadecimal';

type Format = NumberFormatArguments['format'];

export class NumberFormatChoice implements vscode.Disposable {
  private readonly sessions = new Set<vscode.DebugSession>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly debugType: string,
    private readonly memory: vscode.Memento,
  ) {
    this.subscriptions = [
      vscode.debug.onDidStartDebugSession((session) => this.begin(session)),
      vscode.debug.onDidTerminateDebugSession((session) => this.sessions.delete(session)),
    ];
    this.announce();
  }

  async choose(format: Format): Promise<void> {
    await this.memory.update(STATE, format);
    this.announce();
    await Promise.all([...this.sessions].map((session) => this.tell(session)));
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }

  private get format(): Format {
    return this.memory.get<Format>(STATE) === 'hexadecimal' ? 'hexadecimal' : 'decimal';
  }

  private begin(session: vscode.DebugSession): void {
    if (session.type === this.debugType) {
      this.sessions.add(session);
      void this.tell(session);
    }
  }

  private async tell(session: vscode.DebugSession): Promise<void> {
    const body: NumberFormatArguments = { format: this.format };
    // A session that has just ended has nothing to show.
    await Promise.resolve(session.customRequest(NUMBER_FORMAT_REQUEST, body)).catch(() => undefined);
  }

  private announce(): void {
    void vscode.commands.executeCommand('setContext', CONTEXT, this.format === 'hexadecimal');
  }
}
