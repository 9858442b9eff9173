// SPDX-License-Identifier: Apache-2.0
/** The tests that run inside the extension host, each reported as what it is. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { editorFixture } from './support/editor-fixture';
import { exampleFolder } from './support/example-folder';
import { type HostOutcome, runInHost } from './support/host-run';

describe('inside the extension host', () => {
  const editor = editorFixture('host-tests');
  let outcome: HostOutcome;

  before(async () => {
    const { server, folder } = editor();
    const { page } = await editor().newWorkbench('host');
    outcome = await runInHost(page, server, exampleFolder(folder, 'remio-console'), join(folder, 'report.json'));
  });

  it('every test passes', () => {
    assert.ok(outcome.tests.length > 0, 'no test was run');
    for (const { fullTitle } of outcome.tests) {
      console.log(`        - ${fullTitle}`);
    }
    const failed = outcome.tests.filter(({ err }) => Object.keys(err).length > 0);
    const reasons = failed.map(({ fullTitle, err }) => `${fullTitle}: ${err.stack ?? err.message}`);
    assert.equal(failed.length, 0, `${reasons.join('\n')}\n${outcome.log.slice(-2000)}`);
  });
});
