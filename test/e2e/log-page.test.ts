// SPDX-License-Identifier: Apache-2.0
/** The log's page in a real browser, without an editor around it: a million entries, by mouse and keyboard. */

import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { LogModel } from '../../extension/panels/log/log-model';
import { LogPage } from '../../extension/panels/log/log-page';
import { LogRequests } from '../../extension/panels/log/log-requests';
import { SyntheticLog } from '../support/synthetic-log';
import { newPage, openBrowser } from './support/browser';
import { requireEditor } from './support/editor-fixture';
import { openPanel } from './support/panel-page';

const MILLION = 1_000_000;
const HOSTILE = '<img src=x onerror="document.title=\'taken over\'"><b>bold</b>';

describe("the log's page", function () {
  // Each test goes on where the one before has left the page.
  this.bail(true);
  let browser: Browser;
  let page: Page;
  let problems: readonly string[];
  let log: SyntheticLog;
  let model: LogModel;
  let host: LogPage;
  const copied: string[] = [];
  const acted: string[] = [];
  const refused: string[] = [];

  before(async function () {
    requireEditor(this);
    browser = await openBrowser();
    page = await newPage(browser);
    page.setDefaultTimeout(20_000);
    await page.setViewportSize({ width: 1400, height: 400 });
    log = new SyntheticLog(MILLION);
    model = new LogModel(() => host.update());
    problems = await openPanel(page, 'log', (post) => {
      host = new LogPage(model, {
        post,
        copy: async (text) => void copied.push(text),
        act: async (action) => void acted.push(action),
        reveal: async (_, position) => `revealed ${position}`,
        ready: () => {},
        failed: (what) => refused.push(what),
      });
      return (message) => void host.receive(message);
    });
  });

  after(() => browser?.close());

  const grid = () => page.getByRole('grid');
  const row = (text: string | RegExp) => page.getByRole('row').filter({ hasText: text });
  const entry = (number: number) => page.locator(`.row[aria-rowindex="${number + 2}"]`);
  const status = (text: string | RegExp) => page.locator('.status').getByText(text);
  /** The row that the keyboard is at, as screen readers are told. */
  const active = (index: number) =>
    page.waitForFunction((wanted) => {
      const id = document.querySelector('[role=grid]')?.getAttribute('aria-activedescendant');
      return document.getElementById(id ?? '')?.getAttribute('aria-rowindex') === `${wanted}`;
    }, index + 2);

  it('says what to do when nothing is debugged, and does it', async () => {
    await page.getByText('Nothing is being debugged').waitFor();
    await page.getByRole('button', { name: 'Open Example System...' }).click();
    assert.deepEqual(acted, ['openExample']);
  });

  it('shows the end of a million entries, by a few elements', async () => {
    model.begin(new LogRequests(log.ask));
    model.setState(log.state);
    await entry(MILLION - 1)
      .getByText('value 999999')
      .waitFor();
    await status('1,000,000 entries').waitFor();
    assert.equal(await grid().getAttribute('aria-rowcount'), `${MILLION + 1}`);
    assert.ok((await page.locator('.row').count()) < 60);
    assert.ok(log.asked.length < 10, 'only what is shown was read');
  });

  it('follows the end while entries come', async () => {
    log.end = MILLION + 500;
    model.setState(log.state);
    await entry(MILLION + 499)
      .getByText('value 1000499')
      .waitFor();
    await page.getByRole('button', { name: 'Follow the end', pressed: true }).waitFor();
  });

  it('is scrolled by its bar to any place, and row by row by the wheel', async () => {
    await page.locator('.scroller').evaluate((scroller) => {
      scroller.scrollTop = 0;
    });
    await entry(0).getByText('value 0').waitFor();
    await grid().hover();
    await page.mouse.wheel(0, 220);
    // Ten rows of 22 pixels; the first below the header is row 10.
    await entry(10).getByText('value 10').waitFor();
    const first = await entry(10).boundingBox();
    const header = await page.locator('.header').boundingBox();
    assert.ok(Math.abs(first!.y - (header!.y + header!.height)) <= 1);
    await page.locator('.scroller').evaluate((scroller) => {
      scroller.scrollTop = scroller.scrollHeight / 2;
    });
    await row('value 500').first().waitFor();
    await page.getByRole('button', { name: 'Follow the end', pressed: false }).waitFor();
  });

  it('stays where somebody has scrolled to while entries come and go', async () => {
    const text = await page.locator('.row:not([hidden])').first().textContent();
    log.end += 10_000;
    log.first = 10_500;
    model.setState(log.state);
    await status('10,500 older ones are not kept').waitFor();
    await row(text!).waitFor();
  });

  it('is used with the keyboard', async () => {
    await grid().focus();
    await page.keyboard.press('Home');
    await entry(0).getByText('value 10500').waitFor();
    await active(0);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await active(1);
    const room = await page.locator('.scroller').evaluate(({ clientHeight }) => clientHeight);
    await page.keyboard.press('PageDown');
    // A page is a row less than what fits below the header.
    await active(1 + Math.floor((room - 22) / 22) - 1);
    await page.keyboard.press('End');
    await entry(MILLION - 1)
      .getByText('value 1010499')
      .waitFor();
    await active(MILLION - 1);
    await page.keyboard.press('Enter');
    await status('revealed 1010499').waitFor();
  });

  it('copies the selected rows as text', async () => {
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    const selected = page.locator('.row[aria-selected=true]');
    // Rows are drawn with the next frame.
    await selected.nth(2).waitFor();
    assert.equal(await selected.count(), 3);
    await page.keyboard.press('Control+c');
    await status('3 entries copied').waitFor();
    assert.deepEqual(
      copied[0]!.split('\n').map((line) => /value (\d+)/.exec(line)?.[1]),
      ['10500', '10501', '10502', undefined],
    );
  });

  it('shows all of an entry, whatever a guest has written', async () => {
    log.hostileText = HOSTILE;
    model.setState(log.state);
    await entry(0).getByText(`value 10500${HOSTILE}`).waitFor();
    await entry(3).click();
    await page.keyboard.press('Space');
    const details = page.getByRole('region', { name: 'Details of the selected entry' });
    await details.getByText(`10503${HOSTILE} (0x2907)`).waitFor();
    assert.equal(await page.locator('main img, main b').count(), 0);
    assert.equal(await page.title(), 'log');
    log.hostileText = '';
  });

  it('searches a million entries, counts and goes from match to match', async () => {
    await page.keyboard.press('Control+f');
    await page.keyboard.type('value 77777');
    await page.keyboard.press('Enter');
    // The one itself, and 777770 to 777779.
    await page.getByText('11 matches', { exact: true }).waitFor();
    await entry(77_777 - 10_500)
      .getByText('value 77777')
      .waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.row.active').getByText('value 777770').waitFor();
    await page.keyboard.press('Shift+Enter');
    await page.locator('.row.active').getByText('value 77777').waitFor();
    await page.getByRole('checkbox', { name: 'Matches only' }).click();
    await status('11 of 1,000,000 entries').waitFor();
    await page.keyboard.press('Control+f');
    await page.keyboard.press('Escape');
    await status('1,000,000 entries').waitFor();
    // The entry that was selected is so among all entries too.
    await active(77_777 - 10_500);
  });

  it('shows what failed, of one virtual machine, of one request', async () => {
    await page.getByRole('checkbox', { name: 'Matches only' }).click();
    await page.getByRole('checkbox', { name: 'Failed only' }).click();
    await status('1,000 of 1,000,000 entries').waitFor();
    await grid().focus();
    await page.keyboard.press('Home');
    await row('value 14000').click();
    await page.getByRole('button', { name: /Show Only Request #/ }).click();
    await status('4 of 1,000,000 entries').waitFor();
    await page.getByRole('checkbox', { name: 'ioctls' }).click();
    await status('3 of 1,000,000 entries').waitFor();
  });

  it('changes the width of a column by keyboard and mouse', async () => {
    const edge = page.getByRole('separator', { name: 'Width of Place' });
    const before = Number(await edge.getAttribute('aria-valuenow'));
    await edge.focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(Number(await edge.getAttribute('aria-valuenow')), before + 16);
    const { x, y } = (await edge.boundingBox())!;
    await page.mouse.move(x + 3, y + 5);
    await page.mouse.down();
    await page.mouse.move(x + 43, y + 5);
    await page.mouse.up();
    assert.equal(Number(await edge.getAttribute('aria-valuenow')), before + 56);
  });

  it('comes back as it was left', async () => {
    const widths = await page.locator('.table').getAttribute('style');
    await row('value 14002').click();
    await active(1);
    await page.reload();
    await status('3 of 1,000,000 entries').waitFor();
    assert.equal(await page.locator('.table').getAttribute('style'), widths);
    await active(1);
    assert.equal(await page.getByRole('checkbox', { name: 'ioctls' }).getAttribute('aria-checked'), 'false');
  });

  it('is empty again when the session ends', async () => {
    model.begin(undefined);
    await page.getByText('Nothing is being debugged').waitFor();
  });

  it('has said and loaded nothing that it must not', () => {
    assert.deepEqual(problems, []);
    assert.deepEqual(refused, []);
  });
});
