// SPDX-License-Identifier: Apache-2.0
/** The state of a system whose Linux has the drivers of the posted series, which keep some things in other ways. */

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StateResponseBody } from '../../debug-adapter/protocol';
import type { ViewItem } from '../../extension/views/item';
import { VIEWS } from '../../extension/views/view';
import { writeSeries } from '../posted-series/extract';
import { seriesThread } from '../posted-series/thread-file';
import { buildFolder } from '../support/build-folder';
import { buildSystem } from '../support/kernel-build';
import { outline } from '../support/view-outline';
import { closeClients, launched, start } from './guide';

describe('the state of a system with the posted drivers', function () {
  this.timeout(120_000);
  let folder: string;

  before(function () {
    folder = buildFolder('posted-series-state');
    writeSeries(seriesThread(this), join(folder, 'tree'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(closeClients);

  async function stateAt(system: string, name: string, hit = 1): Promise<StateResponseBody> {
    const drivers = join(folder, 'tree');
    const { config } = await buildSystem(system, { drivers, out: join(folder, system), log: () => {} });
    const client = await launched({ config });
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name, hitCondition: `${hit}` }] });
    assert.equal((await start(client)).reason, 'function breakpoint');
    return client.request<StateResponseBody>('bao.state');
  }

  const itemsOf = (state: StateResponseBody, id: string): readonly ViewItem[] =>
    VIEWS.find((view) => view.id === id)!.items(state);

  it('has device models with clients, queues and the work of the dispatcher, and says what is not counted', async () => {
    const items = itemsOf(await stateAt('remio-console', 'bao_dm_ioctl', 2), 'bao.deviceModels');
    const lines = outline(items);
    assert.equal(lines[0], 'backend (VM0): 1 device model');
    for (const wanted of [
      /^ {2}Device model 0: bind key 7, \d+ queued requests?$/,
      /^ {4}dispatcher work: (queued|running by kworker\S* \(pid \d+\))$/,
      /^ {4}bao-ioevfdc0: 0 queued, 1 task waiting$/,
      // What an empty answer of the hypervisor is taken for, again and again.
      /^ {6}and \d+ more$/,
      /^ {6}thread: bao-ioevfdc0-kt \(pid \d+\)$/,
      /^ {6}Request 0: queued: READ MagicValue$/,
      /^ {4}shared memory: 0xd0000000, 1 MiB$/,
    ]) {
      assert.ok(
        lines.some((line) => wanted.test(line)),
        `${wanted} in\n${lines.join('\n')}`,
      );
    }
    const irqfds = items[0]!.children![0]!.children!.find(({ label }) => label === 'irqfds')!;
    assert.match(irqfds.children![0]!.tooltip!, /this driver's struct irqfd has no member 'signals'/);
  });

  it('has the channels of shared memory', async () => {
    const lines = outline(itemsOf(await stateAt('ipc', 'bao_ipcshmem_read'), 'bao.ipc'));
    assert.deepEqual(lines.slice(3, 6), [
      "  /dev/baoipc0: the guest's driver",
      '    read channel: at offset 0x0, 8 KiB',
      '    write channel: at offset 0x2000, 8 KiB',
    ]);
  });
});
