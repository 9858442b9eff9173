// SPDX-License-Identifier: Apache-2.0
/** Through the user interface: device trees of guests that do not agree with the hypervisor's configuration. */

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { projectRoot } from '../support/requirements';
import { lineWith } from './support/debug-views';
import { editorFixture } from './support/editor-fixture';
import type { Workbench } from './support/workbench';

const RIGHT = 'interrupts = <52>;';
const WRONG = 'interrupts = <51>;';

describe('device trees in the editor', () => {
  const editor = editorFixture('person');
  let workbench: Workbench;
  let folder: string;

  before(async () => {
    folder = join(editor().folder, 'ipc');
    // Its README would come to the front.
    const filter = (path: string): boolean => !path.endsWith('.md');
    cpSync(join(projectRoot, 'kernel', 'systems', 'ipc'), folder, { recursive: true, filter });
    const tree = join(folder, 'linuxvm.dts');
    writeFileSync(tree, readFileSync(tree, 'utf8').replace(RIGHT, WRONG));
    workbench = await editor().newWorkbench('device-tree');
    await workbench.open(editor().server.origin, folder);
  });

  /** A row of the Problems panel. */
  function problem(text: string | RegExp): Locator {
    return workbench.page.locator('.markers-panel .monaco-list-row').filter({ hasText: text });
  }

  it('shows an interrupt that the configuration does not have on both sides, and mends it by a quick fix', async () => {
    await workbench.openFile('linuxvm.dts');
    await workbench.press('Control+Shift+M');
    const mismatches = problem('bao-ipc-interrupt');
    for (const file of ['config.c', 'linuxvm.dts']) {
      await problem(file).first().waitFor();
    }
    await mismatches.nth(1).waitFor();
    await workbench.screenshot('mismatch');
    await workbench.tab('linuxvm.dts').click();
    await workbench.goToLine(lineWith(join(folder, 'linuxvm.dts'), WRONG));
    await workbench.press('Control+.');
    await workbench.page.locator('.action-widget').getByText('52').first().waitFor();
    await workbench.screenshot('quick-fix');
    await workbench.press('Enter');
    await workbench.page.locator('.view-line').filter({ hasText: RIGHT }).first().waitFor();
    await mismatches.first().waitFor({ state: 'detached' });
    await workbench.screenshot('mended');
  });
});
