// SPDX-License-Identifier: Apache-2.0
/** The state of systems whose drivers' structures have been overwritten: it is always told, and says what is wrong. */

import assert from 'node:assert/strict';
import type { MemoryState, StateResponseBody } from '../../debug-adapter/protocol';
import { VIEWS } from '../../extension/views/view';
import { SeededRandom } from '../support/random';
import type { DapClient } from './dap-client';
import { closeClients, launched, start } from './guide';

const ROUNDS = 150;
const WORD = 8;

async function stoppedIn(config: string, name: string): Promise<DapClient> {
  const client = await launched({ config });
  await client.request('setFunctionBreakpoints', { breakpoints: [{ name }] });
  await start(client);
  return client;
}

/** All structures that the state leads to. */
function structures({ deviceModels = [], ipc = [], partitions = [] }: StateResponseBody): MemoryState[] {
  const models = deviceModels.flatMap((guest) => guest.models);
  return [
    ...models.flatMap((model) => [
      ...[model, ...model.clients, ...model.irqfds, ...model.ioeventfds].map(({ memory }) => memory),
    ]),
    ...ipc.flatMap(({ driver }) => driver?.memory ?? []),
    ...partitions.flatMap(({ linux }) =>
      [...(linux?.drivers ?? []), ...(linux?.devices ?? [])].map((each) => each.memory),
    ),
  ];
}

const addressOf = ({ reference }: MemoryState): bigint => BigInt.asUintN(64, BigInt(reference));

/** Values that hurt: nothing, poison, other structures, the middle of them, nowhere. */
function value(random: SeededRandom, all: readonly MemoryState[]): bigint {
  const other = addressOf(random.pick(all));
  return random.pick([0n, 1n, 0xdead_0000_0000_0100n, other, other + 8n, other + 3n, random.word(), (1n << 64n) - 8n]);
}

function base64(word: bigint): string {
  const bytes = Buffer.alloc(WORD);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, word));
  return bytes.toString('base64');
}

describe('the state of a system with damaged memory', function () {
  this.timeout(120_000);
  afterEach(closeClients);

  for (const [config, stop, seed] of [
    ['remio-dual', 'bao_irqfd_inject', 1],
    ['ipc', 'bao_ipcshmem_read', 2],
  ] as const) {
    it(`is told whatever the structures of ${config} hold, and is whole again with them`, async () => {
      const client = await stoppedIn(config, stop);
      const random = new SeededRandom(seed);
      const before = await client.request<StateResponseBody>('bao.state');
      const all = structures(before);
      let complaints = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const { reference, size } = random.pick(all);
        const place = { memoryReference: reference, offset: WORD * random.below(Number(size) / WORD) };
        const { data } = await client.request<{ data: string }>('readMemory', { ...place, count: WORD });
        await client.request('writeMemory', { ...place, data: base64(value(random, all)) });
        const state = await client.request<StateResponseBody>('bao.state');
        for (const { items } of VIEWS) {
          items(state);
        }
        complaints += problemsOf(state).length > 0 ? 1 : 0;
        await client.request('writeMemory', { ...place, data });
      }
      assert.ok(complaints > 0, 'nothing was ever wrong');
      assert.deepEqual(await client.request<StateResponseBody>('bao.state'), before);
    });
  }
});

function problemsOf({ deviceModels = [], ipc = [], partitions = [] }: StateResponseBody): string[] {
  return [
    ...deviceModels.flatMap((guest) => [...guest.problems, ...guest.models.flatMap((model) => model.problems)]),
    ...ipc.flatMap((object) => object.problems),
    ...partitions.flatMap(({ linux }) => linux?.problems ?? []),
  ];
}
