// SPDX-License-Identifier: Apache-2.0
/** What Bao and the drivers have going on, in watches, the console, conditions and log messages, by names with a `$`. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { StateResponseBody } from '../../debug-adapter/protocol';
import { buildSystem } from '../support/kernel-build';
import { scratchFolder } from '../support/scratch';
import { writeVariant } from '../support/variants';
import type { DapClient } from './dap-client';
import { compareWithGolden } from './golden';
import {
  children,
  closeClients,
  evaluate,
  finish,
  go,
  launched,
  scope,
  shownAs,
  stack,
  start,
  type Variable,
} from './guide';

type Evaluated = DebugProtocol.EvaluateResponse['body'];

describe('names with a $ in expressions', () => {
  const folder = scratchFolder();
  afterEach(closeClients);

  async function stoppedIn(
    config: string,
    name: string,
    hits: number,
  ): Promise<{ client: DapClient; frameId: number }> {
    const client = await launched({ config });
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name }] });
    await start(client);
    for (let hit = 1; hit < hits; hit++) {
      await go(client, 'continue');
    }
    const [frame] = await stack(client, 1, 1);
    client.log.length = 0;
    return { client, frameId: frame!.id };
  }

  const watch = (client: DapClient, expression: string, frameId: number): Promise<Evaluated> =>
    client.request<Evaluated>('evaluate', { expression, frameId, context: 'watch' });

  async function unfolded(client: DapClient, expression: string, frameId: number): Promise<Variable[]> {
    return children(client, (await watch(client, expression, frameId)).variablesReference);
  }

  /** @returns how many values of `bao.state` are those of expressions */
  async function agreements(client: DapClient, frameId: number): Promise<number> {
    const state = await client.request<StateResponseBody>('bao.state');
    let compared = 0;
    const agree = async (expression: string, expected: unknown): Promise<void> => {
      assert.equal(await evaluate(client, expression, frameId), String(expected), expression);
      compared++;
    };
    for (const { slot, state: is, operation, address, width, register, age } of state.remio!.requests) {
      await agree(`$req(${slot}).state == ${is} && $req(${slot}).width == ${width}`, 1);
      await agree(`$req(${slot}).operation`, operation);
      await agree(`$req(${slot}).address`, address);
      await agree(`$req(${slot}).register`, JSON.stringify(register));
      await agree(`$req(${slot}).age`, /\d+/.exec(age!)![0]);
    }
    for (const { vm, models } of state.deviceModels!) {
      for (const { id, address, references, interrupt, clients, dispatcher } of models) {
        const model = `$dm(${vm}, ${id})`;
        await agree(`${model}.references == ${references} && ${model}.interrupt == ${interrupt}`, 1);
        await agree(`${model}.dispatcher`, dispatcher.kind);
        await agree(`${model}.address`, address);
        await agree(`${model}.queue.length`, clients.flatMap(({ queued }) => queued).length);
        await agree(`${model}.clients[0].name`, JSON.stringify(clients[0]!.name));
        await agree(`${model}.clients[0].waiting.length`, clients[0]!.waiting.length);
      }
    }
    for (const { vm, index, base, size, attached, driver } of state.ipc!) {
      const ipc = `$ipc(${vm}, ${index})`;
      await agree(`${ipc}.base == ${base} && ${ipc}.size == ${size}`, 1);
      await agree(`${ipc}.attached.length`, attached.length);
      if (driver !== undefined) {
        await agree(`${ipc}.driver.write.size`, driver.write.size);
      }
    }
    for (const { vm, linux } of state.partitions!.filter((each) => each.linux !== undefined)) {
      await agree(`$vms[${vm}].tasks.length`, linux!.tasks.length);
    }
    return compared;
  }

  it('show virtual machine, task, requests and queues of a system with two frontends', async () => {
    const { client, frameId } = await stoppedIn('remio-dual', 'bao_io_client_push_request', 4);
    const value = (expression: string) => evaluate(client, expression, frameId);
    assert.equal(await value('$vm'), 'backend (VM0)');
    assert.equal(await value('$vm == 0 && $vms[1].name == "terminal"'), '1');
    assert.equal(await value('$vcpu.activity'), 'running');
    assert.match(await value('$task'), /^kworker\/.* \(pid \d+, running\)$/);
    assert.equal(await value('$reqs.length'), '2');
    assert.equal(await value('$req(0).state == PROCESSING'), '1');
    assert.equal(await value('$req(req->request_id).address == req->addr'), '1');
    assert.equal(await value('$dm(0).queue.length'), '1');
    assert.equal(await value('$dm(0).queue[0].request.frontend.name'), '"terminal"');
    assert.equal(await value('$dm(1).dispatcher'), 'running');

    const request = await unfolded(client, '$req(0)', frameId);
    assert.equal(shownAs(request, 'register'), '"Version"');
    assert.equal(shownAs(request, 'value'), '<no value yet>');
    const device = request.find(({ name }) => name === 'device')!;
    assert.equal(device.evaluateName, '$req(0).device');
    const parts = await children(client, device.variablesReference);
    assert.equal(parts.find(({ name }) => name === 'frontend')!.evaluateName, '$req(0).device.frontend');
    await unfolded(client, '$dm(0)', frameId);
    await unfolded(client, '$dm(0).queue', frameId);
    await unfolded(client, '$vm', frameId);
    const [first] = await scope(client, frameId, 'REMIO requests');
    assert.equal(first!.evaluateName, '$req(0)');
    for (const { name, value: shown, evaluateName } of await children(client, first!.variablesReference)) {
      const told = await value(evaluateName!);
      assert.ok(!/^(state|operation)$/.test(name) || told === shown, `${name}: ${told}, ${shown}`);
    }
    const vcpus = await scope(client, frameId, 'vCPUs');
    for (const { value: shown, evaluateName } of vcpus) {
      assert.equal(await value(evaluateName!), shown);
    }
    await client.request('evaluate', { expression: '$req(0).width', frameId, format: { hex: true } });
    await client.request('evaluate', { expression: '$req(0).address,d', frameId, context: 'repl' });
    await client.request('evaluate', { expression: '$dm(0).queue.length', frameId, context: 'hover' });
    await finish(client);
    compareWithGolden('conveniences-remio', client.log);
  });

  it('show IPC objects and what the driver keeps for them', async () => {
    const { client, frameId } = await stoppedIn('ipc', 'bao_ipcshmem_read', 1);
    assert.match(await evaluate(client, '$ipc(0)', frameId), /^IPC 0 of linuxvm \(VM0\): 0x\w+ bytes at 0x/);
    assert.equal(await evaluate(client, '$ipc(0).driver.name', frameId), '"baoipc0"');
    assert.equal(await evaluate(client, '$ipc(0).peers[0].name == "peer"', frameId), '1');
    assert.equal(await evaluate(client, '$ipc(1, 0).vm == 1', frameId), '1');
    await unfolded(client, '$ipc(0)', frameId);
    await unfolded(client, '$ipc(0).driver', frameId);
    await unfolded(client, '$ipc(0).attached', frameId);
    await client.failure('evaluate', { expression: '$ipc(7)', frameId });
    await client.failure('evaluate', { expression: '$dm(0)', frameId });
    await client.failure('evaluate', { expression: '$device(7)', frameId });
    await finish(client);
    compareWithGolden('conveniences-ipc', client.log);
  });

  it('say in words what there is not, and that nothing of it can be changed', async () => {
    const { client, frameId } = await stoppedIn('remio-dual', 'bao_io_client_push_request', 4);
    const failure = (expression: string, context = 'watch') =>
      client.failure('evaluate', { expression, context, frameId });
    assert.match(await failure('$req(9)'), /the pool has 4 slots, 0 to 3/);
    assert.match(await failure('$dm(5)'), /backend \(VM0\) has no device model 5: it has 0 and 1/);
    assert.match(await failure('$dm(1, 0)'), /terminal \(VM1\) has no device models; .* \$dm\(0, 0\), \$dm\(0, 1\)/);
    assert.match(await failure('$dm(4, 0)'), /there is no virtual machine 4: there are 0 to 2/);
    assert.match(await failure('$device(1)'), /no REMIO device has the bind key 1: there are 7 and 9/);
    assert.match(await failure('$ipc(0)'), /the configuration has no IPC objects/);
    assert.match(await failure('$req(0).state == PENDIG'), /did you mean 'PENDING'/);
    assert.match(await failure('$vn'), /did you mean '\$vm'/);
    assert.match(await failure('$req(0).state = COMPLETE', 'repl'), /cannot be changed: it tells how the system is/);
    const target = { expression: '$vm.name', value: '"other"', frameId };
    assert.match(await client.failure('setExpression', target), /'\$vm.name' cannot be changed/);
    const { variablesReference } = await watch(client, '$req(0)', frameId);
    const part = { variablesReference, name: 'state', value: 'FREE' };
    assert.match(await client.failure('setVariable', part), /'state' cannot be changed/);
    await client.request('dataBreakpointInfo', { variablesReference, name: 'state' });
    await client.request('dataBreakpointInfo', { name: '$req(0).state', frameId });
    await finish(client);
    compareWithGolden('conveniences-mistakes', client.log);
  });

  it('are completed in the console', async () => {
    const { client, frameId } = await stoppedIn('remio-dual', 'bao_io_client_push_request', 4);
    const labels = async (text: string): Promise<string[]> => {
      const args = { text, column: text.length + 1, frameId };
      const { targets } = await client.request<DebugProtocol.CompletionsResponse['body']>('completions', args);
      return targets.map(({ label }) => label);
    };
    const all = await labels('$');
    assert.deepEqual(all.slice(0, 5), ['$vm', '$vcpu', '$hart', '$task', '$req']);
    assert.ok(all.includes('$pc') && all.includes('$a0') && all.includes('$satp'));
    client.log.length = 0;
    assert.deepEqual(await labels('1 + $d'), ['$dm', '$device', '$devices']);
    assert.deepEqual((await labels('$req(0).')).slice(0, 4), ['slot', 'state', 'device', 'operation']);
    assert.deepEqual(await labels('$dm(0).queue.'), ['length']);
    assert.deepEqual(await labels('$req(0).state == P'), ['PENDING', 'PROCESSING']);
    assert.deepEqual(await labels('backend!'), []);
    await finish(client);
    compareWithGolden('conveniences-completion', client.log);
  });

  it('agree with the state that views show, in variants of the systems', async function () {
    this.timeout(60_000);
    for (const [name, seed, stop] of [
      ['remio-dual', 12, 'bao_io_client_push_request'],
      ['ipc', 13, 'bao_ipcshmem_read'],
    ] as const) {
      const to = join(folder(), name);
      await writeVariant(name, seed, to);
      const { config } = await buildSystem(to, { out: join(to, 'images'), log: () => {} });
      const { client, frameId } = await stoppedIn(config, stop, 1);
      assert.ok(await agreements(client, frameId), `${name}: something was compared`);
      await finish(client);
    }
  });

  it('decide in conditions, stand in log messages, and end a run once when they cannot be told', async () => {
    const client = await launched({ config: 'remio-dual' });
    const name = 'bao_io_client_push_request';
    const set = (options: object) =>
      client.request('setFunctionBreakpoints', { breakpoints: [{ name, ...options }, { name: 'virtio_write' }] });
    // A frontend has no device models: what is behind && must not be looked at there.
    await client.request('setFunctionBreakpoints', {
      breakpoints: [{ name, condition: '$vm == 0 && $req(req->request_id).frontend.name == "storage"' }],
    });
    await start(client);
    const [frame] = await stack(client, 1, 1);
    assert.equal(await evaluate(client, '$req(req->request_id).frontend', frame!.id), 'storage (VM2)');

    client.log.length = 0;
    await set({ logMessage: 'slot {req->request_id}: {$req(req->request_id).state}, {$dm(0).queue.length} queued' });
    await client.request('continue', { threadId: 1 });
    const { output } = await client.event<{ output: string }>('output', (body: { output: string }) =>
      body.output.startsWith('slot'),
    );
    assert.match(output, /^slot \d: PROCESSING, \d queued\n$/);
    await client.event('stopped');

    await set({ condition: '$req(77).state == PENDING' });
    const stop = async () => {
      await client.request('continue', { threadId: 1 });
      return client.event<{ text?: string; hitBreakpointIds?: number[] }>('stopped');
    };
    const texts: string[] = [];
    while (texts.length < 2) {
      const { text } = await stop();
      const [top] = await stack(client, 1, 1);
      if (top!.name === name) {
        texts.push(text ?? '');
      }
    }
    assert.match(texts[0]!, /cannot be tested: '\$req\(77\)': there is no slot 77: the pool has 4 slots, 0 to 3/);
    assert.equal(texts[1], '');
    await finish(client);
    compareWithGolden('conveniences-conditions', client.log);
  });
});
