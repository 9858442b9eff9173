// SPDX-License-Identifier: Apache-2.0
/** How soon after a stop all views of a large system are up to date: the state is read, sent, and made into entries. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StateResponseBody } from '../../debug-adapter/protocol';
import { VIEWS } from '../../extension/views/view';
import { DapClient } from '../dap/dap-client';
import { buildLargeSystem, LARGE_PLATFORM } from '../support/large-system';

const STOPS = 100;
/** Until the adapter's code is compiled and the system is busy. */
const WARM_UP = 20;

/** Prints the times, with what is wanted. */
export async function benchSystemState(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bao-bench-'));
  const client = new DapClient();
  try {
    const config = await buildLargeSystem(folder);
    await client.request('initialize', { adapterID: 'bao', clientID: 'bench' });
    await client.request('launch', { config, platform: LARGE_PLATFORM });
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'bao_io_client_push_request' }] });
    await client.request('configurationDone');
    await client.event('stopped');
    const first = await timeOf(() => refreshed(client));
    for (let stop = 0; stop < WARM_UP; stop++) {
      await nextStop(client);
      await refreshed(client);
    }
    await measure(client);
    console.log(`views, at the first stop of a session, which reads the types: ${first.toFixed(1)} ms`);
  } finally {
    await client.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(client: DapClient): Promise<void> {
  const times: number[] = [];
  let last: StateResponseBody | undefined;
  for (let stop = 0; stop < STOPS; stop++) {
    await nextStop(client);
    times.push(
      await timeOf(async () => {
        last = await refreshed(client);
      }),
    );
  }
  times.sort((one, other) => one - other);
  const [median, late, most] = [0.5, 0.95, 1].map((share) => times[Math.ceil(share * STOPS) - 1]!.toFixed(1));
  console.log(
    `views, all of them at a stop with ${sizeOf(last!)}: p50 ${median} ms, p95 ${late} ms, at most ${most} ms (wanted: within 20 ms)`,
  );
}

/** Milliseconds. */
async function timeOf(action: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
}

async function nextStop(client: DapClient): Promise<void> {
  await client.request('continue', { threadId: 1 });
  await client.event('stopped');
}

/** What the editor does at a stop: asks, makes entries, and compares them with those that are shown. */
async function refreshed(client: DapClient): Promise<StateResponseBody> {
  const state = await client.request<StateResponseBody>('bao.state');
  for (const { items } of VIEWS) {
    JSON.stringify(items(state));
  }
  return state;
}

function sizeOf({ partitions, remio, deviceModels }: StateResponseBody): string {
  const models = deviceModels!.reduce((sum, guest) => sum + guest.models.length, 0);
  return `${partitions!.length} VMs, ${remio!.requests.length} requests, ${models} device models`;
}

if (require.main === module) {
  void benchSystemState();
}
