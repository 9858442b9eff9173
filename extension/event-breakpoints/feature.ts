// SPDX-License-Identifier: Apache-2.0
/** Event breakpoints in the editor: their list, their view, and the commands that change them. */

import * as vscode from 'vscode';
import {
  type EventBreakpoint,
  STATE_REQUEST,
  type StateArguments,
  type StateResponseBody,
} from '../../debug-adapter/protocol';
import { type Choices, choicesOf, NO_CHOICES } from './choices';
import { askBreakpoint, askCondition, askHitCount, askKind } from './form';
import { BreakpointList } from './list';
import { SessionBreakpoints } from './session-breakpoints';
import type { StoredBreakpoint } from './stored';
import { EventBreakpointView } from './view';

export class EventBreakpointsFeature implements vscode.Disposable {
  private readonly list: BreakpointList;
  private readonly sessions: SessionBreakpoints;
  private readonly view: EventBreakpointView;
  private readonly subscriptions: vscode.Disposable[];

  constructor(debugType: string, memory: vscode.Memento) {
    this.list = new BreakpointList(memory);
    this.sessions = new SessionBreakpoints(debugType, this.list);
    this.view = new EventBreakpointView(this.list, this.sessions);
    const { registerCommand } = vscode.commands;
    this.subscriptions = [
      this.list,
      this.sessions,
      this.view,
      registerCommand('bao.addEventBreakpoint', () => this.add()),
      registerCommand('bao.editEventBreakpoint', (key?: number) =>
        this.edit(key, async (breakpoint) => askBreakpoint(breakpoint, await this.choices(), 'Save')),
      ),
      registerCommand('bao.editEventBreakpointCondition', (key?: number) => this.edit(key, askCondition)),
      registerCommand('bao.editEventBreakpointHitCount', (key?: number) => this.edit(key, askHitCount)),
      registerCommand('bao.toggleEventBreakpoint', (key?: number, keys?: readonly number[]) => this.toggle(key, keys)),
      registerCommand('bao.removeEventBreakpoint', (key?: number, keys?: readonly number[]) =>
        this.list.remove(new Set(this.chosen(key, keys).map((each) => each.key))),
      ),
      registerCommand('bao.removeAllEventBreakpoints', () =>
        this.list.remove(new Set(this.list.breakpoints.map((each) => each.key))),
      ),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }

  private async add(): Promise<void> {
    const kind = await askKind();
    const breakpoint = kind && (await askBreakpoint({ kind }, await this.choices(), 'Add Breakpoint'));
    if (breakpoint !== undefined) {
      this.list.add(breakpoint);
    }
  }

  /** @param key of the entry that the command was called on; undefined: of the one that is selected */
  private async edit(
    key: number | undefined,
    ask: (breakpoint: EventBreakpoint) => Promise<EventBreakpoint | undefined>,
  ): Promise<void> {
    const [stored] = this.chosen(key, undefined);
    const changed = stored && (await ask(stored.breakpoint));
    if (stored !== undefined && changed !== undefined) {
      this.list.change(stored.key, changed);
    }
  }

  private toggle(key: number | undefined, keys: readonly number[] | undefined): void {
    const chosen = this.chosen(key, keys);
    const isEnabled = chosen.some((each) => !each.isEnabled);
    this.list.enable(new Map(chosen.map((each) => [each.key, isEnabled])));
  }

  private chosen(key: number | undefined, keys: readonly number[] | undefined): readonly StoredBreakpoint[] {
    const wanted = keys ?? (key === undefined ? this.view.selection : [key]);
    return this.list.breakpoints.filter((each) => wanted.includes(each.key));
  }

  /** What the system that is looked at offers; nothing when there is none, or it runs and cannot be asked. */
  private async choices(): Promise<Choices> {
    const args: StateArguments = { parts: ['partitions', 'remio', 'ipc'] };
    try {
      const state: StateResponseBody | undefined = await this.sessions.current?.customRequest(STATE_REQUEST, args);
      return state === undefined ? NO_CHOICES : choicesOf(state);
    } catch {
      return NO_CHOICES;
    }
  }
}
