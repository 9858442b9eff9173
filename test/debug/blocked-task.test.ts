// SPDX-License-Identifier: Apache-2.0
/** A task of a Linux guest on a vCPU that waits for another partition's answer. */

import assert from 'node:assert/strict';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StateResponseBody } from '../../debug-adapter/protocol';
import { VIEWS } from '../../extension/views/view';
import { closeClients, finish, launched, type Stopped } from '../dap/guide';
import { applyEdits } from '../drivers/driver-tree';
import { buildFolder } from '../support/build-folder';
import { buildSystem } from '../support/kernel-build';
import { projectRoot } from '../support/requirements';
import { outline } from '../support/view-outline';

const BACKEND = '.type = REMIO_DEV_BACKEND, .interrupt = 36,';
const FRONTEND = '.type = REMIO_DEV_FRONTEND, .va = 0x0a003e00, .size = 0x200, .interrupt = 40,';

describe('a task on a vCPU that waits for an answer', function () {
  this.timeout(120_000);
  let folder: string;

  before(() => {
    folder = buildFolder('blocked-task');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(closeClients);

  /** Linux is the frontend of a device whose backend never asks. */
  async function build(): Promise<string> {
    const system = join(folder, 'system');
    cpSync(join(projectRoot, 'kernel', 'tests', 'driver-system'), system, { recursive: true });
    writeFileSync(join(system, 'scenarios'), '');
    const between = 'was the frontend';
    applyEdits(system, [
      { file: 'config.c', from: FRONTEND, to: between },
      { file: 'config.c', from: BACKEND, to: FRONTEND },
      { file: 'config.c', from: between, to: BACKEND },
    ]);
    const drivers = join(__dirname, 'guests', 'frontend');
    return (await buildSystem(system, { drivers, out: join(folder, 'out'), log: () => {} })).config;
  }

  it('is shown blocked on the request', async () => {
    const client = await launched({ config: await build() });
    await client.request('configurationDone');
    for (let state: StateResponseBody | undefined; state === undefined || state.remio!.requests.length === 0; ) {
      state = await client.request<StateResponseBody>('bao.state', { parts: ['remio'] });
    }
    await client.request('pause', { threadId: 1 });
    await client.event<Stopped>('stopped');
    const state = await client.request<StateResponseBody>('bao.state');
    const partitions = outline(VIEWS.find(({ id }) => id === 'bao.partitions')!.items(state));
    assert.equal(partitions[1], '  vCPU 0: blocked on request 0 (hart 0)');
    assert.ok(
      partitions.some((line) => /^ {4}prober: pid \d+, running, blocked on request 0$/.test(line)),
      partitions.join('\n'),
    );
    await finish(client);
  });
});
