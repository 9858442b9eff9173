// SPDX-License-Identifier: Apache-2.0
/** What is followed and how far it is, in the status bar. */

import * as vscode from 'vscode';
import { type FollowedState, REQUEST_STAGE_EVENT, type RequestStageEventBody } from '../../debug-adapter/protocol';
import { statusOf } from './status-text';

/** In `when` clauses of package.json. */
const CONTEXT = 'bao.isFollowing';

export class FollowedStatus implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('bao.followed', vscode.StatusBarAlignment.Left);
  /** By session. */
  private readonly followed = new Map<string, FollowedState>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(debugType: string) {
    this.item.name = 'Followed Bao Request';
    this.item.command = 'bao.followRequest';
    this.subscriptions = [
      this.item,
      vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
        if (session.type === debugType && event === REQUEST_STAGE_EVENT) {
          this.heard(session, body as RequestStageEventBody);
        }
      }),
      vscode.debug.onDidChangeActiveDebugSession(() => this.show()),
      vscode.debug.onDidTerminateDebugSession((session) => {
        this.followed.delete(session.id);
        this.show();
      }),
    ];
    this.show();
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }

  private heard({ id }: vscode.DebugSession, { followed }: RequestStageEventBody): void {
    if (followed === undefined) {
      this.followed.delete(id);
    } else {
      this.followed.set(id, followed);
    }
    this.show();
  }

  private show(): void {
    const followed = this.followed.get(vscode.debug.activeDebugSession?.id ?? '');
    void vscode.commands.executeCommand('setContext', CONTEXT, followed !== undefined);
    if (followed === undefined) {
      this.item.hide();
      return;
    }
    const { text, spoken, tooltip } = statusOf(followed);
    this.item.text = text;
    this.item.accessibilityInformation = { label: spoken };
    this.item.tooltip = tooltip;
    this.item.show();
  }
}
