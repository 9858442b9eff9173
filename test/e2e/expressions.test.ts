// SPDX-License-Identifier: Apache-2.0
/** Through the user interface: what Bao has going on, asked in the debug console and watched. */

import type { Locator } from 'playwright-core';
import type { DebugViews } from './support/debug-views';
import { editorFixture } from './support/editor-fixture';
import { openSystem } from './support/open-system';
import type { Workbench } from './support/workbench';

const CLIENT = 'kernel/drivers/bao/io-dispatcher/io_client.c';

describe('names with a $ in the editor', function () {
  // Each test goes on where the one before has left the editor.
  this.bail(true);
  const editor = editorFixture('person');
  let workbench: Workbench;
  let debug: DebugViews;

  const console = (): Locator => workbench.page.locator('.repl');
  const suggestion = (name: string): Locator =>
    workbench.page.locator('.suggest-widget.visible .monaco-list-row').filter({ hasText: name }).first();
  const type = (text: string): Promise<void> => workbench.page.keyboard.type(text, { delay: 40 });

  before(async () => {
    const opened = await openSystem(editor(), 'remio-dual', 'expressions');
    ({ workbench, debug } = opened);
    const { folder } = opened;
    const line = await debug.setBreakpoint(folder, CLIENT, 'list_add_tail(&io_req->list, &client->virtio_requests);');
    await debug.show();
    await debug.startOrContinue();
    await debug.stoppedAt('bao_io_client_push_request', CLIENT, line);
  });

  it('are offered in the debug console with what they are, and their members behind the dot', async () => {
    await workbench.runCommand('Debug Console: Focus on Debug Console View');
    await type('$');
    await suggestion('$vm').waitFor();
    await workbench.screenshot('names');
    await type('re');
    await suggestion('$req').waitFor();
    await workbench.press('Tab');
    await type('0).');
    await suggestion('operation').waitFor();
    await workbench.screenshot('members');
    await type('stat');
    await suggestion('state').waitFor();
    await workbench.press('Tab');
    await type(' == PROCESSING');
    await workbench.press('Escape');
    await workbench.press('Enter');
    await console().locator('.monaco-list-row').filter({ hasText: '$req(0).state == PROCESSING' }).first().waitFor();
  });

  it('unfold in the debug console', async () => {
    await type('$dm(0)');
    await workbench.press('Escape');
    await workbench.press('Enter');
    const answer = console().locator('.monaco-list-row').filter({ hasText: 'device model 0 of backend (VM0)' }).first();
    await answer.waitFor();
    await answer.locator('.monaco-tl-twistie').click();
    await console().locator('.monaco-list-row').filter({ hasText: 'dispatcher' }).nth(1).waitFor();
    await workbench.screenshot('unfolded');
  });

  it('are watched, and change as the system goes on', async () => {
    const watch = workbench.page.locator('.pane').filter({ has: workbench.page.locator('.debug-watch') });
    await watch.hover();
    await watch.getByRole('button', { name: 'Add Expression' }).click();
    await type('$req(0).age');
    await workbench.press('Enter');
    const watched = workbench.page.locator('.debug-watch .monaco-list-row').filter({ hasText: '$req(0).age' }).first();
    await watched.filter({ hasText: /\d$/ }).waitFor();
    const before = await watched.innerText();
    await workbench.screenshot('watched');
    await debug.startOrContinue();
    await watched.filter({ hasNotText: before }).filter({ hasText: /\d$/ }).waitFor();
    await debug.stop();
  });
});
