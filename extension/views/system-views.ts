// SPDX-License-Identifier: Apache-2.0
/** The Bao container of the side bar: its views, kept up to date. */

import * as vscode from 'vscode';
import { STATE_REQUEST, type StateArguments, type StateResponseBody } from '../../debug-adapter/protocol';
import { MemoryDocuments, memoryCommands } from '../memory';
import { FollowedSession } from './followed-session';
import type { Destination, ViewItem } from './item';
import { ItemTree } from './item-tree';
import { Refresher } from './refresher';
import { REVEAL_COMMAND, reveal, SHOW_MEMORY_COMMAND, showMemory } from './reveal';
import { VIEWS } from './view';

export class SystemViews implements vscode.Disposable {
  private readonly trees = VIEWS.map((view) => new ItemTree(view));
  private readonly refresher = new Refresher({
    ask: () => this.ask(),
    show: (state) => this.show(state),
    now: () => performance.now(),
    later: (action, milliseconds) => {
      const timer = setTimeout(action, milliseconds);
      return () => clearTimeout(timer);
    },
  });
  private readonly memory = new MemoryDocuments();
  private readonly followed: FollowedSession;
  private readonly subscriptions: vscode.Disposable[];

  constructor(debugType: string) {
    this.followed = new FollowedSession(debugType, {
      changed: () => {
        this.refresher.refresh();
        this.memory.refresh();
      },
      resumed: () => this.refresher.refreshSoon(),
    });
    this.subscriptions = [
      this.followed,
      this.memory,
      ...memoryCommands(this.memory),
      ...this.trees,
      ...this.trees.map((tree) => tree.onDidChangeVisibility(() => this.refresher.refresh())),
      vscode.commands.registerCommand(REVEAL_COMMAND, (destination: Destination) =>
        reveal(this.followed.current, destination),
      ),
      vscode.commands.registerCommand(SHOW_MEMORY_COMMAND, ({ item }: { readonly item: ViewItem }) =>
        showMemory(this.memory, this.followed.current, item.memory),
      ),
    ];
    this.followed.begin();
  }

  dispose(): void {
    this.refresher.stop();
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }

  /** Only for the views that can be seen. */
  private async ask(): Promise<StateResponseBody | undefined> {
    const parts = this.trees.filter(({ isVisible }) => isVisible).map(({ part }) => part);
    const session = this.followed.current;
    if (session === undefined) {
      return undefined;
    }
    if (parts.length === 0) {
      return { isRunning: false };
    }
    const args: StateArguments = { parts };
    try {
      return (await session.customRequest(STATE_REQUEST, args)) as StateResponseBody;
    } catch {
      // It is starting or ending.
      return undefined;
    }
  }

  private show(state: StateResponseBody | undefined): void {
    for (const tree of this.trees) {
      tree.show(state);
    }
  }
}
