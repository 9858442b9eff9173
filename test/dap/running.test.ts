// SPDX-License-Identifier: Apache-2.0
/** The debug adapter while the machine runs at full speed, and with clients that misbehave or go away. */

import assert from 'node:assert/strict';
import { scratchFolder } from '../support/scratch';
import { buildBusySystem } from './busy-system';
import { type DapClient, frameOf } from './dap-client';
import { closeClients, finish, go, greeted, launched, newClient, type Stopped, stack, start } from './guide';

const SHORT = { ticks: 3, oneLine: 3, compute: 100_000 };

describe('the debug adapter while the machine runs', () => {
  const folder = scratchFolder();
  let config: string;

  before(async () => {
    config = await buildBusySystem(folder(), SHORT);
  });
  afterEach(closeClients);

  async function running(): Promise<DapClient> {
    const client = await launched({ config });
    await client.request('configurationDone');
    return client;
  }

  it('answers what does not need a stop, and says of the rest that it does', async () => {
    const client = await running();
    const { threads } = await client.request<{ threads: unknown[] }>('threads');
    assert.equal(threads.length, 1);
    await client.request('modules');
    const needStop = {
      stackTrace: { threadId: 1 },
      scopes: { frameId: 1 },
      variables: { variablesReference: 1 },
      evaluate: { expression: 'sum', context: 'watch' },
      readMemory: { memoryReference: '0x90200000', count: 4 },
      disassemble: { memoryReference: '0x90200000', instructionCount: 4 },
      next: { threadId: 1 },
      continue: { threadId: 1 },
    };
    for (const [command, args] of Object.entries(needStop)) {
      const response = await client.send<{ error: { format: string } }>(command, args);
      assert.equal(response.message, 'notStopped');
      assert.match(response.body.error.format, /is running: pause it first/);
    }
    await finish(client);
  });

  it('takes over new breakpoints at once', async () => {
    const client = await running();
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'computed' }] });
    assert.equal((await client.event<Stopped>('stopped')).reason, 'function breakpoint');
    assert.equal((await stack(client, 1))[0]!.name, 'computed');
    await finish(client);
  });

  it('pauses, goes on, and pauses again', async () => {
    const client = await running();
    for (let round = 0; round < 3; round++) {
      await client.request('pause', { threadId: 1 });
      assert.equal((await client.event<Stopped>('stopped')).reason, 'pause');
      assert.match((await stack(client, 1)).map(({ name }) => name).join(), /guest_main/);
      await client.request('continue', { threadId: 1 });
    }
    await finish(client);
  });

  it('does what comes in one piece in its order: go on, then pause', async () => {
    const client = await running();
    await client.request('pause', { threadId: 1 });
    await client.event('stopped');
    const answers = ['continue', 'pause', 'threads'].map((command) => client.send(command, { threadId: 1 }));
    for (const answer of answers) {
      assert.equal((await answer).success, true);
    }
    assert.equal((await client.event<Stopped>('stopped')).reason, 'pause');
    await finish(client);
  });

  it('restarts in the middle of a run', async () => {
    const client = await launched({ config });
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'ticked' }] });
    await start(client);
    await client.request('continue', { threadId: 1 });
    await client.request('restart', {});
    assert.equal((await client.event<Stopped>('stopped')).reason, 'function breakpoint');
    await finish(client);
  });

  it('ends when the client disconnects in the middle of a run', async () => {
    await finish(await running());
  });

  it('ends when its input ends', async () => {
    const client = await running();
    client.endInput();
    assert.deepEqual(await client.exit(), { code: 0, signal: null });
  });

  it('ends on SIGTERM', async () => {
    const client = await running();
    client.signal('SIGTERM');
    assert.deepEqual(await client.exit(), { code: 0, signal: null });
  });

  it('ends when nobody reads its answers any more', async () => {
    const client = await running();
    client.stopReading();
    client.write(frameOf(JSON.stringify({ seq: 99, type: 'request', command: 'threads' })));
    assert.equal((await client.exit()).signal, null);
  });
});

describe('the debug adapter with a client that is broken', () => {
  afterEach(closeClients);

  const nonsense: readonly [string, string, RegExp][] = [
    ['JSON that is none', 'Content-Length: 7\r\n\r\n{"seq":', /not JSON/],
    ['a message that is a list', frameOf('[1, 2]'), /not a message/],
    ['a message that is null', frameOf('null'), /not a message/],
    ['a header without a length', 'Content-Type: text\r\n\r\n', /Content-Length/],
    ['a length that is no number', 'Content-Length: lots\r\n\r\n', /Content-Length/],
  ];
  for (const [what, bytes, complaint] of nonsense) {
    it(`says so and goes on after ${what}`, async () => {
      const client = await greeted();
      client.write(bytes);
      const isComplaint = ({ category }: { category: string }): boolean => category === 'stderr';
      const { output } = await client.event<{ output: string; category: string }>('output', isComplaint);
      assert.match(output, complaint);
      assert.match(await client.failure('threads'), /no system is launched/);
      await finish(client);
    });
  }

  it('answers requests whose command or arguments are of another type', async () => {
    const client = await greeted();
    for (const request of [
      { seq: 50, type: 'request', command: 5 },
      { seq: 51, type: 'request', command: 'launch', arguments: 'remio-console' },
      { seq: 52, type: 'request', command: 'launch', arguments: [1] },
      { seq: 53, type: 'request' },
    ]) {
      const answered = client.answerTo(request.seq);
      client.write(frameOf(JSON.stringify(request)));
      assert.equal((await answered).success, false);
    }
    await finish(client);
  });

  it('ends with a reason when a message is too large to be one', async () => {
    const client = newClient();
    client.write('Content-Length: 123456789012\r\n\r\n');
    assert.deepEqual(await client.exit(), { code: 1, signal: null });
    assert.match(client.errors, /the conversation cannot go on: a message of 123456789012 bytes/);
  });

  it('answers each of a flood of requests', async () => {
    const client = await launched({ stopOnEntry: true });
    await start(client);
    const answers = Array.from({ length: 3000 }, () => client.send('stackTrace', { threadId: 1 }));
    assert.ok((await Promise.all(answers)).every(({ success }) => success));
    assert.equal((await go(client, 'next', { granularity: 'instruction' })).reason, 'step');
    await finish(client);
  });

  it('takes a disconnect before anything else', async () => {
    const client = newClient();
    await finish(client);
  });
});
