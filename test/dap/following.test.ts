// SPDX-License-Identifier: Apache-2.0
/** One request is led through all partitions, by the debug adapter. */

import assert from 'node:assert/strict';
import type { FollowedState, RequestStageEventBody, StateResponseBody } from '../../debug-adapter/protocol';
import type { DapClient } from './dap-client';
import { type Led, lead, led, STAGES } from './follow-guide';
import { compareWithGolden } from './golden';
import {
  breakInDispatcher,
  closeClients,
  DISPATCHER,
  type Frame,
  finish,
  go,
  launched,
  lineOf,
  type Stopped,
  stack,
  start,
  threadName,
} from './guide';

const ASK = lineOf(DISPATCHER, 'ret = bao_remio_hypercall', 'int bao_dispatch_io');

async function remio(client: DapClient) {
  return (await client.request<StateResponseBody>('bao.state', { parts: ['remio'] })).remio!;
}

/** Runs to the next request to a register of a device. */
async function toRequest(client: DapClient, device: string, register: RegExp): Promise<Led> {
  for (;;) {
    const here = await lead(client, 'bao.runToNextRequest', { device });
    if (register.test(here.followed!.title)) {
      return here;
    }
  }
}

const stageOf = ({ followed }: Led): string | undefined => followed?.stages.at(-1)?.stage;

