// SPDX-License-Identifier: Apache-2.0
/** The log of calls on systems that are arranged, built, or driven otherwise, compared with what they were made from. */

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LogEntryLine, ReadLogResponseBody, SearchLogResponseBody } from '../../debug-adapter/protocol';
import { checkTrace } from '../awareness/trace-check';
import { writeSeries } from '../posted-series/extract';
import { seriesThread } from '../posted-series/thread-file';
import { buildFolder } from '../support/build-folder';
import { buildSystem } from '../support/kernel-build';
import { type VariantModel, writeVariant } from '../support/variants';
import type { DapClient } from './dap-client';
import { closeClients, finish, launched, start } from './guide';

const hex = (value: number): string => `0x${value.toString(16)}`;
const REGISTERS = 0x200;

async function entriesOf(client: DapClient, filter: object): Promise<readonly LogEntryLine[]> {
  const { numbers } = await client.request<SearchLogResponseBody>('bao.searchLog', { filter, from: 0, count: 400 });
  return (await client.request<ReadLogResponseBody>('bao.readLog', { numbers })).entries;
}

async function checkRemio(client: DapClient, { channels }: VariantModel): Promise<void> {
  const calls = await entriesOf(client, { kinds: ['hypercall'] });
  for (const { name, arguments: said, function: caller, vmName } of calls) {
    const [, model, bindKey] = /^device model (\d+) \(bind key (\d+)\)/.exec(said) ?? [];
    const channel = channels[Number(model)]!;
    assert.deepEqual([Number(bindKey), channel.backend], [channel.bindKey, vmName], said);
    assert.match(`${name} in ${caller}`, /^REMIO \w+ in bao_/);
  }
  const requests = await entriesOf(client, { kinds: ['request'] });
  for (const { vmName, arguments: said } of requests) {
    const address = Number(/0x[0-9a-f]+/.exec(said)![0]);
    const isTheirs = channels.some(
      ({ frontend, va }) => frontend === vmName && address >= va && address < va + REGISTERS,
    );
    assert.ok(isTheirs, `${vmName}: ${said}`);
  }
  assert.ok(calls.length > 0 && requests.length > 0);
}

async function checkIoctls(client: DapClient, { channels }: VariantModel): Promise<void> {
  const ioctls = await entriesOf(client, { kinds: ['ioctl'] });
  const info = ioctls.filter(({ name, result }) => name === 'ioctl DM_GET_INFO' && result !== undefined);
  assert.ok(info.length > 0);
  for (const { arguments: said, result, task } of info) {
    const { shmem } = channels[Number(/\d+/.exec(said)![0])]!;
    assert.ok(result!.includes(`shared memory ${hex(shmem.base)}, bytes ${hex(shmem.size)}`), result);
    assert.match(JSON.stringify(task), /device-model/);
  }
}

async function checkIpc(client: DapClient, { partitions }: VariantModel): Promise<void> {
  const calls = await entriesOf(client, { kinds: ['hypercall'] });
  assert.ok(calls.length > 0);
  for (const { vmName, arguments: said } of calls) {
    const [, index, sharedMemory] = /^ipc (\d+) \(shared memory (\d+)\)/.exec(said) ?? [];
    const { ipcs } = partitions.find(({ name }) => name === vmName)!;
    assert.equal(Number(sharedMemory), ipcs[Number(index)]!.shmemId, said);
  }
}

describe('the log of calls on variants of the systems', function () {
  this.timeout(120_000);
  let folder: string;

  beforeEach(() => {
    folder = buildFolder('log-variants');
  });
  afterEach(async () => {
    await closeClients();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A variant that stands at a function, logged from its start. */
  async function stoppedIn(name: string, seed: number, build: object, stop: string) {
    const variant = join(folder, 'system');
    mkdirSync(variant);
    const model = await writeVariant(name, seed, variant);
    const { config } = await buildSystem(variant, { ...build, out: join(folder, 'out'), log: () => {} });
    const client = await launched({ config });
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: stop, hitCondition: '2' }] });
    assert.equal((await start(client)).reason, 'function breakpoint');
    return { client, model };
  }

  async function checkPerfetto(client: DapClient, { partitions }: VariantModel): Promise<void> {
    const path = join(folder, 'log.json');
    await client.request('bao.exportLog', { id: 'trace', format: 'perfetto', path });
    const trace = checkTrace(readFileSync(path, 'utf8'));
    const tracks = trace.filter(({ ph, name, tid }) => ph === 'M' && name === 'thread_name' && tid < 1000);
    assert.equal(
      tracks.length,
      partitions.reduce((sum, { cpus }) => sum + cpus, 0),
    );
  }

  it('names devices, requests and ioctls of optimised drivers as the configuration has them', async () => {
    const { client, model } = await stoppedIn('remio-dual', 7, { optimisation: '-O2' }, 'bao_irqfd_wakeup');
    await checkRemio(client, model);
    await checkIoctls(client, model);
    await checkPerfetto(client, model);
    await finish(client);
  });

  it('names those of the drivers of the posted series', async function () {
    const drivers = join(folder, 'tree');
    writeSeries(seriesThread(this), drivers);
    const { client, model } = await stoppedIn('remio-dual', 9, { drivers }, 'bao_dm_ioctl');
    await checkRemio(client, model);
    await checkIoctls(client, model);
    await finish(client);
  });

  it('names IPC objects', async () => {
    const { client, model } = await stoppedIn('ipc', 5, { optimisation: '-O2' }, 'bao_ipcshmem_read');
    await checkIpc(client, model);
    await checkPerfetto(client, model);
    await finish(client);
  });
});
