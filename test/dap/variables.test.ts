// SPDX-License-Identifier: Apache-2.0
/** Frames and variables as clients page through them, change them, and ask for them too late or in their own ways. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { scratchFolder } from '../support/scratch';
import { BUSY, buildBusySystem } from './busy-system';
import type { DapClient } from './dap-client';
import {
  children,
  closeClients,
  evaluate,
  finish,
  go,
  launched,
  type Stopped,
  scope,
  scopesOf,
  shownAs,
  stack,
  start,
  type Variable,
} from './guide';

const SHORT = { ticks: 3, oneLine: 3, compute: 1000 };

describe('variables of a stop', () => {
  const folder = scratchFolder();
  let config: string;

  before(async () => {
    config = await buildBusySystem(folder(), SHORT);
  });
  afterEach(closeClients);

  async function atTick(options: object = {}): Promise<{ client: DapClient; frameId: number }> {
    const client = await launched({ config }, options);
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'tick' }] });
    await start(client);
    const [frame] = await stack(client, 1, 1);
    return { client, frameId: frame!.id };
  }

  function page(client: DapClient, args: object): Promise<Variable[]> {
    return client.request<{ variables: Variable[] }>('variables', args).then(({ variables }) => variables);
  }

  it('come in pages', async () => {
    const { client, frameId } = await atTick();
    const array = await client.request<DebugProtocol.EvaluateResponse['body']>('evaluate', {
      expression: 'quiet',
      frameId,
    });
    assert.equal(array.indexedVariables, 8192);
    const { variablesReference } = array;
    const some = await page(client, { variablesReference, filter: 'indexed', start: 8000, count: 3 });
    assert.deepEqual(
      some.map(({ name, evaluateName }) => [name, evaluateName]),
      [8000, 8001, 8002].map((index) => [`[${index}]`, `quiet[${index}]`]),
    );
    assert.deepEqual(await page(client, { variablesReference, filter: 'named' }), []);
    assert.equal((await page(client, { variablesReference, filter: 'indexed', start: 8190, count: 100 })).length, 2);
    await finish(client);
  });

  it('are changed where they are: in memory, in registers, one element of many', async () => {
    const { client, frameId } = await atTick();
    const { variablesReference } = await client.request<{ variablesReference: number }>('evaluate', {
      expression: 'quiet',
      frameId,
    });
    await client.request('setVariable', { variablesReference, name: '[8001]', value: '7 * 6' });
    assert.match(await evaluate(client, 'quiet[8001]', frameId), /^42/);
    assert.match(await evaluate(client, 'quiet[8000]', frameId), /^0/);

    const statics = await scope(client, frameId, 'Statics');
    assert.ok(statics.some(({ name }) => name === 'ticks'));
    const scopes = await scopesOf(client, frameId);
    // The argument is in a register; the store of this function shows that it was written.
    await client.request('setVariable', { variablesReference: scopes.get('Arguments')!, name: 'i', value: '99' });
    assert.equal(shownAs(await children(client, scopes.get('Arguments')!), 'i'), '99');
    await client.request('setFunctionBreakpoints', { breakpoints: [] });
    await client.request('stepOut', { threadId: 1 });
    await client.event<Stopped>('stopped');
    const [caller] = await stack(client, 1, 1);
    assert.equal(await evaluate(client, 'ticks', caller!.id), '99');
    await finish(client);
  });

  it('change where the machine goes on, when pc is set', async () => {
    const { client, frameId } = await atTick({ supportsInvalidatedEvent: true });
    const registers = (await scopesOf(client, frameId)).get('Registers')!;
    await client.request('setVariable', { variablesReference: registers, name: 'pc', value: '&never' });
    await client.event('invalidated');
    assert.equal((await stack(client, 1, 1))[0]!.name, 'never');
    await finish(client);
  });

  it('are shown in hexadecimal when asked', async () => {
    const { client, frameId } = await atTick();
    await client.request('evaluate', { expression: 'sum = 255', frameId, context: 'repl' });
    const asked = { expression: 'sum', frameId, format: { hex: true } };
    assert.equal((await client.request<{ result: string }>('evaluate', asked)).result, '0xff');
    const statics = (await scopesOf(client, frameId)).get('Statics')!;
    const list = await page(client, { variablesReference: statics, format: { hex: true } });
    assert.equal(shownAs(list, 'sum'), '0xff');
    await finish(client);
  });

  it('are refused with the reason when they belong to an earlier stop', async () => {
    const { client, frameId } = await atTick();
    const registers = (await scopesOf(client, frameId)).get('Registers')!;
    await go(client, 'next', { granularity: 'instruction' });
    assert.match(await client.failure('scopes', { frameId }), /frame \d+ belongs to an earlier stop/);
    const late = { variablesReference: registers };
    assert.match(await client.failure('variables', late), /variablesReference \d+ belongs to an earlier stop/);
    assert.match(await client.failure('evaluate', { expression: '1', frameId }), /belongs to an earlier stop/);
    await finish(client);
  });

  it('have frames in pages too', async () => {
    const { client } = await atTick();
    const all = await client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId: 1 });
    const names = all.stackFrames.map(({ name }) => name);
    assert.deepEqual(names.slice(0, 2), ['tick', 'guest_main']);
    assert.equal(all.totalFrames, names.length);
    const second = { threadId: 1, startFrame: 1, levels: 1 };
    const part = await client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', second);
    assert.deepEqual(
      part.stackFrames.map(({ name }) => name),
      ['guest_main'],
    );
    await finish(client);
  });

  it('count lines from 0 and name files by address for clients that do', async () => {
    const client = await launched({ config }, { linesStartAt1: false, columnsStartAt1: false, pathFormat: 'uri' });
    const line = readFileSync(BUSY, 'utf8').split('\n').indexOf('\tticks = i;');
    const { breakpoints } = await client.request<{ breakpoints: DebugProtocol.Breakpoint[] }>('setBreakpoints', {
      source: { path: pathToFileURL(BUSY).href },
      breakpoints: [{ line }],
    });
    assert.deepEqual([breakpoints[0]!.verified, breakpoints[0]!.line], [true, line]);
    await start(client);
    const [frame] = await stack(client, 1, 1);
    assert.deepEqual([frame!.line, frame!.source?.path], [line, pathToFileURL(BUSY).href]);
    await finish(client);
  });
});
