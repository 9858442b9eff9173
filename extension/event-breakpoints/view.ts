// SPDX-License-Identifier: Apache-2.0
/** The view of event breakpoints: a list with check boxes. */

import * as vscode from 'vscode';
import type { BreakpointList } from './list';
import type { SessionBreakpoints } from './session-breakpoints';
import type { StoredBreakpoint } from './stored';
import { shownBreakpoint } from './words';

/** In package.json. */
export const EVENT_BREAKPOINTS_VIEW = 'bao.eventBreakpoints';
/** In `when` clauses of package.json. */
const ITEM_CONTEXT = 'bao.eventBreakpoint';

/** Its elements are keys of the list: the editor takes no entry that counts as false. */
export class EventBreakpointView implements vscode.TreeDataProvider<number>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly view: vscode.TreeView<number>;
  private readonly subscriptions: vscode.Disposable[];

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly list: BreakpointList,
    private readonly sessions: SessionBreakpoints,
  ) {
    this.view = vscode.window.createTreeView(EVENT_BREAKPOINTS_VIEW, {
      treeDataProvider: this,
      canSelectMany: true,
      manageCheckboxStateManually: true,
    });
    this.subscriptions = [
      this.changed,
      this.view,
      list.onDidChange(() => this.changed.fire()),
      sessions.onDidChange(() => this.changed.fire()),
      this.view.onDidChangeCheckboxState(({ items }) =>
        list.enable(new Map(items.map(([key, state]) => [key, state === vscode.TreeItemCheckboxState.Checked]))),
      ),
    ];
  }

  /** Keys of the entries that are selected. */
  get selection(): readonly number[] {
    return this.view.selection;
  }

  getChildren(parent?: number): number[] {
    return parent === undefined ? this.list.breakpoints.map(({ key }) => key) : [];
  }

  getTreeItem(key: number): vscode.TreeItem {
    const stored: StoredBreakpoint = this.list.breakpoints.find((each) => each.key === key)!;
    const { label, description, tooltip, spoken, icon, iconColor } = shownBreakpoint(
      stored,
      this.sessions.status(key),
      this.sessions.wasHit(key),
    );
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
    const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
    item.id = `${key}`;
    item.description = description;
    item.tooltip = tooltip;
    item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(iconColor));
    item.contextValue = ITEM_CONTEXT;
    item.accessibilityInformation = { label: spoken, role: 'checkbox' };
    item.checkboxState = {
      state: stored.isEnabled ? Checked : Unchecked,
      tooltip: stored.isEnabled ? 'Disable' : 'Enable',
      accessibilityInformation: { label: spoken, role: 'checkbox' },
    };
    return item;
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }
}
