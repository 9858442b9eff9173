// SPDX-License-Identifier: Apache-2.0
/** The state of whole systems, and what the views make of it. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { StateResponseBody } from '../../debug-adapter/protocol';
import type { ViewItem } from '../../extension/views/item';
import { VIEWS } from '../../extension/views/view';
import { outline } from '../support/view-outline';
import type { DapClient } from './dap-client';
import { compareWithGolden } from './golden';
import { closeClients, finish, go, launched, type Stopped, start } from './guide';

const entries = (state: StateResponseBody, id: string): readonly ViewItem[] =>
  VIEWS.find((view) => view.id === id)!.items(state);

/** Entries that say that there is nothing. */
const NOTHING = /\/(no pending|no requests)$/;

/** All entries, each under its unique way. */
function all(items: readonly ViewItem[], way = ''): [string, ViewItem][] {
  return items.flatMap((item) => [
    [`${way}/${item.key}`, item] as [string, ViewItem],
    ...all(item.children ?? [], `${way}/${item.key}`),
  ]);
}

describe('the state of a system', () => {
  afterEach(closeClients);

  async function stoppedIn(config: string, name: string, hits: number): Promise<DapClient> {
    const client = await launched({ config });
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name }] });
    await start(client);
    for (let hit = 1; hit < hits; hit++) {
      await go(client, 'continue');
    }
    client.log.length = 0;
    return client;
  }

  const stateOf = (client: DapClient, ...parts: string[]) =>
    client.request<StateResponseBody>('bao.state', parts.length === 0 ? undefined : { parts });

  it('shows two frontends that wait, the driver that has one of their requests, and the worker that asks', async () => {
    const client = await stoppedIn('remio-dual', 'bao_io_client_push_request', 4);
    const state = await stateOf(client);
    await finish(client);
    compareWithGolden('state-remio', client.log);

    const partitions = outline(entries(state, 'bao.partitions'));
    assert.equal(partitions[0], 'backend (VM0): 1 vCPU');
    assert.equal(partitions[1], '  vCPU 0: running (hart 0)');
    assert.ok(partitions.includes('  vCPU 0: blocked on request 0 (hart 1)'));
    assert.ok(partitions.includes('  vCPU 0: blocked on request 1 (hart 2)'));
    assert.ok(partitions.includes('  vCPU 1: not started (hart 3)'));
    assert.equal(partitions.filter((line) => /running, asks the hypervisor for requests of/.test(line)).length, 1);
    const doorbell = partitions.find((line) => line.includes('bao-ioevfdc0-kt'));
    assert.match(doorbell!, /sleeping, waits for requests of client bao-ioevfdc0 of device model 0$/);

    const remio = outline(entries(state, 'bao.remio'));
    assert.deepEqual(remio.slice(0, 3), [
      'terminal → backend: bind key 7, ready',
      '  frontend: terminal (VM1), ready',
      '  backend: backend (VM0), ready',
    ]);
    assert.equal(
      remio.filter((line) => /^ {2}Request \d: PROCESSING: READ \w+, [\d,]+ instructions old$/.test(line)).length,
      2,
    );

    const models = outline(entries(state, 'bao.deviceModels'));
    assert.ok(models.includes('    dispatcher work: idle'));
    assert.ok(models.some((line) => /^ {4}dispatcher work: running by kworker\/\S+ \(pid \d+\)$/.test(line)));
    assert.equal(models.filter((line) => /queued: READ \w+$/.test(line)).length, 1);

    assert.deepEqual(entries(state, 'bao.ipc'), []);
    assert.deepEqual(outline(entries(state, 'bao.findings')).length, state.findings!.length);
  });

  it('gives every entry a way of its own, and leads to the lines of the configuration', async () => {
    const client = await stoppedIn('remio-dual', 'bao_io_client_push_request', 4);
    const state = await stateOf(client);
    for (const { id, items } of VIEWS) {
      const ways = all(items(state)).map(([way]) => way);
      assert.equal(new Set(ways).size, ways.length, id);
    }
    const [device] = entries(state, 'bao.remio');
    const [frontend, backend] = device!.children!.map(({ destination }) => destination);
    for (const [destination, interrupt] of [
      [frontend, 40],
      [backend, 36],
    ] as const) {
      assert.ok(destination?.kind === 'line');
      const lines = readFileSync(destination.path, 'utf8')
        .split('\n')
        .slice(destination.line - 1);
      assert.match(lines[0]!, /\{ \/\* .*console \*\//);
      assert.match(
        lines
          .slice(
            0,
            lines.findIndex((line) => line.includes('}')),
          )
          .join('\n'),
        new RegExp(`interrupt = ${interrupt}`),
      );
    }
  });

  it('leads somewhere from every entry that is no mere group', async () => {
    for (const [config, name, hits] of [
      ['remio-dual', 'bao_irqfd_inject', 1],
      ['ipc', 'bao_ipcshmem_read', 1],
    ] as const) {
      const state = await stateOf(await stoppedIn(config, name, hits));
      for (const { id, items } of VIEWS) {
        const ends = all(items(state)).filter(
          ([way, { children = [] }]) => children.length === 0 && !NOTHING.test(way),
        );
        const lost = ends.filter(([, { destination, memory }]) => destination === undefined && memory === undefined);
        assert.deepEqual(
          lost.map(([way]) => way),
          [],
          id,
        );
      }
    }
  });

  it('shows IPC objects, who shares them, and the channels of the driver', async () => {
    const client = await stoppedIn('ipc', 'bao_ipcshmem_read', 1);
    const state = await stateOf(client, 'ipc');
    await finish(client);
    compareWithGolden('state-ipc', client.log);
    assert.deepEqual(Object.keys(state), ['isRunning', 'ipc']);
    const lines = outline(entries(state, 'bao.ipc'));
    assert.equal(lines[0], 'IPC 0 of linuxvm (VM0): reaches peer');
    assert.ok(lines.includes('  peer (VM1): has it at 0xf0000000'));
    assert.ok(lines.includes('    write channel: at offset 0x2000, 8 KiB'));
    assert.equal(lines.at(-3), 'IPC 0 of peer (VM1): reaches linuxvm');
  });

  it('shows what a virtual machine was to get that did not start', async () => {
    const client = await launched({ config: 'ipc', platform: 'qemu-riscv64-virt-smp1', goOnWithErrors: true });
    const state = await stateOf(client);
    const lines = outline(entries(state, 'bao.partitions'));
    const peer = lines.slice(lines.indexOf('peer (VM1): not started'));
    assert.match(peer[1]!, /^ {2}Image: peer\.bin, \d+ bytes, entry 0x90200000$/);
    assert.equal(peer[3], '    0x90000000: 16 MiB, not mapped');
    assert.deepEqual(
      state.ipc!.map(({ name, peers }) => [name, peers.map((each) => each.name)]),
      [['linuxvm', []]],
    );
  });

  it('says what is not there yet when Linux has not booted', async () => {
    const client = await launched({ config: 'remio-dual', stopOnEntry: true });
    const before = await stateOf(client);
    assert.deepEqual([before.isRunning, before.partitions!.length], [false, 3]);
    await start(client);
    const state = await stateOf(client);
    const notUp = /Linux is not up: none of its vCPUs has turned address translation on/;
    assert.match(outline(entries(state, 'bao.partitions'))[3]!, notUp);
    assert.match(outline(entries(state, 'bao.deviceModels'))[1]!, notUp);
  });

  it('is told while the machine runs, and for every part that is asked for', async () => {
    const client = await stoppedIn('remio-dual', 'bao_io_client_push_request', 1);
    await client.request('setFunctionBreakpoints', { breakpoints: [] });
    await client.request('continue', { threadId: 1 });
    const state = await stateOf(client, 'remio', 'partitions');
    assert.equal(state.isRunning, true);
    assert.equal(state.remio!.devices.length, 2);
    assert.deepEqual([state.findings, state.deviceModels], [undefined, undefined]);
    await client.request('pause', { threadId: 1 });
    await client.event<Stopped>('stopped', ({ reason }) => reason === 'pause');
    assert.equal((await stateOf(client, 'remio')).isRunning, false);
  });

  it('refuses parts that there are not', async () => {
    const client = await launched({ config: 'remio-dual' });
    assert.match(await client.failure('bao.state', { parts: ['weather'] }), /no part 'weather'; there is partitions,/);
    assert.match(await client.failure('bao.state', { parts: 'remio' }), /'parts' must be a list of at most 5 strings/);
  });
});
