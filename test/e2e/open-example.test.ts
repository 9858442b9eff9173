// SPDX-License-Identifier: Apache-2.0
/** Through the user interface: an example system is put into a folder and opened. */

import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { editorFixture } from './support/editor-fixture';
import type { Workbench } from './support/workbench';

/** A folder beside the example's. */
const ENTRY = 'another-project';

describe('opening an example system in the editor', () => {
  const editor = editorFixture('person');
  let workbench: Workbench;
  let parent: string;

  before(async () => {
    parent = join(editor().folder, 'projects');
    mkdirSync(join(parent, ENTRY), { recursive: true });
    workbench = await editor().newWorkbench('example');
    await workbench.open(editor().server.origin);
  });

  async function chooseSystemAndFolder(): Promise<void> {
    await workbench.runCommand('Bao: Open Example System');
    await workbench.quickPick('remio-console').waitFor();
    await workbench.screenshot('systems');
    await workbench.quickPick('remio-console').click();
    await workbench.chooseFolder(parent, ENTRY, 'Create remio-console Here');
  }

  it('puts the system there and opens it, with its README', async () => {
    await chooseSystemAndFolder();
    await workbench.explorerItem('config.c').waitFor();
    await workbench.page.locator('.tab', { hasText: 'README.md' }).waitFor();
    await workbench.webview.getByText('Try it').waitFor();
    await workbench.screenshot('opened');
    assert.match(readFileSync(join(parent, 'remio-console', 'config.c'), 'utf8'), /VM_IMAGE\(backend/);
  });

  it('asks before it replaces a file that was changed', async () => {
    const config = join(parent, 'remio-console', 'config.c');
    appendFileSync(config, '/* mine */\n');
    await chooseSystemAndFolder();
    const dialog = workbench.page.locator('.monaco-dialog-box', { hasText: 'other versions of 1 file' });
    await dialog.waitFor();
    await workbench.screenshot('changed-file');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.match(readFileSync(config, 'utf8'), /mine/);
  });
});
