// SPDX-License-Identifier: Apache-2.0
/** The log of calls, as clients read it, look through it and take it away. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { LogState, ReadLogResponseBody, SearchLogResponseBody } from '../../debug-adapter/protocol';
import { SeededRandom } from '../support/random';
import { scratchFolder } from '../support/scratch';
import type { DapClient } from './dap-client';
import { compareWithGolden } from './golden';
import { closeClients, finish, go, launched, start } from './guide';

const state = (client: DapClient) => client.request<LogState>('bao.logState');
const search = (client: DapClient, filter: object, more: object = {}) =>
  client.request<SearchLogResponseBody>('bao.searchLog', { filter, from: 0, count: 1000, ...more });
const entries = async (client: DapClient, numbers: readonly number[]) =>
  (await client.request<ReadLogResponseBody>('bao.readLog', { numbers })).entries;

/** Reads, searches, takes away, as a panel does. */
async function lookThrough(client: DapClient, filter: object, folder: string): Promise<void> {
  await state(client);
  const { numbers } = await search(client, filter, { count: 3 });
  await entries(client, numbers);
  await client.request('bao.logEntry', { number: numbers[0] });
  await client.request('bao.logText', { numbers });
  await client.request('bao.exportLog', { id: 'first', format: 'text', path: join(folder, 'log.txt'), filter });
  await client.request('bao.cancelLogExport', { id: 'first' });
  await client.request('bao.setLog', { ioctls: false, sbiCalls: true, capacity: 1000 });
  await client.request('bao.clearLog');
  await client.request('bao.readLog', { from: 0, count: 5 });
}

describe('the log of calls in a session', function () {
  this.timeout(60_000);
  const scratch = scratchFolder();
  afterEach(closeClients);

  /** A system that stands at a function for the nth time, logged from its start. */
  async function stoppedIn(name: string, hits: number, launch: object): Promise<DapClient> {
    const client = await launched(launch);
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name }] });
    await start(client);
    for (let hit = 1; hit < hits; hit++) {
      await go(client, 'continue');
    }
    client.log.length = 0;
    return client;
  }

  it('tells of REMIO hypercalls, requests and ioctls', async () => {
    const client = await stoppedIn('bao_io_client_push_request', 4, { config: 'remio-dual' });
    const { numbers } = await search(client, { kinds: ['ioctl'] }, { count: 2 });
    await entries(client, numbers);
    await lookThrough(client, { request: 0 }, scratch());
    await finish(client);
    compareWithGolden('log-remio', client.log);
  });

  it('tells of IPC', async () => {
    const client = await stoppedIn('bao_ipcshmem_read', 1, { config: 'ipc', log: { sbiCalls: true } });
    await lookThrough(client, { text: 'ipc(' }, scratch());
    await finish(client);
    compareWithGolden('log-ipc', client.log);
  });

  it('answers any search, with numbers that are there or in words', async () => {
    const client = await stoppedIn('bao_io_client_push_request', 4, { config: 'remio-dual' });
    const { first, end } = await state(client);
    const random = new SeededRandom(6);
    const odd = [-1, 0, 1, 7, 2 ** 53, 1.5, '', 'ASK', 'hypercall', null, true, [], ['request'], ['x'], {}, 'failed'];
    const fields = ['kinds', 'vm', 'hart', 'request', 'outcome', 'text'];
    let found = 0;
    for (let round = 0; round < 300; round++) {
      const filter = Object.fromEntries(fields.filter(() => random.chance(25)).map((name) => [name, random.pick(odd)]));
      const from = random.pick([-5, 0, 3, end - 1, end + 5]);
      const args = {
        filter,
        from,
        count: random.pick([1, 5, 10_000]),
        direction: random.pick(['forward', 'backward']),
      };
      const { success, message, body } = await client.send<SearchLogResponseBody>('bao.searchLog', args);
      assert.ok(success || message, JSON.stringify(args));
      const { numbers = [], next = first } = success ? body : {};
      assert.ok(
        [...numbers, next].every((number) => number >= first && number < end),
        JSON.stringify(args),
      );
      assert.ok(numbers.length <= args.count);
      found += numbers.length;
    }
    assert.ok(found > 0);
  });
});
