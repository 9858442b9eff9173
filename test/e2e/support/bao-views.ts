// SPDX-License-Identifier: Apache-2.0
/** The Bao container of the side bar. */

import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench';

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

  /** Closes views, so that the others have room. */
  async fold(...titles: readonly string[]): Promise<void> {
    for (const title of titles) {
      await this.header(title).click();
      await this.pane(title).locator('.pane-header[aria-expanded="false"]').waitFor();
    }
  }

  async unfold(title: string): Promise<void> {
    await this.header(title).click();
    await this.pane(title).locator('.pane-header[aria-expanded="true"]').waitFor();
  }

  /** An entry, by what screen readers say of it. */
  entry(title: string, spoken: string): Locator {
    return this.pane(title).locator(`.monaco-list-row[aria-label^="${spoken}"]`).first();
  }

  private header(title: string): Locator {
    return this.pane(title).locator('.pane-header .title');
  }
}
