// SPDX-License-Identifier: Apache-2.0
/** The log in the editor's panel. */

import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from './workbench';

export class LogViewPage {
  constructor(private readonly workbench: Workbench) {}

  async show(): Promise<void> {
    await this.workbench.runCommand('Bao: Show Log of Hypercalls and ioctls');
    await this.frame.locator('.bar').waitFor();
  }

  /** The page inside the view; the editor may have other webviews, the README's for one. */
  get frame(): FrameLocator {
    const outer = this.workbench.page.frameLocator('iframe.webview.ready[src*="extensionId=bao-partition-debugger"]');
    return outer.frameLocator('iframe#active-frame');
  }

  get grid(): Locator {
    return this.frame.getByRole('grid');
  }

  row(text: string | RegExp): Locator {
    return this.frame.getByRole('row').filter({ hasText: text }).first();
  }

  status(text: string | RegExp): Locator {
    return this.frame.locator('.status').getByText(text);
  }

  checkbox(name: string): Locator {
    return this.frame.getByRole('checkbox', { name });
  }

  /** An action in the title of the view. */
  action(title: string): Locator {
    return this.workbench.page.locator('.part.panel').getByRole('button', { name: title });
  }
}
