// SPDX-License-Identifier: Apache-2.0
/** The commands for following requests: of the debug toolbar, the palette, keys, and entries of the views. */

import * as vscode from 'vscode';
import {
  FOLLOW_NOTIFICATION_REQUEST,
  FOLLOW_REQUEST,
  type FollowArguments,
  type FollowNotificationArguments,
  type NextRequestArguments,
  type RequestReference,
  RUN_TO_COMPLETION_REQUEST,
  RUN_TO_NEXT_REQUEST,
  SELECT_REQUEST,
  type SelectArguments,
} from '../../debug-adapter/protocol';
import type { ItemSubject } from '../views';

/** What a view hands a command: the entry that it was called on. */
interface Entry {
  readonly item?: { readonly subject?: ItemSubject };
}

/** What a command asks of the debug adapter. @param entry of a view; undefined when it was called elsewhere */
type Question = (entry: ItemSubject | undefined) => { readonly request: string; readonly args: object };

const QUESTIONS: Readonly<Record<string, Question>> = {
  'bao.followRequest': (entry) => ({ request: FOLLOW_REQUEST, args: followArguments(entry) }),
  'bao.runToCompletion': (entry) => ({ request: RUN_TO_COMPLETION_REQUEST, args: followArguments(entry) }),
  'bao.runToNextRequest': (entry) => {
    const args: NextRequestArguments = deviceOf(entry);
    return { request: RUN_TO_NEXT_REQUEST, args };
  },
  'bao.followNotification': (entry) => {
    const args: FollowNotificationArguments = { ...deviceOf(entry), ...focusedThread() };
    return { request: FOLLOW_NOTIFICATION_REQUEST, args };
  },
  'bao.selectRequest': (entry) => {
    const args: SelectArguments = requestOf(entry);
    return { request: SELECT_REQUEST, args };
  },
  'bao.followNothing': () => ({ request: SELECT_REQUEST, args: {} }),
};

export function registerFollowCommands(debugType: string): vscode.Disposable[] {
  return Object.entries(QUESTIONS).map(([command, question]) =>
    vscode.commands.registerCommand(command, (entry?: Entry) => ask(debugType, question(entry?.item?.subject))),
  );
}

/** Failures are for people: the debug adapter words them so. */
async function ask(debugType: string, { request, args }: ReturnType<Question>): Promise<void> {
  const session = vscode.debug.activeDebugSession;
  if (session?.type !== debugType) {
    void vscode.window.showInformationMessage('Start debugging a Bao system first: there is no request to follow.');
    return;
  }
  try {
    await session.customRequest(request, args);
  } catch (error) {
    void vscode.window.showWarningMessage(error instanceof Error ? error.message : String(error));
  }
}

function followArguments(entry: ItemSubject | undefined): FollowArguments {
  return { ...requestOf(entry), ...focusedThread() };
}

function requestOf(entry: ItemSubject | undefined): { readonly request?: RequestReference } {
  return entry?.kind === 'request' ? { request: entry.request } : {};
}

function deviceOf(entry: ItemSubject | undefined): { readonly device?: string } {
  return entry?.kind === 'device' ? { device: entry.bindKey } : {};
}

/** The thread that the user looks at. */
function focusedThread(): { readonly threadId?: number } {
  const focused = vscode.debug.activeStackItem;
  return focused === undefined ? {} : { threadId: focused.threadId };
}
