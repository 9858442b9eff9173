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
}
