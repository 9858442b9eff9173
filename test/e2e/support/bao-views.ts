// SPDX-License-Identifier: Apache-2.0
/** The Bao container of the side bar. */

import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench';

const TITLES = ['Partitions', 'REMIO', 'Device Models', 'IPC', 'Findings', 'Event Breakpoints'] as const;

export class BaoViews {
  constructor(private readonly workbench: Workbench) {}

  async show(): Promise<void> {
    await this.workbench.runCommand('View: Show Bao');
    await this.pane('Partitions').waitFor();
  }

  /** A view with its title. */
  pane(title: string): Locator {
    return this.workbench.page.locator('.part.sidebar .pane').filter({
      has: this.workbench.page.locator(`.pane-header[aria-label^="${title}"]`),
    });
  }

  /** Opens one view and closes the others, so that it has room. */
  async openAlone(wanted: (typeof TITLES)[number]): Promise<void> {
    for (const title of TITLES) {
      const header = this.pane(title).locator('.pane-header');
      const isOpen = title === wanted;
      if ((await header.getAttribute('aria-expanded')) !== `${isOpen}`) {
        await header.locator('.title').click();
      }
      await this.pane(title).locator(`.pane-header[aria-expanded="${isOpen}"]`).waitFor();
    }
  }

  /** An entry, by what screen readers say of it. */
  entry(title: string, spoken: string): Locator {
    return this.pane(title).locator(`.monaco-list-row[aria-label^="${spoken}"]`).first();
  }

  /** Opens an entry that is closed, as the keyboard does. */
  async expand(title: string, spoken: string): Promise<void> {
    const row = this.entry(title, spoken);
    await row.click();
    if ((await row.getAttribute('aria-expanded')) === 'false') {
      await this.workbench.press('ArrowRight');
    }
    await this.pane(title).locator(`.monaco-list-row[aria-label^="${spoken}"][aria-expanded="true"]`).waitFor();
  }

  /** Goes on to an entry from the one above it and chooses a command of its context menu, all with the keyboard. */
  async fromMenuBelow(title: string, spoken: string, command: string): Promise<void> {
    await this.workbench.press('ArrowDown');
    await this.pane(title).locator(`.monaco-list-row.focused[aria-label^="${spoken}"]`).waitFor();
    await this.workbench.press('Shift+F10');
    const items = this.workbench.page.getByRole('menuitem');
    await items.filter({ hasText: command }).waitFor();
    const names = await items.allInnerTexts();
    for (let down = names.findIndex((name) => name.includes(command)); down >= 0; down--) {
      await this.workbench.press('ArrowDown');
    }
    await this.workbench.press('Enter');
  }

  /** What screen readers say of all entries that are shown. */
  async spoken(title: string): Promise<string[]> {
    const rows = await this.pane(title).locator('.monaco-list-row').all();
    return Promise.all(rows.map(async (row) => (await row.getAttribute('aria-label')) ?? ''));
  }
}
