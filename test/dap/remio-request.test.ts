// SPDX-License-Identifier: Apache-2.0
/** One REMIO request, followed with a debug client from the frontend's store to its next line. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { projectRoot } from '../support/requirements';
import type { DapClient } from './dap-client';
import {
  breakInDispatcher,
  closeClients,
  DEVICE_MODEL,
  DISPATCHER,
  evaluate,
  finish,
  go,
  launched,
  lineOf,
  type Stopped,
  scope,
  shownAs,
  stack,
  start,
  threadName,
  type Variable,
} from './guide';

const FRONTEND = join(projectRoot, 'kernel', 'guests', 'lib', 'virtio-mmio.c');
const FRONTEND_THREAD = 2;

describe('a REMIO request under the debugger', () => {
  afterEach(closeClients);

  async function oldestRequest(client: DapClient, threadId: number): Promise<Variable> {
    const [frame] = await stack(client, threadId, 1);
    return (await scope(client, frame!.id, 'REMIO requests'))[0]!;
  }

  async function requestState(client: DapClient, threadId: number): Promise<string> {
    return (await oldestRequest(client, threadId)).value;
  }

  it('is followed through frontend, dispatcher driver, device model, and back', async () => {
    const client = await launched();
    const store = lineOf(FRONTEND, 'mmio_write32(device->base + offset, value);');
    await client.request('setBreakpoints', {
      source: { path: FRONTEND },
      breakpoints: [{ line: store, condition: 'offset == 0x64' }],
    });
    assert.equal((await start(client)).threadId, FRONTEND_THREAD);
    const [frontend] = await stack(client, FRONTEND_THREAD, 1);
    assert.equal(frontend!.line, store);
    const value = await evaluate(client, 'value', frontend!.id);
    assert.match(await requestState(client, FRONTEND_THREAD), /slots of the request pool are free/);

    // The driver has it when its ASK returns.
    await client.request('setBreakpoints', { source: { path: FRONTEND }, breakpoints: [] });
    await breakInDispatcher(client, { line: lineOf(DISPATCHER, 'req.dm_id = dm->info.id;') });
    const worker = (await go(client, 'continue', { threadId: FRONTEND_THREAD })).threadId!;
    assert.match(await threadName(client, worker), /^backend: kworker.*running/);
    assert.match(await requestState(client, worker), /^PROCESSING: WRITE InterruptACK/);
    const [driver] = await stack(client, worker, 1);
    assert.equal(await evaluate(client, 'ctx.addr & 0xff', driver!.id), '100');
    assert.equal(await evaluate(client, 'ctx.value', driver!.id), value);
    const [waiting] = await stack(client, FRONTEND_THREAD, 1);
    assert.match((await scope(client, waiting!.id, 'vCPUs'))[1]!.value, /waits for REMIO request/);

    // The device model, a process in user mode, gets it from its ioctl.
    await breakInDispatcher(client);
    const { breakpoints } = await client.request<{ breakpoints: { verified: boolean }[] }>('setBreakpoints', {
      source: { path: DEVICE_MODEL },
      breakpoints: [{ line: lineOf(DEVICE_MODEL, 'dispatcher_complete(') }],
    });
    assert.equal(breakpoints[0]?.verified, true);
    const model = (await go(client, 'continue')).threadId!;
    assert.match(await threadName(client, model), /^backend: device-model .*running/);
    const calls = await stack(client, model);
    assert.equal(calls[0]!.source?.path, DEVICE_MODEL);
    assert.match(calls.map(({ name }) => name).join(), /^dispatcher_complete,/);
    const followed = await oldestRequest(client, model);
    assert.match(followed.value, /^PROCESSING: WRITE InterruptACK/);

    // Out of the function the completion has been made: the frontend has gone on behind its store.
    await client.request('setBreakpoints', { source: { path: DEVICE_MODEL }, breakpoints: [] });
    await client.request('stepOut', { threadId: model });
    await client.event<Stopped>('stopped');
    const [after] = await stack(client, model, 1);
    const call = await scope(client, after!.id, 'Hypercall');
    assert.match(shownAs(call, 'function'), /^REMIO/);
    const later = await oldestRequest(client, model);
    assert.notEqual(later.name, followed.name);
    await finish(client);
  });
});
