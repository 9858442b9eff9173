// SPDX-License-Identifier: Apache-2.0
/**
 * Whole conversations with the debug adapter, compared with texts in golden/. The texts show change; what has to be true
 * is asserted beside them.
 */

import assert from 'node:assert/strict';
import { REQUESTS } from '../../debug-adapter/session/requests';
import { compareWithGolden, goldenCommands } from './golden';
import {
  type Breakpoints,
  breakInDispatcher,
  children,
  closeClients,
  DISPATCHER,
  evaluate,
  type Frame,
  finish,
  go,
  greeted,
  launched,
  lineOf,
  newClient,
  scope,
  scopesOf,
  shownAs,
  stack,
  start,
  threadName,
} from './guide';

const ASK = lineOf(DISPATCHER, 'ret = bao_remio_hypercall', 'int bao_dispatch_io');
const COPY = 'req.op = ctx.op';

describe('a conversation with the debug adapter', () => {
  afterEach(closeClients);

  it('begins, stops at the entry, tells what there is, and ends', async () => {
    const client = await greeted();
    await client.request('launch', { config: 'remio-console', stopOnEntry: true });
    await client.event('initialized');
    await client.request('setExceptionBreakpoints', { filters: [] });
    const { reason } = await start(client);
    assert.equal(reason, 'entry');
    const { threads } = await client.request<{ threads: { id: number; name: string }[] }>('threads');
    assert.deepEqual(threads, [
      { id: 1, name: 'backend vCPU 0 (VM0, hart 0)' },
      { id: 2, name: 'frontend vCPU 0 (VM1, hart 1)' },
    ]);
    await stack(client, 1);
    await client.request('modules');
    await client.request('modules', { startModule: 1, moduleCount: 1 });
    await client.request('loadedSources');
    await finish(client);
    compareWithGolden('begin-and-end', client.log);
  });

  it('shows a stop in the dispatcher driver: variables, registers, and what Bao has going on', async () => {
    const client = await launched();
    await breakInDispatcher(client, { line: lineOf(DISPATCHER, COPY) });
    const { threadId, hitBreakpointIds } = await start(client);
    assert.match(await threadName(client, threadId!), /^backend: kworker.*running on vCPU 0/);
    assert.equal(hitBreakpointIds?.length, 1);
    const [frame] = (await stack(client, 1)) as [Frame];
    assert.equal(frame.name, 'bao_dispatch_io');
    assert.equal(frame.line, lineOf(DISPATCHER, COPY));

    const scopes = await scopesOf(client, frame.id);
    const open = (name: string) => children(client, scopes.get(name)!);
    const locals = await open('Locals');
    const ctx = locals.find(({ name }) => name === 'ctx')!;
    assert.equal(shownAs(await children(client, ctx.variablesReference), 'op'), '1');
    await open('Arguments');
    await open('Statics');
    const call = await open('Hypercall');
    assert.equal(shownAs(call, 'function'), 'REMIO ASK');
    assert.match(shownAs(call, 'result'), /SUCCESS.*MagicValue/);
    const requests = await open('REMIO requests');
    assert.match(requests[0]!.value, /^PROCESSING: READ MagicValue/);
    const request = await children(client, requests[0]!.variablesReference);
    assert.match(shownAs(request, 'frontend'), /frontend \(VM1\)/);
    const vcpus = await open('vCPUs');
    assert.match(vcpus[1]!.value, /waits for REMIO request/);
    await open('Registers');
    const satp = (await open('CSRs')).find(({ name }) => name === 'satp')!;
    assert.match(satp.value, /Sv39/);
    await children(client, satp.variablesReference);
    await finish(client);
    compareWithGolden('inspect', client.log);
  });

  it('shows the tasks of a Linux guest as threads, sleeping ones too', async () => {
    const client = await launched();
    await breakInDispatcher(client, { line: lineOf(DISPATCHER, COPY) });
    const { threadId } = await start(client);
    const { threads } = await client.request<{ threads: { id: number; name: string }[] }>('threads');
    const doorbell = threads.find(({ name }) => /bao-ioevfdc0-kt .*sleeping/.test(name))!;
    assert.notEqual(doorbell.id, threadId);
    const calls = await stack(client, doorbell.id, 20);
    assert.ok(calls.some(({ name }) => name === 'bao_io_client_kernel_thread'));
    const scopes = await scopesOf(client, calls[0]!.id);
    assert.ok(!scopes.has('Hypercall') && !scopes.has('CSRs'), 'those belong to a vCPU');
    const registers = await children(client, scopes.get('Registers')!);
    assert.equal(shownAs(registers, 'a0'), '<not saved>');
    assert.match(shownAs(registers, 'sp'), /^0x/);
    const waits = calls.find(({ name }) => name === 'bao_io_client_kernel_thread')!;
    assert.match(await evaluate(client, '$sp', waits.id), /^0x/);
    const stopped = await go(client, 'stepOut', { threadId: doorbell.id });
    assert.equal(stopped.threadId === doorbell.id || stopped.reason === 'breakpoint', true);
    await finish(client);
    compareWithGolden('threads', client.log);
  });

  it('evaluates, completes and changes', async () => {
    const client = await launched({}, { supportsInvalidatedEvent: true });
    await breakInDispatcher(client, { line: lineOf(DISPATCHER, COPY) });
    await start(client);
    const [{ id: frameId }] = (await stack(client, 1, 1)) as [Frame];
    const ask = (expression: string, context: string, more: object = {}) =>
      client.send('evaluate', { expression, context, frameId, ...more });
    await ask('ctx.addr', 'watch', { format: { hex: true } });
    await ask('dm->info.id + 1', 'hover');
    await ask('dm->info', 'clipboard');
    await ask('ctx.value = 0x42', 'watch');
    await ask('ctx.value = 0x42', 'repl');
    await client.event('invalidated');
    await ask('nothing_of_that_name', 'watch');
    await ask('1 +', 'repl');
    await ask('$satp', 'watch');
    assert.equal(await evaluate(client, 'ctx.value', frameId), '66');
    await client.request('completions', { text: 'ctx.', column: 5, frameId });
    await client.request('setExpression', { expression: 'ctx.request_id', value: 'ctx.value + 1', frameId });
    await client.event('invalidated');
    assert.equal(await evaluate(client, 'ctx.request_id', frameId), '67');

    await client.request('bao.numberFormat', { format: 'hexadecimal' });
    await client.event('invalidated');
    assert.equal(await evaluate(client, 'ctx.request_id', frameId), '0x43');
    assert.equal(await evaluate(client, 'ctx.request_id,d', frameId), '67');
    await client.request('bao.numberFormat', { format: 'roman' }).catch(() => undefined);
    await client.request('bao.numberFormat', { format: 'decimal' });
    await client.event('invalidated');
    assert.equal(await evaluate(client, 'ctx.request_id', frameId), '67');

    const scopes = await scopesOf(client, frameId);
    const locals = scopes.get('Locals')!;
    const registers = scopes.get('Registers')!;
    await client.request('setVariable', { variablesReference: locals, name: 'ret', value: '-5' });
    await client.event('invalidated');
    assert.equal(shownAs(await children(client, locals), 'ret'), '-5');
    await client.request('setVariable', { variablesReference: registers, name: 't3', value: '0x1234' });
    await client.event('invalidated');
    assert.equal(shownAs(await children(client, registers), 't3'), '0x1234');
    await client.failure('setVariable', { variablesReference: registers, name: 'zero', value: '1' });
    await client.failure('setVariable', { variablesReference: locals, name: 'absent', value: '1' });
    await finish(client);
    compareWithGolden('evaluate-and-change', client.log);
  });

  it('sets breakpoints of every kind', async () => {
    const client = await launched();
    const line = ASK;
    await client.request('breakpointLocations', { source: { path: DISPATCHER }, line, endLine: line + 3 });
    const { breakpoints } = await breakInDispatcher(
      client,
      { line, logMessage: 'asks for model {dm->info.id}' },
      { line: lineOf(DISPATCHER, COPY), condition: 'ctx.op == 0', hitCondition: '2' },
      { line: line + 1, condition: 'ret ==' },
      { line: 100_000 },
    );
    assert.deepEqual(
      breakpoints.map(({ verified }) => verified),
      [true, true, false, false],
    );
    await client.request('setBreakpoints', { source: { path: '/elsewhere/other.c' }, breakpoints: [{ line: 1 }] });
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'virtio_write' }, { name: 'no_such' }] });
    assert.equal((await start(client)).reason, 'function breakpoint');
    const [frontend] = (await stack(client, 2, 1)) as [Frame];
    assert.equal(frontend.name, 'virtio_write');
    await client.request('setFunctionBreakpoints', { breakpoints: [] });

    assert.equal((await go(client, 'continue')).reason, 'breakpoint');
    const [frame] = (await stack(client, 1, 1)) as [Frame];
    assert.equal(await evaluate(client, 'ctx.op', frame.id), '0');
    await breakInDispatcher(client);
    const info = await client.request<{ dataId: string }>('dataBreakpointInfo', { name: 'req.op', frameId: frame.id });
    await client.request('dataBreakpointInfo', { name: '$a0', frameId: frame.id });
    await client.request('setDataBreakpoints', { breakpoints: [{ dataId: info.dataId, accessType: 'write' }] });
    assert.equal((await go(client, 'continue')).reason, 'data breakpoint');
    await client.request('setDataBreakpoints', { breakpoints: [] });

    const [here] = (await stack(client, 1, 1)) as [Frame];
    const instructionReference = here.instructionPointerReference!;
    await client.request('setInstructionBreakpoints', { breakpoints: [{ instructionReference }] });
    assert.equal((await go(client, 'continue')).reason, 'instruction breakpoint');
    await finish(client);
    compareWithGolden('breakpoints', client.log);
  });

  it('steps: over, in, out, by instruction; pauses; restarts; terminates', async () => {
    const client = await launched();
    await breakInDispatcher(client, { line: ASK });
    await start(client);
    const where = async (): Promise<string> => {
      const [frame] = (await stack(client, 1, 1)) as [Frame];
      return `${frame.name}:${frame.line}`;
    };
    await go(client, 'next');
    assert.equal(await where(), `bao_dispatch_io:${ASK + 1}`);
    await go(client, 'next', { granularity: 'instruction' });
    await breakInDispatcher(client, { line: lineOf(DISPATCHER, 'bao_io_client_push_request(client, &req);') });
    await go(client, 'continue');
    await go(client, 'stepIn');
    assert.match(await where(), /^bao_io_client_push_request:/);
    await go(client, 'stepOut');
    assert.match(await where(), /^bao_dispatch_io:/);
    await breakInDispatcher(client);

    await client.request('continue', { threadId: 1 });
    await client.event('bao.console', ({ text }: { text: string }) => text.includes('sent 3 lines'));
    await client.request('pause', { threadId: 1 });
    assert.equal((await client.event<{ reason: string }>('stopped')).reason, 'pause');
    await breakInDispatcher(client, { line: ASK });
    await client.request('restart', {});
    assert.equal((await client.event<{ reason: string }>('stopped')).reason, 'breakpoint');
    const requests = await scope(client, (await stack(client, 1, 1))[0]!.id, 'REMIO requests');
    assert.equal(requests[0]!.name, '#0', 'it is the first request again');
    await client.request('terminate');
    await client.event('terminated');
    assert.equal((await client.exit()).code, 0);
    compareWithGolden('steps', client.log);
  });

  it('shows memory and code', async () => {
    const client = await launched();
    await breakInDispatcher(client, { line: lineOf(DISPATCHER, COPY) });
    await start(client);
    const [frame] = (await stack(client, 1, 1)) as [Frame];
    const code = frame.instructionPointerReference!;
    const { result } = await client.request<{ result: string }>('evaluate', { expression: '&ctx', frameId: frame.id });
    await client.request('readMemory', { memoryReference: code, offset: -8, count: 16 });
    await client.request('writeMemory', { memoryReference: result, offset: 24, data: 'AQIDBAUGBwg=' });
    assert.equal(await evaluate(client, 'ctx.value,x', frame.id), '0x807060504030201');
    const { data } = await client.request<{ data: string }>('readMemory', {
      memoryReference: result,
      offset: 24,
      count: 8,
    });
    assert.equal(data, 'AQIDBAUGBwg=');
    await client.request('readMemory', { memoryReference: '0x10', count: 8 });
    await client.failure('writeMemory', { memoryReference: '0x10', data: 'AQI=' });
    await client.failure('readMemory', { memoryReference: 'ctx', count: 8 });
    await client.request('disassemble', { memoryReference: code, instructionOffset: -4, instructionCount: 8 });
    await client.request('disassemble', { memoryReference: '0x10', instructionOffset: -2, instructionCount: 4 });
    await finish(client);
    compareWithGolden('memory-and-code', client.log);
  });

  it('goes on with what comes at the wrong time or makes no sense', async () => {
    const client = newClient();
    await client.failure('threads');
    await client.failure('initialize', { pathFormat: 'clay tablet' });
    await client.request('initialize', { adapterID: 'bao', clientID: 'vscode' });
    await client.failure('initialize', {});
    await client.failure('setBreakpoints', { source: { path: '/x.c' }, breakpoints: [{ line: 1 }] });
    await client.failure('attach', {});
    await client.failure('launch', {});
    await client.failure('launch', { config: 7, stopOnEntry: 'yes' });
    await client.failure('launch', { config: 'no-such-system' });
    await client.failure('launch', { config: 'remio-console', images: { other: 'x.bin' } });
    await client.failure('launch', { config: 'remio-console', platform: 'abacus' });
    await client.request('launch', { config: 'remio-console', stopOnEntry: true });
    await client.event('initialized');
    await client.failure('launch', { config: 'remio-console' });
    await client.failure('continue', { threadId: 1 });
    await start(client);
    await client.failure('configurationDone');
    await client.failure('stackTrace', { threadId: 77 });
    await client.failure('stackTrace', { threadId: 'one' });
    await client.failure('scopes', { frameId: 12 });
    await client.failure('variables', { variablesReference: 12 });
    await client.failure('next', { threadId: 1, granularity: 'chapter' });
    await client.failure('setBreakpoints', { source: { path: '/x.c' }, breakpoints: 'all' });
    await client.request('setDataBreakpoints', { breakpoints: [{ dataId: 'everything' }] });
    const instructions = [{ instructionReference: '0x5000000000090200000' }, { instructionReference: '0x90200004' }];
    const { breakpoints } = await client.request<Breakpoints>('setInstructionBreakpoints', {
      breakpoints: instructions,
    });
    assert.deepEqual(
      breakpoints.map(({ verified }) => verified),
      [false, true],
    );
    await client.failure('source', { sourceReference: 5 });
    await client.failure('makeCoffee', { cups: 2 });
    await client.failure('bao.consoleInput', { vm: 9, text: 'x' });
    await client.request('threads');
    await finish(client);
    compareWithGolden('mistakes', client.log);
  });

  it('types into a console', async () => {
    const client = await launched();
    await client.request('configurationDone');
    await client.event('bao.console', ({ text }: { text: string }) => text.includes('sent 3 lines'));
    const { taken } = await client.request<{ taken: number }>('bao.consoleInput', { vm: 0, text: 'help\r' });
    assert.equal(taken, 5);
    await client.event('bao.console', ({ text }: { text: string }) => text.includes('print this list'));
    await finish(client);
    compareWithGolden('console-input', client.log);
  });

  it('has been shown in a text for every request that the adapter answers', () => {
    const shown = goldenCommands();
    const missing = [...REQUESTS.keys()].filter((command) => !shown.has(command));
    assert.deepEqual(missing, []);
  });
});
