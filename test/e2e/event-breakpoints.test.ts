// SPDX-License-Identifier: Apache-2.0
/** Through the user interface: breakpoints on what happens, set before a system starts, and what it says at them. */

import { BaoViews } from './support/bao-views';
import type { DebugViews } from './support/debug-views';
import { editorFixture } from './support/editor-fixture';
import { openSystem } from './support/open-system';
import type { Workbench } from './support/workbench';

const TITLE = 'Event Breakpoints';

describe('the view of event breakpoints', function () {
  // Each test goes on where the one before has left the editor.
  this.bail(true);
  const editor = editorFixture('person');
  let workbench: Workbench;
  let debug: DebugViews;
  let views: BaoViews;

  before(async () => {
    ({ workbench, debug } = await openSystem(editor(), 'remio-dual', 'event-breakpoints'));
    views = new BaoViews(workbench);
  });

  it('says what it is for, and takes a breakpoint before anything is debugged', async () => {
    await views.show();
    await views.openAlone(TITLE);
    await workbench.screenshot('empty');
    await views.pane(TITLE).getByRole('button', { name: 'Add Event Breakpoint...' }).click();
    await workbench.quickPick('Register Access').click();
    await workbench.quickPick('any register').click();
    await workbench.screenshot('registers');
    await workbench.quickPick('QueueNotify').click();
    await workbench.quickPick('Condition').click();
    await workbench.typeInQuickInput('$event.device == 9');
    await workbench.press('Enter');
    await workbench.screenshot('form');
    await workbench.quickPick('Add Breakpoint').click();
    await views.entry(TITLE, 'Register Access: QueueNotify, enabled, when $event.device == 9').waitFor();
    await workbench.screenshot('added');
  });

  it('stops there, says what happened, and knows it in watches', async () => {
    await debug.startOrContinue();
    await workbench.page.locator('.exception-widget').getByText('storage accesses device 9').first().waitFor();
    await views.show();
    await views.entry(TITLE, 'Register Access: QueueNotify, enabled, stopped here').waitFor();
    await workbench.screenshot('stopped');
  });

  it('offers what the system has, and is changed with the keyboard', async () => {
    await views.entry(TITLE, 'Register Access').click();
    await workbench.press('F2');
    await workbench.quickPick('any device').click();
    await workbench.quickPick('terminal → backend').click();
    await workbench.quickPick('Save').click();
    await views.entry(TITLE, 'Register Access: QueueNotify, device 7, enabled').waitFor();
    await views.entry(TITLE, 'Register Access').click();
    await workbench.press('Space');
    await views.entry(TITLE, 'Register Access: QueueNotify, device 7, disabled').waitFor();
    await workbench.screenshot('disabled');
    await debug.show();
    await workbench.page.locator('.debug-breakpoints').getByText('Accesses to device registers').waitFor();
    await workbench.screenshot('filters');
    await debug.stop();
  });

  it('keeps what is set in the workspace', async () => {
    await workbench.page.reload();
    await workbench.ready();
    await views.show();
    await views.entry(TITLE, 'Register Access: QueueNotify, device 7, disabled').click();
    await workbench.press('Delete');
    await views.pane(TITLE).getByText('Stop the system when something happens').waitFor();
    await views.entry(TITLE, 'Register Access').waitFor({ state: 'detached' });
  });
});
