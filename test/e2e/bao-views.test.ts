// SPDX-License-Identifier: Apache-2.0
/** Through the user interface: what the Bao views show of remio-dual while two frontends wait for the backend. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { BaoViews } from './support/bao-views';
import { DebugViews, lineWith } from './support/debug-views';
import { editorFixture } from './support/editor-fixture';
import { exampleFolder } from './support/example-folder';
import type { Workbench } from './support/workbench';

const DISPATCHER = 'kernel/drivers/bao/io-dispatcher/io_dispatcher.c';

describe('the Bao views', function () {
  // Each test goes on where the one before has left the editor.
  this.bail(true);
  const editor = editorFixture('person');
  let workbench: Workbench;
  let debug: DebugViews;
  let views: BaoViews;
  let folder: string;

  before(async () => {
    folder = exampleFolder(editor().folder, 'remio-dual');
    workbench = await editor().newWorkbench('bao-views');
    debug = new DebugViews(workbench);
    views = new BaoViews(workbench);
    await workbench.open(editor().server.origin, folder);
    await workbench.webview.getByText('Try it').waitFor();
  });

  it('say what to do when nothing is debugged', async () => {
    await views.show();
    await views.pane('Partitions').getByText('Nothing is being debugged').waitFor();
    await views.pane('Partitions').getByRole('button', { name: 'Open Example System...' }).waitFor();
    await workbench.screenshot('empty');
  });

  it('show partitions, tasks, devices, requests and queues at a stop', async () => {
    await debug.setBreakpoint(folder, DISPATCHER, 'req.dm_id = dm->info.id;');
    await debug.startOrContinue();
    await workbench.page.locator('.debug-top-stack-frame-line').waitFor();
    await views.show();
    await workbench.screenshot('all');
    await views.openAlone('Partitions');
    await views.entry('Partitions', 'vCPU 0, running (hart 0)').waitFor();
    await views.entry('Partitions', 'vCPU 0, blocked on request').waitFor();
    await workbench.screenshot('partitions');
    await views.openAlone('REMIO');
    await views.entry('REMIO', 'terminal → backend, bind key 7, ready').waitFor();
    await views.entry('REMIO', 'frontend, storage (VM2), ready').waitFor();
    await views.entry('REMIO', 'Request 0, PROCESSING: READ MagicValue').waitFor();
    await workbench.screenshot('remio');
    await views.openAlone('Device Models');
    await views.entry('Device Models', 'Device model 1, bind key 9').waitFor();
    await views.entry('Device Models', 'dispatcher work, running').waitFor();
    await workbench.screenshot('device-models');
    await views.openAlone('IPC');
    await views.pane('IPC').getByText('This configuration has no IPC objects').waitFor();
  });

  it('lead to the line that a vCPU is at, and to the line of a device in the configuration', async () => {
    await views.openAlone('REMIO');
    await views.entry('REMIO', 'backend, backend (VM0), ready').click();
    await workbench.tab('config.c').waitFor();
    const line = lineWith(join(folder, 'config.c'), '{ /* device model 0: console */');
    await workbench.page.locator('.part.statusbar').getByText(`Ln ${line},`).waitFor();
    await workbench.screenshot('device-line');
    await views.openAlone('Partitions');
    await views.entry('Partitions', 'vCPU 0, running (hart 0)').click();
    await workbench.tab('io_dispatcher.c').waitFor();
  });

  it('follow the system while it runs, and are empty again at the end', async () => {
    await workbench.runCommand('Remove All Breakpoints');
    await debug.startOrContinue();
    await views.entry('Partitions', 'vCPU 0, idle (hart 0)').waitFor();
    await workbench.screenshot('running');
    await debug.stop();
    await views.pane('Partitions').getByText('Nothing is being debugged').waitFor();
    assert.equal(await views.pane('Partitions').locator('.monaco-list-row').count(), 0);
  });
});
