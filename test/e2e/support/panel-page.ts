// SPDX-License-Identifier: Apache-2.0
/** A panel's page in a browser of its own, without an editor around it: its document, script and style as packaged. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { pageText } from '../../../extension/panels/page-text';
import { projectRoot } from '../../support/requirements';

const ORIGIN = 'http://panel.test';
const TYPES = { js: 'text/javascript', css: 'text/css' } as const;
const NONCE = 'only-for-this-test';

/** What the editor gives to a page; what the page keeps outlives a reload. A text, because it runs over there. */
const EDITOR_API = `
window.acquireVsCodeApi = () => ({
  postMessage: (message) => window.toHost(message),
  getState: () => JSON.parse(sessionStorage.getItem('kept') ?? 'null') ?? undefined,
  setState: (state) => sessionStorage.setItem('kept', JSON.stringify(state)),
});
`;

/** Speaks to a page. */
export type Post = (message: unknown) => void;

/** Opens a page. @param name of its script and style @param connect gives what hears what the page says
 *  @returns complaints of the browser: errors, and what the content-security policy refused */
export async function openPanel(
  page: Page,
  name: string,
  connect: (post: Post) => (message: unknown) => void,
): Promise<readonly string[]> {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const kind = pathname.endsWith('.js') ? 'js' : pathname.endsWith('.css') ? 'css' : undefined;
    await route.fulfill(
      kind === undefined
        ? { contentType: 'text/html', body: documentOf(name) }
        : {
            contentType: TYPES[kind],
            body: readFileSync(join(projectRoot, 'dist', 'webview', `${name}.${kind}`), 'utf8'),
          },
    );
  });
  const post: Post = (message) => void page.evaluate((sent) => window.postMessage(sent), message);
  await page.exposeFunction('toHost', connect(post));
  await page.addInitScript(EDITOR_API);
  await page.goto(`${ORIGIN}/`);
  return problems;
}

function documentOf(name: string): string {
  return pageText({
    title: name,
    script: `${ORIGIN}/${name}.js`,
    style: `${ORIGIN}/${name}.css`,
    styleSource: ORIGIN,
    nonce: NONCE,
  });
}
