// SPDX-License-Identifier: Apache-2.0
/** Through the user interface: what the Bao views show of remio-dual while two frontends wait for the backend. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { BaoViews } from './support/bao-views';
import { type DebugViews, lineWith } from './support/debug-views';
import { editorFixture } from './support/editor-fixture';
import { exampleFolder } from './support/example-folder';
import { openSystem } from './support/open-system';
import type { Workbench } from './support/workbench';

const SHARED_MEMORY_DRIVER = 'kernel/drivers/bao/ipcshmem/ipcshmem.c';
const SHARED_MEMORY = 'shared memory of device model 0 of backend (VM0)';
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
    ({ workbench, debug, folder } = await openSystem(editor(), 'remio-dual', 'bao-views'));
    views = new BaoViews(workbench);
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

  it('lead to where a sleeping task waits, and to the line of a finding', async () => {
    await views.openAlone('Device Models');
    await views.entry('Device Models', 'bao-ioevfdc0, 0 queued, 1 task waiting').click();
    await workbench.tab('io_client.c').waitFor();
    await views.openAlone('Findings');
    await views.entry('Findings', 'registers-clobbered').click();
    await workbench.tab('bao.h').waitFor();
  });

  it('show memory as a document, with the keyboard too', async () => {
    await views.openAlone('Partitions');
    await views.expand('Partitions', 'Memory, 1 region');
    await workbench.screenshot('partition-memory');
    await views.fromMenuBelow('Partitions', '0x90000000, 64 MiB, physical 0x', 'Show Memory');
    await workbench.tab('RAM of backend (VM0) at 0x90000000').waitFor();
    await memoryLine('bytes 0x00000000 to 0x00003fff of 0x04000000').waitFor();
    await workbench.screenshot('memory');
    await workbench.runCommand('Bao: Show Next Part of Memory');
    await memoryLine('bytes 0x00004000 to 0x00007fff').waitFor();
    await workbench.runCommand('Bao: Go to Address in Memory...');
    await workbench.typeInQuickInput('0x90200010');
    await workbench.press('Enter');
    await memoryLine('0x90200010').waitFor();
    await views.openAlone('Device Models');
    await views.entry('Device Models', 'shared memory, 0xd0000000, 1 MiB').click();
    await workbench.tab(SHARED_MEMORY).waitFor();
    await memoryLine(`0xd0000000  ${'00 '.repeat(8)}`).waitFor();
    await workbench.runCommand('View: Keep Editor');
  });

  it('say every entry in words', async () => {
    for (const title of ['Partitions', 'REMIO', 'Device Models', 'Findings'] as const) {
      await views.openAlone(title);
      const spoken = await views.spoken(title);
      assert.ok(spoken.length > 0 && spoken.every((label) => /\w/.test(label)), title);
      assert.equal(await views.pane(title).locator('.monaco-list[aria-label]').count(), 1, title);
    }
  });

  it('are legible in every theme', async () => {
    for (const theme of ['Light Modern', 'Dark High Contrast', 'Light High Contrast', 'Dark Modern']) {
      await workbench.runCommand('Preferences: Color Theme');
      await workbench.typeInQuickInput(theme);
      await workbench.quickPick(theme).click();
      await views.openAlone('Device Models');
      await workbench.screenshot(`theme-${theme.replaceAll(' ', '-').toLowerCase()}`);
    }
  });

  it('follow the system while it runs and memory from stop to stop, and are empty again at the end', async () => {
    await views.openAlone('Partitions');
    await workbench.runCommand('Remove All Breakpoints');
    await debug.startOrContinue();
    await views.entry('Partitions', 'vCPU 0, idle (hart 0)').waitFor();
    await workbench.screenshot('running');
    await workbench.press('F6');
    await workbench.page.locator(`.tab[data-resource-name="${SHARED_MEMORY}"]`).click();
    await workbench.tab(SHARED_MEMORY).waitFor();
    // By now there are queues in it.
    await memoryLine(`0xd0000000  ${'00 '.repeat(8)}`).waitFor({ state: 'detached' });
    await workbench.screenshot('memory-later');
    await debug.stop();
    await views.pane('Partitions').getByText('Nothing is being debugged').waitFor();
    assert.equal(await views.pane('Partitions').locator('.monaco-list-row').count(), 0);
  });

  it('show the channels of IPC, and the memory behind them', async () => {
    const ipc = exampleFolder(editor().folder, 'ipc');
    await workbench.open(editor().server.origin, ipc);
    await workbench.webview.getByText('Try it').waitFor();
    await debug.setBreakpoint(ipc, SHARED_MEMORY_DRIVER, 'static ssize_t bao_ipcshmem_read(');
    await debug.startOrContinue();
    await workbench.page.locator('.debug-top-stack-frame-line').waitFor();
    await views.show();
    await views.openAlone('IPC');
    await views.entry('IPC', 'IPC 0 of linuxvm (VM0), reaches peer').waitFor();
    await views.entry('IPC', '/dev/baoipc0, events so far: 1').waitFor();
    await workbench.screenshot('ipc');
    await views.entry('IPC', 'read channel, at offset 0x0, 8 KiB').click();
    await workbench.tab('read channel of baoipc0').waitFor();
    await memoryLine('0xf0000000').waitFor();
    await workbench.screenshot('channel');
    await views.entry('IPC', 'IPC 0 of peer (VM1), reaches linuxvm').click();
    await workbench.tab('config.c').waitFor();
    await debug.stop();
  });

  /** A line of the document that is shown, by its beginning. */
  function memoryLine(text: string): Locator {
    // The editor writes blanks that do not break.
    return workbench.page
      .locator('.part.editor .view-line')
      .filter({ hasText: text.replaceAll(' ', '\u00a0') })
      .first();
  }
});
