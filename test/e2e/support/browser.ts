// SPDX-License-Identifier: Apache-2.0
/** The browser that shows the editor. */

import type { Browser, Page } from 'playwright-core';
import { chromiumPath } from './chromium.mjs';

const WIDTH = 1400;
const HEIGHT = 900;

const ARGUMENTS = [
  // The sandbox needs kernel features that containers lack; nothing but our own editor is shown.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export async function openBrowser(): Promise<Browser> {
  // Installed on first use only, so it cannot be imported when the test files are loaded.
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath: chromiumPath()!, headless: true, args: ARGUMENTS });
}

export async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: WIDTH, height: HEIGHT } });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return page;
}
