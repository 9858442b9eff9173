// SPDX-License-Identifier: Apache-2.0
/** The debugger's part of the editor's window. */

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { boxOf, type Workbench } from './workbench';

export class DebugViews {
  constructor(private readonly workbench: Workbench) {}

  private get page() {
    return this.workbench.page;
  }

  /** Sets a breakpoint with the keyboard in the line that has a text. @returns the line, counted from 1 */
  async setBreakpoint(folder: string, path: string, text: string): Promise<number> {
    const line = lineWith(join(folder, path), text);
    await this.workbench.openFile(path);
    await this.workbench.goToLine(line);
    await this.workbench.press('F9');
    await this.page
      .locator('.part.editor .codicon-debug-breakpoint, .part.editor .codicon-debug-breakpoint-unverified')
      .first()
      .waitFor();
    return line;
  }

  async show(): Promise<void> {
    await this.workbench.press('Control+Shift+D');
    await this.page.locator('.debug-viewlet, .debug-call-stack').first().waitFor();
  }

  /** Starts, or goes on. */
  async startOrContinue(): Promise<void> {
    await this.workbench.press('F5');
  }

  /** Waits until the top frame is at a line and the editor shows it. */
  async stoppedAt(functionName: string, file: string, line: number): Promise<void> {
    await this.frame(functionName)
      .filter({ hasText: basename(file) })
      .filter({ hasText: `${line}:` })
      .waitFor();
    await this.workbench.tab(basename(file)).waitFor();
    await this.page.locator('.debug-top-stack-frame-line').first().waitFor();
  }

  frame(functionName: string): Locator {
    return this.callStackRow(functionName);
  }

  callStackRow(text: string): Locator {
    return this.page.locator('.debug-call-stack .monaco-list-row').filter({ hasText: text }).first();
  }

  /** A row of the variables view: a scope, a variable, a member. */
  variable(text: string | RegExp): Locator {
    return this.page.locator('.debug-variables .monaco-list-row').filter({ hasText: text }).first();
  }

  /** Opens a scope, or what has members. */
  async expand(text: string | RegExp): Promise<void> {
    const row = this.variable(text);
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === 'false') {
      await row.locator('.monaco-tl-twistie').click();
    }
  }

  /** Closes what is open. */
  async collapse(text: string | RegExp): Promise<void> {
    const row = this.variable(text);
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === 'true') {
      await row.locator('.monaco-tl-twistie').click();
    }
  }

  /** Makes room for the variables: a wider side bar, no watch section, a shorter call stack. */
  async makeRoomForVariables(): Promise<void> {
    const watch = this.page.locator('.pane-header').filter({ hasText: 'Watch' });
    await watch.click();
    await this.workbench.widenSideBar(180);
    const { x, y } = await boxOf(watch);
    await this.workbench.drag({ x: x + 100, y }, { x: 0, y: 190 });
  }

  async stop(): Promise<void> {
    await this.workbench.press('Shift+F5');
    await this.page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
  }
}

/** @returns the line, counted from 1, that has a text */
export function lineWith(file: string, text: string): number {
  const index = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text));
  if (index < 0) {
    throw new Error(`${file} has no line with ${text}`);
  }
  return index + 1;
}
