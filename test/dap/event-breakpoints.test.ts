// SPDX-License-Identifier: Apache-2.0
/** Conversations about breakpoints on what happens: every kind, as typed requests and as exception filters. */

import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { EventBreakpoint, SetEventBreakpointsResponseBody } from '../../debug-adapter/protocol';
import type { DapClient } from './dap-client';
import { compareWithGolden } from './golden';
import { type Breakpoints, closeClients, evaluate, finish, go, launched, type Stopped, stack, start } from './guide';

const info = (client: DapClient, threadId = 1) =>
  client.request<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', { threadId });

const set = async (client: DapClient, ...breakpoints: readonly (EventBreakpoint | object)[]) =>
  (await client.request<SetEventBreakpointsResponseBody>('bao.setEventBreakpoints', { breakpoints })).breakpoints;

/** The stop, what the adapter says of it, and where it is. */
async function shown(client: DapClient, stopped: Stopped): Promise<string> {
  assert.equal(stopped.reason, 'exception', stopped.text ?? '');
  assert.equal((await info(client, stopped.threadId)).description, `${stopped.description}\n${stopped.text}`);
  const [frame] = await stack(client, stopped.threadId!, 1);
  return `${frame!.name}: ${stopped.description}`;
}

describe('a conversation about event breakpoints', function () {
  this.timeout(30_000);
  afterEach(closeClients);

  it('stops in the driver of the backend and at its calls', async () => {
    const client = await launched({ config: 'remio-dual' });
    await set(client, { kind: 'finding', severity: 'note' });
    assert.match(
      await shown(client, await start(client)),
      /^bao_remio_hypercall: Finding registers-clobbered \(note\)/,
    );
    await set(
      client,
      { kind: 'ioctl', command: 'IO_CLIENT_ATTACH', deviceModel: 1, when: 'call' },
      { kind: 'hypercall', operation: 'NOTIFY', vm: 'backend', hitCondition: '2' },
      { kind: 'queueDepth', depth: 2, condition: '$event.deviceModel == 1' },
    );
    assert.match(
      await shown(client, await go(client, 'continue')),
      /^bao_dm_ioctl: Ioctl IO_CLIENT_ATTACH.*device model 1$/,
    );
    await set(
      client,
      { kind: 'hypercall', operation: 'NOTIFY', vm: 'backend', hitCondition: '2' },
      { kind: 'queueDepth', depth: 2, condition: '$event.deviceModel == 1' },
    );
    const full = await go(client, 'continue');
    assert.match(await shown(client, full), /^bao_dispatch_io: The queue of device model 1 .* reached 2 requests$/);
    const [frame] = await stack(client, full.threadId!, 1);
    assert.equal(await evaluate(client, '$event.depth', frame!.id), '2');
    await set(client, { kind: 'hypercall', operation: 'NOTIFY', vm: 'backend', hitCondition: '2' });
    assert.match(await shown(client, await go(client, 'continue')), /^bao_remio_hypercall: .*REMIO NOTIFY.*SUCCESS$/);
    await finish(client);
    compareWithGolden('events-backend', client.log);
  });

  it('stops at requests, their registers, their age and their interrupts', async () => {
    const client = await launched({ config: 'remio-dual' });
    await set(client, { kind: 'registerAccess', register: 'QueueNotify', device: '9' });
    const access = await start(client);
    assert.match(await shown(client, access), /storage accesses device 9.*WRITE QueueNotify = 0x0 \(queue 0\)/);
    const [frame] = await stack(client, access.threadId!, 1);
    await client.request('evaluate', { expression: '$event', frameId: frame!.id, context: 'watch' });
    assert.equal(await evaluate(client, '$event.register == "QueueNotify" && $event.value == 0', frame!.id), '1');
    await set(client, {
      kind: 'requestState',
      states: ['COMPLETE'],
      device: '0x9',
      condition: '$event.operation == WRITE',
    });
    assert.match(
      await shown(client, await go(client, 'continue')),
      /Request \d of storage → backend is COMPLETE: WRITE/,
    );
    await set(client, { kind: 'interruptInjected', vm: 'storage', source: 'remio-notify' });
    assert.match(
      await shown(client, await go(client, 'continue')),
      /Interrupt \d+ \(remio-notify\) is pending in storage/,
    );
    await set(client, { kind: 'requestAge', instructions: 5000, device: '9' });
    assert.match(await shown(client, await go(client, 'continue')), /of storage → backend is 5000 instructions old/);
    await finish(client);
    compareWithGolden('events-requests', client.log);
  });

  it('stops at events of IPC objects, first writes to their memory, and findings', async () => {
    const client = await launched({ config: 'ipc' });
    await set(client, { kind: 'ipcNotification', vm: 'peer', ipc: 0 }, { kind: 'firstWrite', sharedMemory: 0 });
    assert.match(await shown(client, await start(client)), /peer writes 1 byte at offset 0x0 of shared memory 0/);
    assert.match(await shown(client, await go(client, 'continue')), /peer sends event 0 through IPC 0/);
    assert.match(await shown(client, await go(client, 'continue')), /linuxvm writes 8 bytes at offset 0x2000/);
    await set(client, { kind: 'finding', severity: 'note' });
    const { threadId } = await go(client, 'next');
    await client.failure('exceptionInfo', { threadId });
    await finish(client);
    compareWithGolden('events-ipc', client.log);
  });

  it('takes kinds as exception filters, with conditions', async () => {
    const client = await launched({ config: 'remio-dual' });
    await client.request('setExceptionBreakpoints', {
      filters: ['bao.ipcNotification'],
      filterOptions: [
        { filterId: 'bao.finding', condition: '$event.severity == error' },

        { filterId: 'bao.hypercall', condition: '$event.operation == NOTIFY && $event.deviceModel == 0' },
      ],
    });
    assert.match(await shown(client, await start(client)), /REMIO NOTIFY\(device model 0/);
    await client.request('setExceptionBreakpoints', {
      filters: [],
      filterOptions: [{ filterId: 'bao.ioctl', condition: '$event.colour == 3' }],
    });
    const failing = await go(client, 'continue');
    assert.match(failing.text!, /'\$event.colour == 3' cannot be tested: .* no member 'colour'/);
    assert.doesNotMatch((await go(client, 'continue')).text!, /cannot be tested/, 'it says so once');
    await client.failure('setExceptionBreakpoints', { filters: ['bao.meteor'] });
    await client.request('setExceptionBreakpoints', { filters: [] });
    await finish(client);
    compareWithGolden('events-filters', client.log);
  });

  it('stops once for a line and an event, and for two events, and names all of them', async () => {
    const client = await launched({ config: 'remio-dual' });
    const ids = await set(
      client,
      { kind: 'requestState', states: ['PROCESSING'] },
      { kind: 'hypercall', operation: 'ASK' },
    );
    const both = await start(client);
    assert.match(both.description!, /REMIO ASK.*; Request \d of .* is PROCESSING/);
    assert.deepEqual([...both.hitBreakpointIds!].sort(), ids.map(({ id }) => id).sort());
    const [frame] = await stack(client, both.threadId!, 1);
    const instructionReference = frame!.instructionPointerReference!;
    const { breakpoints } = await client.request<Breakpoints>('setInstructionBreakpoints', {
      breakpoints: [{ instructionReference }],
    });
    const all = await go(client, 'continue');
    assert.match(all.description!, /; also at an instruction breakpoint$/);
    assert.deepEqual(all.hitBreakpointIds!.slice(2), [breakpoints[0]!.id]);
    const [here] = await stack(client, all.threadId!, 1);
    assert.equal(here!.instructionPointerReference, instructionReference);
    await set(client);
    await client.request('setInstructionBreakpoints', { breakpoints: [] });
    assert.equal((await go(client, 'next', { threadId: all.threadId })).reason, 'step');
    await finish(client);
    compareWithGolden('events-together', client.log);
  });

  it('says what cannot stop anything, and refuses what makes no sense', async () => {
    const client = await launched({ config: 'remio-dual' });
    const states = await set(
      client,
      { kind: 'ipcNotification' },
      { kind: 'hypercall', vm: 'nobody' },
      { kind: 'registerAccess', device: '3' },
      { kind: 'registerAccess', register: 'Colour' },
      { kind: 'firstWrite', sharedMemory: 7 },
      { kind: 'ioctl', command: 'MAKE_COFFEE' },
      { kind: 'ioctl', outcome: 'failed', when: 'call' },
      { kind: 'hypercall', condition: '1 +' },
      { kind: 'finding', hitCondition: 'often' },
      { kind: 'meteor' },
      { kind: 'finding', severity: 'grave' },
      { kind: 'queueDepth', depth: 'deep' },
      { kind: 'queueDepth', depth: 0 },
      { kind: 'requestAge', instructions: -5 },
    );
    for (const { verified, message } of states) {
      assert.equal(verified, false);
      assert.ok(message);
    }
    await client.failure('bao.setEventBreakpoints', { breakpoints: 'all' });
    await client.failure('exceptionInfo', { threadId: 1 });
    const functions = await client.request<Breakpoints>('setFunctionBreakpoints', {
      breakpoints: [{ name: 'remio_hypercall' }, { name: 'bao!vm_init' }, { name: 'backend!bao_dispatch_io' }],
    });
    assert.deepEqual(
      functions.breakpoints.map(({ verified, message }) => [verified, /a model without code/.test(message ?? '')]),
      [
        [false, true],
        [false, true],
        [true, false],
      ],
    );
    await finish(client);
    compareWithGolden('events-refused', client.log);
  });
});
