// SPDX-License-Identifier: Apache-2.0
/** The editor's window, as a person uses it. */

import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';

const SCREENSHOTS = join(__dirname, '..', 'screenshots');

interface Point {
  readonly x: number;
  readonly y: number;
}

export class Workbench {
  private shots = 0;

  /** @param name the beginning of its screenshots' names */
  constructor(
    readonly page: Page,
    private readonly name: string,
  ) {
    mkdirSync(SCREENSHOTS, { recursive: true });
  }

  /** Opens a window, with a folder of this machine or with none. */
  async open(origin: string, folder?: string): Promise<void> {
    await this.page.goto(folder === undefined ? `${origin}/?ew=true` : `${origin}/?folder=${encodeURI(folder)}`);
    await this.ready();
  }

  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor();
    // The editor's own mark for the time from which what extensions add is there.
    await this.page.waitForFunction(() => performance.getEntriesByName('code/didLoadExtensions').length > 0);
  }

  /** Drags an edge between two parts of the window. @param at where it is @param by how far it goes */
  async drag(at: Point, by: Point): Promise<void> {
    await this.page.mouse.move(at.x, at.y);
    await this.page.mouse.down();
    await this.page.mouse.move(at.x + by.x, at.y + by.y, { steps: 4 });
    await this.page.mouse.up();
  }

  /** @param by pixels */
  async widenSideBar(by: number): Promise<void> {
    const { x, y, width } = await boxOf(this.page.locator('.part.sidebar'));
    await this.drag({ x: x + width + 2, y: y + 400 }, { x: by, y: 0 });
  }

  async screenshot(what: string): Promise<void> {
    this.shots++;
    // Nothing is pointed at, so nothing explains itself over the rest.
    await this.page.mouse.move(0, 0);
    const number = String(this.shots).padStart(2, '0');
    await this.page.screenshot({ path: join(SCREENSHOTS, `${this.name}-${number}-${what}.png`) });
  }

  async press(keys: string): Promise<void> {
    await this.page.keyboard.press(keys);
  }

  /** The box of quick picks, commands and simple file dialogs. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  quickPick(text: string): Locator {
    return this.quickInput.locator('.monaco-list-row').filter({ hasText: text }).first();
  }

  async typeInQuickInput(text: string): Promise<void> {
    await this.quickInput.locator('input[type="text"]').fill(text);
  }

  async runCommand(title: string): Promise<void> {
    await this.press('F1');
    await this.quickInput.waitFor();
    await this.typeInQuickInput(`>${title}`);
    await this.quickPick(title).click();
  }

  /** Opens a file of the workspace by its path or a part of it. */
  async openFile(path: string): Promise<void> {
    await this.press('Control+P');
    await this.quickInput.waitFor();
    await this.typeInQuickInput(path);
    await this.quickPick(basename(path)).click();
    await this.tab(basename(path)).waitFor();
  }

  async goToLine(line: number): Promise<void> {
    await this.press('Control+G');
    await this.quickInput.waitFor();
    await this.typeInQuickInput(`:${line}`);
    await this.quickPick(`line ${line} `).click();
    await this.page.locator('.part.statusbar').getByText(`Ln ${line},`).waitFor();
  }

  /** The text of the terminals that are shown. */
  terminal(text: string | RegExp): Locator {
    return this.page.locator('.terminal-wrapper .xterm').filter({ hasText: text }).first();
  }

  /** Types into a terminal that shows a text. */
  async typeInTerminal(shown: string | RegExp, text: string): Promise<void> {
    await this.terminal(shown).click();
    await this.page.keyboard.type(text);
    await this.press('Enter');
  }

  /** Answers the editor's dialog for folders. @param entry a folder in it, as a sign that the dialog shows it
   *  @param accept the label of the dialog's button */
  async chooseFolder(path: string, entry: string, accept: string): Promise<void> {
    // The dialog first goes to a folder of its own choice, and only then takes another.
    await this.quickPick('..').waitFor();
    await this.typeInQuickInput(`${path}/`);
    await this.quickPick(entry).waitFor();
    await this.quickInput.getByRole('button', { name: accept }).click();
  }

  explorerItem(name: string): Locator {
    return this.page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: name }).first();
  }

  tab(name: string): Locator {
    return this.page.locator(`.tab.active[data-resource-name="${name}"]`);
  }

  /** The document inside the one webview that is shown. */
  get webview(): FrameLocator {
    const outer = this.page.frameLocator('iframe.webview.ready');
    return outer.frameLocator('iframe#active-frame');
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast').filter({ hasText: text });
  }
}

export async function boxOf(shown: Locator): Promise<{ x: number; y: number; width: number }> {
  const box = await shown.boundingBox();
  if (box === null) {
    throw new Error('it is not shown');
  }
  return box;
}
