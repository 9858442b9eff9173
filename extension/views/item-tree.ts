// SPDX-License-Identifier: Apache-2.0
/** One view: the editor's tree of its entries. */

import * as vscode from 'vscode';
import type { StateResponseBody } from '../../debug-adapter/protocol';
import { contextOf, spokenLabel, type ViewItem } from './item';
import { REVEAL_COMMAND, SHOW_MEMORY_COMMAND } from './reveal';
import type { View } from './view';

interface Node {
  readonly item: ViewItem;
  /** Unique in the view: the keys on the way to it. */
  readonly id: string;
}

export class ItemTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly view: vscode.TreeView<Node>;
  private items: readonly ViewItem[] = [];
  /** For comparison: what is the same is not drawn again. */
  private shown = '[]';

  readonly onDidChangeTreeData = this.changed.event;
  readonly onDidChangeVisibility: vscode.Event<vscode.TreeViewVisibilityChangeEvent>;

  constructor(private readonly description: View) {
    this.view = vscode.window.createTreeView(description.id, { treeDataProvider: this, showCollapseAll: true });
    this.onDidChangeVisibility = this.view.onDidChangeVisibility;
  }

  get part(): View['part'] {
    return this.description.part;
  }

  get isVisible(): boolean {
    return this.view.visible;
  }

  /** @param state undefined when there is none; one without this view's part says nothing about it */
  show(state: StateResponseBody | undefined): void {
    if (state !== undefined && state[this.part] === undefined) {
      return;
    }
    const items = state === undefined ? [] : this.description.items(state);
    const text = JSON.stringify(items);
    if (text !== this.shown) {
      this.items = items;
      this.shown = text;
      this.changed.fire();
    }
  }

  getChildren(parent?: Node): Node[] {
    const items = parent === undefined ? this.items : (parent.item.children ?? []);
    return items.map((item) => ({ item, id: parent === undefined ? item.key : `${parent.id}/${item.key}` }));
  }

  getTreeItem({ item, id }: Node): vscode.TreeItem {
    const shown = new vscode.TreeItem(item.label, collapsibleState(item));
    shown.id = id;
    shown.accessibilityInformation = { label: spokenLabel(item) };
    if (item.description !== undefined) {
      shown.description = item.description;
    }
    if (item.tooltip !== undefined) {
      shown.tooltip = item.tooltip;
    }
    if (item.icon !== undefined) {
      shown.iconPath = new vscode.ThemeIcon(item.icon);
    }
    const context = contextOf(item);
    if (context !== undefined) {
      shown.contextValue = context;
    }
    if (item.destination !== undefined) {
      shown.command = { command: REVEAL_COMMAND, title: 'Reveal', arguments: [item.destination] };
    } else if (item.memory !== undefined) {
      shown.command = { command: SHOW_MEMORY_COMMAND, title: 'Show Memory', arguments: [{ item }] };
    }
    return shown;
  }

  dispose(): void {
    this.view.dispose();
    this.changed.dispose();
  }
}

function collapsibleState({ children, isOpen }: ViewItem): vscode.TreeItemCollapsibleState {
  const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  if (children === undefined || children.length === 0) {
    return None;
  }
  return isOpen ? Expanded : Collapsed;
}
