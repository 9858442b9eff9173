// SPDX-License-Identifier: Apache-2.0
/** Through the user interface: the log of remio-dual, filtered, searched, copied, taken away. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebugViews } from './support/debug-views';
import { editorFixture } from './support/editor-fixture';
import { LogViewPage } from './support/log-view';
import { openSystem } from './support/open-system';
import type { Workbench } from './support/workbench';

describe('the log in the editor', function () {
  // Each test goes on where the one before has left the editor.
  this.bail(true);
  const editor = editorFixture('person');
  let workbench: Workbench;
  let debug: DebugViews;
  let log: LogViewPage;
  let folder: string;

  before(async () => {
    ({ workbench, debug, folder } = await openSystem(editor(), 'remio-dual', 'log'));
    log = new LogViewPage(workbench);
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  });

  it('says what to do when nothing is debugged, and starts a system', async () => {
    await log.show();
    await log.frame.getByText('Nothing is being debugged').waitFor();
    await workbench.screenshot('empty');
    await log.frame.getByRole('button', { name: 'Start Debugging' }).click();
    await workbench.page.locator('.debug-toolbar').waitFor();
  });

  it('fills while the system runs', async () => {
    // The consoles come up over the log.
    await workbench.terminal('both vCPUs finished').waitFor();
    await log.show();
    await log.row('REMIO').waitFor();
    await log.row('ioctl').waitFor();
    await workbench.screenshot('running');
  });

  it('shows calls of one kind, found by their text', async () => {
    await log.frame.getByRole('textbox', { name: 'Search the log' }).fill('REMIO NOTIFY');
    await log.checkbox('Matches only').click();
    await log.status(/^\d+ of [\d,]+ entries/).waitFor();
    await log.row('REMIO NOTIFY').click();
    await workbench.press('Space');
    await log.frame.getByRole('region', { name: 'Details of the selected entry' }).getByText('Arguments').waitFor();
    assert.equal(await log.frame.locator('.row:not([hidden])').filter({ hasText: 'REMIO ASK' }).count(), 0);
    await workbench.screenshot('notify');
  });

  it('leads to the line that made a call', async () => {
    await log.grid.press('Home');
    await log.grid.press('Enter');
    await workbench.page.locator('.part.editor .monaco-editor').waitFor();
    await workbench.page
      .locator('.part.statusbar')
      .getByText(/^Ln \d+,/)
      .waitFor();
    await workbench.screenshot('source');
  });

  it('copies rows as text', async () => {
    await log.row('REMIO NOTIFY').click();
    await log.grid.press('Control+c');
    await log.status('1 entry copied').waitFor();
    const copied = await workbench.page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /REMIO NOTIFY\(.*\n$/);
  });

  it('writes a trace to a file', async () => {
    const path = join(folder, 'trace.json');
    await log.action('Export the Log...').click();
    await workbench.quickPick('Perfetto Trace').click();
    await workbench.quickPick('All entries').click();
    await workbench.quickPick('..').waitFor();
    await workbench.typeInQuickInput(path);
    await workbench.quickInput.getByRole('button', { name: 'OK' }).click();
    await workbench.notification(/entries .* were written to/).waitFor();
    assert.ok(existsSync(path));
    const { traceEvents } = JSON.parse(readFileSync(path, 'utf8')) as { traceEvents: { name: string }[] };
    assert.ok(traceEvents.some(({ name }) => name.includes('NOTIFY')));
    await workbench.screenshot('exported');
  });

  it('comes back as it was when it was hidden', async () => {
    await workbench.runCommand('Terminal: Focus Terminal');
    await log.frame.locator('.bar').waitFor({ state: 'detached' });
    await log.show();
    await log.checkbox('Matches only').and(log.frame.locator('[aria-checked=true]')).waitFor();
  });

  for (const [theme, name] of [
    ['Dark Modern', 'dark'],
    ['Dark High Contrast', 'high-contrast'],
    ['Light High Contrast', 'high-contrast-light'],
  ] as const) {
    it(`has the colours of ${theme}`, async () => {
      const before = await log.frame.locator('.bar').evaluate((bar) => getComputedStyle(bar).color);
      await workbench.runCommand('Preferences: Color Theme');
      await workbench.typeInQuickInput(theme);
      await workbench.quickPick(theme).click();
      await workbench.quickInput.waitFor({ state: 'hidden' });
      await log.row('REMIO').click();
      await workbench.screenshot(name);
      assert.notEqual(await log.frame.locator('.bar').evaluate((bar) => getComputedStyle(bar).color), before);
    });
  }

  it('is turned off and on, and cleared', async () => {
    await log.action('Turn the Log Off').click();
    await log.status(/the log is off/).waitFor();
    await log.action('Clear the Log').click();
    await log.frame.getByText('The log is off').waitFor();
    await workbench.screenshot('off');
    await log.frame.getByRole('button', { name: 'Turn On' }).click();
    await log.action('Turn the Log Off').waitFor();
  });

  it('is empty again at the end', async () => {
    await debug.stop();
    await log.frame.getByText('Nothing is being debugged').waitFor();
  });

  it('is as it was left after a reload of the window', async () => {
    await workbench.page.reload();
    await workbench.ready();
    await log.show();
    await log.checkbox('Matches only').and(log.frame.locator('[aria-checked=true]')).waitFor();
    assert.equal(await log.frame.getByRole('textbox', { name: 'Search the log' }).inputValue(), 'REMIO NOTIFY');
  });
});
