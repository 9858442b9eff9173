// SPDX-License-Identifier: Apache-2.0
/** Gives the breakpoints of the list to every session, and knows what became of them. */

import * as vscode from 'vscode';
import {
  EVENT_BREAKPOINT_EVENT,
  type EventBreakpointEventBody,
  type EventBreakpointStatus,
  SET_EVENT_BREAKPOINTS_REQUEST,
  type SetEventBreakpointsArguments,
  type SetEventBreakpointsResponseBody,
} from '../../debug-adapter/protocol';
import type { BreakpointList } from './list';

/** Requests after which the machine goes on. */
const RESUMING: ReadonlySet<string> = new Set(['continue', 'next', 'stepIn', 'stepOut', 'restart']);

interface Known {
  readonly session: vscode.DebugSession;
  /** By key of the list. */
  statuses: Map<number, EventBreakpointStatus>;
  hit: ReadonlySet<number>;
}

/** What of a message counts here. */
interface Message {
  readonly type: string;
  readonly event?: string;
  readonly command?: string;
  readonly body?: { readonly hitBreakpointIds?: readonly number[] };
}

export class SessionBreakpoints implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly sessions = new Map<string, Known>();
  private readonly subscriptions: vscode.Disposable[];

  /** Statuses or hits are not what they were. */
  readonly onDidChange = this.changed.event;

  constructor(
    debugType: string,
    private readonly list: BreakpointList,
  ) {
    this.subscriptions = [
      this.changed,
      list.onDidChange(() => this.tellAll()),
      vscode.debug.registerDebugAdapterTrackerFactory(debugType, {
        createDebugAdapterTracker: (session) => ({
          onDidSendMessage: (message: Message) => this.heard(session, message),
        }),
      }),
      vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
        if (event === EVENT_BREAKPOINT_EVENT) {
          this.heardStatus(session, body as EventBreakpointEventBody);
        }
      }),
      vscode.debug.onDidChangeActiveDebugSession(() => this.changed.fire()),
      vscode.debug.onDidTerminateDebugSession(({ id }) => {
        this.sessions.delete(id);
        this.changed.fire();
      }),
    ];
  }

  /** The session that is looked at, if it is one of this debugger's. */
  get current(): vscode.DebugSession | undefined {
    return this.looked?.session;
  }

  /** What became of a breakpoint; undefined when nobody has said. */
  status(key: number): EventBreakpointStatus | undefined {
    return this.looked?.statuses.get(key);
  }

  wasHit(key: number): boolean {
    const id = this.status(key)?.id;
    return id !== undefined && (this.looked?.hit.has(id) ?? false);
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }

  private get looked(): Known | undefined {
    const active = this.sessions.get(vscode.debug.activeDebugSession?.id ?? '');
    return active ?? [...this.sessions.values()].at(-1);
  }

  private heard(session: vscode.DebugSession, { type, event, command = '', body }: Message): void {
    if (type === 'event' && event === 'initialized') {
      // Before the editor says that everything is configured, so that nothing runs past them.
      const known: Known = { session, statuses: new Map(), hit: new Set() };
      this.sessions.set(session.id, known);
      void this.tell(known);
      return;
    }
    const known = this.sessions.get(session.id);
    if (known !== undefined && type === 'event' && event === 'stopped') {
      known.hit = new Set(body?.hitBreakpointIds ?? []);
      this.changed.fire();
    } else if (known !== undefined && type === 'response' && RESUMING.has(command) && known.hit.size > 0) {
      known.hit = new Set();
      this.changed.fire();
    }
  }

  private heardStatus({ id }: vscode.DebugSession, status: EventBreakpointStatus): void {
    const known = this.sessions.get(id);
    const key = [...(known?.statuses ?? [])].find(([, each]) => each.id === status.id)?.[0];
    if (known !== undefined && key !== undefined) {
      known.statuses.set(key, status);
      this.changed.fire();
    }
  }

  private tellAll(): void {
    for (const known of this.sessions.values()) {
      void this.tell(known);
    }
  }

  private async tell(known: Known): Promise<void> {
    const enabled = this.list.breakpoints.filter(({ isEnabled }) => isEnabled);
    const args: SetEventBreakpointsArguments = { breakpoints: enabled.map(({ breakpoint }) => breakpoint) };
    try {
      const answer: SetEventBreakpointsResponseBody = await known.session.customRequest(
        SET_EVENT_BREAKPOINTS_REQUEST,
        args,
      );
      known.statuses = new Map(enabled.map(({ key }, index) => [key, answer.breakpoints[index]!]));
      this.changed.fire();
    } catch (error) {
      // A session that has just ended stops nowhere any more.
      if (this.sessions.has(known.session.id)) {
        void vscode.window.showWarningMessage(
          `Event breakpoints could not be set: ${error instanceof Error ? error.message : error}`,
        );
      }
    }
  }
}