describe('following a request', () => {
  afterEach(closeClients);

  async function entered(config = 'remio-dual'): Promise<DapClient> {
    const client = await launched({ config, stopOnEntry: true });
    await start(client);
    client.log.length = 0;
    return client;
  }

  it('leads through every stage, each where it happens, with the thread that does it', async () => {
    const client = await entered();
    await toRequest(client, '7', /InterruptACK/);
    client.log.length = 0;
    const first = await led(client, { reason: 'goal', threadId: 2 });
    const all = [first];
    while (!all.at(-1)!.followed!.isOver) {
      all.push(await lead(client, 'bao.followRequest'));
    }
    assert.deepEqual(
      all.map((each) => `${stageOf(each)} - ${each.place}`),
      STAGES,
    );
    for (const [index, { stopped, followed }] of all.slice(1).entries()) {
      assert.equal(stopped.text, followed!.text);
      assert.equal(followed!.stages.length, index + 2);
      assert.equal(stopped.reason, 'goal');
    }
    const [, , injected, taken, asked, queued, attached, completed, resumed] = all.map(({ stopped }) => stopped);
    assert.equal(queued!.description, 'Queued to client bao-ioctlc0');
    assert.match(queued!.text!, /^Request \d WRITE InterruptACK: queued to client bao-ioctlc0, [\d,]+ instr/);
    assert.match(await threadName(client, asked!.threadId!), /^backend: kworker/);
    assert.match(await threadName(client, attached!.threadId!), /^backend: device-model/);
    assert.deepEqual([injected!.threadId, resumed!.threadId], [2, 2]);
    assert.ok(taken!.threadId! > 2 && completed!.threadId === attached!.threadId);
    const stages = all.at(-1)!.followed!.stages;
    for (const [index, { instructions, duration }] of stages.entries()) {
      const before = stages[index - 1];
      const since = before && BigInt(instructions) - BigInt(before.instructions);
      assert.equal(duration?.instructions, since?.toString());
    }
    await finish(client);
    compareWithGolden('follow-request', client.log);
  });

  it('goes on with the notification that comes of it, and with the next request of the device', async () => {
    const client = await entered();
    await toRequest(client, '9', /QueueNotify/);
    const told: string[] = [];
    for (let over = 0; over < 3; ) {
      const { followed } = await lead(client, 'bao.followRequest');
      told.push(`${followed!.title}: ${followed!.stages.at(-1)!.text}`.replace(/Request \d /, ''));
      over += followed!.isOver ? 1 : 0;
    }
    const doorbell = told.indexOf('WRITE QueueNotify: frontend resumed');
    assert.deepEqual(told.slice(doorbell - 3, doorbell), [
      'WRITE QueueNotify: queued to client bao-ioevfdc1',
      'WRITE QueueNotify: taken by client bao-ioevfdc1',
      'WRITE QueueNotify: completed',
    ]);
    assert.deepEqual(told.slice(doorbell + 1, doorbell + 6), [
      'Notification from backend to storage: irqfd signalled',
      'Notification from backend to storage: NOTIFY',
      'Notification from backend to storage: interrupt injected',
      'Notification from backend to storage: interrupt taken',
      'READ InterruptStatus: trapped',
    ]);
  });

  it('runs until a request completes: the one that the stopped thread works on', async () => {
    const client = await launched({ config: 'remio-dual' });
    await breakInDispatcher(client, { line: lineOf(DISPATCHER, 'req.op = ctx.op') });
    const { threadId } = await start(client);
    await breakInDispatcher(client);
    client.log.length = 0;
    const [before] = (await remio(client)).requests.filter(({ state }) => state === 'PROCESSING');
    const { stopped, followed } = await lead(client, 'bao.runToCompletion', { threadId });
    assert.deepEqual([followed!.serial, followed!.isOver], [before!.serial, true]);
    assert.deepEqual(
      followed!.stages.map(({ stage }) => stage),
      ['trapped', 'pending', 'asked', 'queued to client', 'taken by client', 'completed', 'frontend resumed'],
    );
    assert.equal(stopped.threadId, before!.frontend!.hart + 1);
    await finish(client);
    compareWithGolden('run-to-completion', client.log);
  });

  it('selects a request, shows it among the others, and follows nothing any more when asked', async () => {
    const client = await launched({ config: 'remio-dual' });
    await breakInDispatcher(client, { line: lineOf(DISPATCHER, 'req.op = ctx.op') });
    await start(client);
    await go(client, 'continue');
    await breakInDispatcher(client);
    client.log.length = 0;
    const { requests } = await remio(client);
    const { slot, serial } = requests.at(-1)!;
    await client.request('bao.selectRequest', { request: { slot, serial } });
    const told = await client.event<RequestStageEventBody>('bao.requestStage');
    assert.equal(told.followed!.serial, serial);
    const selected = (await remio(client)).requests.filter((each) => each.selected);
    assert.deepEqual(
      selected.map((each) => each.serial),
      [serial],
    );
    assert.match(await client.failure('bao.selectRequest', { request: { slot, serial: '999' } }), /Request \d is over/);
    assert.match(await client.failure('bao.followRequest', { request: { slot: 64 } }), /There is no slot 64/);
    assert.match(await client.failure('bao.runToNextRequest', { device: '8' }), /no REMIO device .* there is 7, 9$/);
    await client.request('bao.selectRequest');
    assert.deepEqual(await client.event('bao.requestStage'), {});
    assert.equal((await remio(client)).followed, undefined);
    await finish(client);
    compareWithGolden('select-request', client.log);
  });

  it('follows a notification of a device', async () => {
    const client = await entered();
    const reached: FollowedState[] = [];
    for (let step = 0; step < 4; step++) {
      reached.push((await lead(client, 'bao.followNotification', { device: '0x7' })).followed!);
    }
    assert.deepEqual(
      reached.map(({ kind, stages }) => `${kind}: ${stages.at(-1)!.stage}`),
      ['irqfd signalled', 'NOTIFY', 'interrupt injected', 'interrupt taken'].map((stage) => `notification: ${stage}`),
    );
    assert.deepEqual(
      reached.at(-1)!.stages.map((stage) => stage.function),
      ['bao_irqfd_wakeup', 'bao_irqfd_inject', undefined, reached.at(-1)!.stages[3]!.function],
    );
    await finish(client);
    compareWithGolden('follow-notification', client.log);
  });

  it("lets a person's breakpoints stop meanwhile and goes on from there, also from a pause", async () => {
    const client = await entered();
    await toRequest(client, '7', /InterruptACK/);
    const { followed } = await lead(client, 'bao.runToNextRequest', { device: '7' });
    await breakInDispatcher(client, { line: ASK });
    const hit = await lead(client, 'bao.runToCompletion');
    assert.deepEqual([hit.stopped.reason, hit.followed!.serial], ['breakpoint', followed!.serial]);
    await breakInDispatcher(client);
    const { stopped, followed: next } = await lead(client, 'bao.followRequest');
    assert.deepEqual([stopped.reason, next!.stages.at(-1)!.stage], ['goal', 'asked']);
    await lead(client, 'bao.runToCompletion');

    await client.request('bao.runToNextRequest', { device: '7' });
    await client.request('pause', { threadId: 1 });
    const paused = await client.event<Stopped>('stopped');
    assert.ok(['pause', 'goal'].includes(paused.reason));
  });

  it('begins anew with the system, and ends with the session in the middle of a run', async () => {
    const client = await entered();
    await lead(client, 'bao.followRequest');
    await client.request('restart', {});
    await client.event<Stopped>('stopped');
    assert.equal((await remio(client)).followed, undefined);
    const { followed } = await lead(client, 'bao.followRequest');
    assert.deepEqual([followed!.serial, followed!.stages.length], ['0', 1]);
    await client.request('bao.runToCompletion');
    await finish(client);
  });

  it('says when the hypervisor has lost the request', async () => {
    const client = await entered();
    await lead(client, 'bao.followRequest');
    await breakInDispatcher(client, { line: ASK });
    const { threadId } = await go(client, 'continue');
    const [{ id: frameId }] = (await stack(client, threadId!, 1)) as [Frame];
    // A READ of no request drops the one that is pending (the defect of request_id -1).
    for (const expression of ['ctx.op = 1', 'ctx.request_id = -1']) {
      await client.request('evaluate', { expression, frameId, context: 'repl' });
    }
    await breakInDispatcher(client);
    const { stopped, followed } = await lead(client, 'bao.followRequest');
    assert.equal(stopped.description, 'Request is lost');
    // The interrupt of the other frontend's request is none of it.
    assert.deepEqual(
      followed!.stages.map(({ stage }) => stage),
      ['trapped', 'pending', 'interrupt injected', 'interrupt taken'],
    );
    assert.match(stopped.text!, /^Request 0 READ MagicValue: .* nobody will ever get it$/);
    assert.equal(followed!.isOver, true);
    const after = await lead(client, 'bao.followRequest', {});
    assert.notEqual(after.followed!.serial, followed!.serial);
  });

  it('says when nobody works on the request any more, and goes on when somebody does', async () => {
    const client = await entered();
    let here = await toRequest(client, '7', /InterruptACK/);
    await client.request('bao.consoleInput', { vm: 0, text: 'kill\r' });
    here = await lead(client, 'bao.runToCompletion');
    assert.equal(here.stopped.description, 'Nobody works on it');
    assert.match(
      here.followed!.problem!,
      /^nobody works on it: every vCPU waits, and only input to a console can wake/,
    );
    assert.equal(here.followed!.isOver, false);

    await client.request('bao.consoleInput', { vm: 0, text: 'start\r' });
    here = await lead(client, 'bao.followRequest');
    assert.equal(here.stopped.description, 'Taken by client bao-ioctlc0');
    assert.equal(here.followed!.problem, undefined);
    const { followed } = await lead(client, 'bao.runToCompletion');
    assert.deepEqual([followed!.isOver, followed!.stages.at(-1)!.stage], [true, 'frontend resumed']);
  });

  it('says that there is nothing to follow in a system without remote I/O', async () => {
    const client = await entered('ipc');
    for (const command of [
      'bao.followRequest',
      'bao.runToCompletion',
      'bao.runToNextRequest',
      'bao.followNotification',
    ]) {
      assert.match(await client.failure(command, {}), /nothing to follow: this system has no REMIO devices/);
    }
    await client.failure('bao.selectRequest', { request: { slot: 0 } });
    await finish(client);
    compareWithGolden('follow-ipc', client.log);
  });
});
