// SPDX-License-Identifier: Apache-2.0
/** Through the user interface: tasks of a Linux guest in the call stack, sleeping ones too. */

import { join } from 'node:path';
import { type DebugViews, lineWith } from './support/debug-views';
import { editorFixture } from './support/editor-fixture';
import { openSystem } from './support/open-system';
import type { Workbench } from './support/workbench';

const DISPATCHER = 'kernel/drivers/bao/io-dispatcher/io_dispatcher.c';
const CLIENT = 'kernel/drivers/bao/io-dispatcher/io_client.c';

describe('tasks of a Linux guest in the editor', function () {
  // Each test goes on where the one before has left the editor.
  this.bail(true);
  const editor = editorFixture('person');
  let workbench: Workbench;
  let debug: DebugViews;
  let folder: string;

  before(async () => {
    ({ workbench, debug, folder } = await openSystem(editor(), 'remio-dual', 'tasks'));
  });

  it('are threads beside the vCPUs of other guests', async () => {
    await debug.setBreakpoint(folder, DISPATCHER, 'req.dm_id = dm->info.id;');
    await debug.startOrContinue();
    await workbench.page.locator('.debug-top-stack-frame-line').waitFor();
    await debug.show();
    await debug.callStackRow('running on vCPU 0').waitFor();
    await debug.callStackRow('bao-ioevfdc0-kt').waitFor();
    await workbench.screenshot('threads');
  });

  it('lead to where they wait when one that sleeps is opened', async () => {
    const row = debug.callStackRow('bao-ioevfdc0-kt');
    await row.click();
    await workbench.press('ArrowRight');
    await debug.frame('bao_io_client_kernel_thread').waitFor();
    await debug.callStackRow('Show 3 More: scheduler').waitFor();
    await debug.frame('bao_io_client_kernel_thread').click();
    await workbench.tab('io_client.c').waitFor();
    const line = lineWith(join(folder, CLIENT), '\twait_event_interruptible(client->wq,');
    await workbench.page.locator('.part.statusbar').getByText(`Ln ${line},`).waitFor();
    await workbench.screenshot('sleeping');
  });
});
