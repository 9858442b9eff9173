// SPDX-License-Identifier: Apache-2.0
/** The event breakpoints of a workspace. */

import * as vscode from 'vscode';
import type { EventBreakpoint } from '../../debug-adapter/protocol';
import { readStored, type StoredBreakpoint } from './stored';

const STATE = 'eventBreakpoints';

export class BreakpointList implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private all: readonly StoredBreakpoint[];
  private nextKey: number;

  readonly onDidChange = this.changed.event;

  constructor(private readonly memory: vscode.Memento) {
    this.all = readStored(memory.get(STATE));
    this.nextKey = 1 + Math.max(0, ...this.all.map(({ key }) => key));
  }

  get breakpoints(): readonly StoredBreakpoint[] {
    return this.all;
  }

  add(breakpoint: EventBreakpoint): void {
    this.replace([...this.all, { key: this.nextKey++, isEnabled: true, breakpoint }]);
  }

  change(key: number, breakpoint: EventBreakpoint): void {
    this.replace(this.all.map((each) => (each.key === key ? { ...each, breakpoint } : each)));
  }

  enable(keys: ReadonlyMap<number, boolean>): void {
    this.replace(this.all.map((each) => ({ ...each, isEnabled: keys.get(each.key) ?? each.isEnabled })));
  }

  remove(keys: ReadonlySet<number>): void {
    this.replace(this.all.filter(({ key }) => !keys.has(key)));
  }

  dispose(): void {
    this.changed.dispose();
  }

  private replace(all: readonly StoredBreakpoint[]): void {
    this.all = all;
    void this.memory.update(
      STATE,
      all.map(({ isEnabled, breakpoint }) => ({ isEnabled, breakpoint })),
    );
    this.changed.fire();
  }
}
