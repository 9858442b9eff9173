// SPDX-License-Identifier: Apache-2.0
/** `bao-debug lint --config` as a person and as continuous integration use it. */

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baoDebug } from '../support/bao-debug';
import { projectRoot } from '../support/requirements';

describe('bao-debug lint --config', () => {
  let folder: string;
  const path = (name: string): string => join(folder, name);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bao-lint-'));
    cpSync(join(projectRoot, 'kernel', 'systems', 'ipc'), folder, { recursive: true });
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function plant(): void {
    const text = readFileSync(path('linuxvm.dts'), 'utf8');
    writeFileSync(path('linuxvm.dts'), text.replace('interrupts = <52>', 'interrupts = <51>'));
  }

  for (const system of ['ipc', 'remio-console', 'remio-dual']) {
    it(`finds nothing in the example system ${system}`, async () => {
      const config = join(projectRoot, 'kernel', 'systems', system, 'config.c');
      const { code, output } = await baoDebug(['lint', '--only', 'cross', '--config', config]);
      assert.deepEqual([code, output], [0, '']);
    });
  }

  it('says on both sides that an interrupt does not match', async () => {
    plant();
    const { code, output } = await baoDebug(['lint', '--only', 'cross', '--config', path('config.c')]);
    assert.equal(code, 1);
    assert.match(output, /linuxvm\.dts:\d+:\d+: error: .*interrupt 51.*has 52: the guest never hears of events/);
    assert.match(output, /config\.c:\d+:\d+: error: .*interrupt 51.*has 52/);
  });

  it('writes SARIF', async () => {
    plant();
    const { output } = await baoDebug(['lint', '--only', 'cross', '--sarif', '--config', folder]);
    const { version, runs } = JSON.parse(output);
    assert.equal(version, '2.1.0');
    const [result] = runs[0].results;
    assert.equal(result.ruleId, 'bao-ipc-interrupt');
    const { region, artifactLocation } = result.locations[0].physicalLocation;
    const line = readFileSync(new URL(artifactLocation.uri), 'utf8').split('\n')[region.startLine - 1];
    assert.equal(line?.slice(region.startColumn - 1, region.endColumn - 1), '51');
    assert.match(result.relatedLocations[0].physicalLocation.artifactLocation.uri, /config\.c$/);
  });

  it('asks for names when it cannot tell whose tree one is', async () => {
    cpSync(path('peer.dts'), path('another.dts'));
    const args = [
      'lint',
      '--only',
      'cross',
      '--config',
      folder,
      path('linuxvm.dts'),
      path('peer.dts'),
      path('another.dts'),
    ];
    const { code, output } = await baoDebug(args);
    assert.equal(code, 1);
    assert.match(output, /another\.dts:1:1: warning: whose device tree this is cannot be told.*linuxvm, peer/);
  });

  it('is told from wrong use', async () => {
    assert.match((await baoDebug(['lint', '--only', 'cross', path('peer.dts')])).errors, /--config CONFIG/);
    assert.match((await baoDebug(['lint', '--json', '--sarif', path('peer.dts')])).errors, /not as both/);
    rmSync(path('peer.dts'));
    rmSync(path('linuxvm.dts'));
    const { code, errors } = await baoDebug(['lint', '--config', folder]);
    assert.equal(code, 2);
    assert.match(errors, /there is no linuxvm\.dts or peer\.dts in/);
  });
});
