// SPDX-License-Identifier: Apache-2.0
/** Requests with arguments that make no sense, in a random but repeatable order: each gets one answer in words. */

import assert from 'node:assert/strict';
import { BaoDebugSession } from '../../debug-adapter/session';
import { REQUESTS } from '../../debug-adapter/session/requests';
import { SeededRandom } from '../support/random';
import { DISPATCHER } from './guide';

const ROUNDS = 3000;
const SEED = 20;
/** These end or lose the conversation, or start a machine that is then busy. */
const LEFT_OUT = new Set(['initialize', 'launch', 'attach', 'disconnect', 'terminate', 'configurationDone', 'restart']);

/** What a request would look like if it made sense. */
function sensible(frameId: number, variablesReference: number): Readonly<Record<string, object>> {
  const memoryReference = '0x90200000';
  const source = { path: DISPATCHER };
  return {
    threads: {},
    stackTrace: { threadId: 1, startFrame: 0, levels: 20 },
    scopes: { frameId },
    variables: { variablesReference, start: 0, count: 3, filter: 'named', format: { hex: true } },
    setVariable: { variablesReference, name: 'a5', value: '1' },
    setExpression: { frameId, expression: '$a5', value: '$a4' },
    evaluate: { frameId, expression: '$a5', context: 'repl', format: { hex: true } },
    completions: { frameId, text: '$a5 + x', column: 4, line: 1 },
    setBreakpoints: { source, breakpoints: [{ line: 61, condition: 'ctx.op == 1', hitCondition: '3' }] },
    setFunctionBreakpoints: { breakpoints: [{ name: 'bao_dispatch_io', logMessage: '{dm}' }] },
    setInstructionBreakpoints: { breakpoints: [{ instructionReference: memoryReference, offset: 4 }] },
    setExceptionBreakpoints: {
      filters: ['bao.ipcNotification'],
      filterOptions: [{ filterId: 'bao.finding', condition: '$event.vm == 1' }],
    },
    exceptionInfo: { threadId: 1 },
    'bao.setEventBreakpoints': {
      breakpoints: [{ kind: 'hypercall', operation: 'NOTIFY', condition: '$event.failed', hitCondition: '3' }],
    },
    breakpointLocations: { source, line: 50, endLine: 60 },
    dataBreakpointInfo: { frameId, name: memoryReference, asAddress: true, bytes: 4 },
    setDataBreakpoints: { breakpoints: [{ dataId: '0x10000000090200000/4/x', accessType: 'write' }] },
    continue: { threadId: 1 },
    pause: { threadId: 1 },
    next: { threadId: 1, granularity: 'instruction' },
    stepIn: { threadId: 1, granularity: 'line' },
    stepOut: { threadId: 1 },
    readMemory: { memoryReference, offset: 0, count: 64 },
    writeMemory: { memoryReference: '0x91000000', offset: 0, data: 'AAAA', allowPartial: true },
    disassemble: { memoryReference, offset: 0, instructionOffset: -5, instructionCount: 10, resolveSymbols: true },
    modules: { startModule: 0, moduleCount: 2 },
    loadedSources: {},
    source: { source, sourceReference: 1 },
    'bao.consoleInput': { vm: 0, text: 'help' },
    'bao.numberFormat': { format: 'hexadecimal' },
    'bao.followRequest': { request: { slot: 0, serial: '1' }, threadId: 1 },
    'bao.runToCompletion': { request: { slot: 0 }, threadId: 2 },
    'bao.runToNextRequest': { device: '7' },
    'bao.followNotification': { device: '0x7', threadId: 2 },
    'bao.selectRequest': { request: { slot: 0 } },
    'bao.logState': {},
    'bao.setLog': { enabled: true, capacity: 100, sbiCalls: true, ioctls: false },
    'bao.clearLog': {},
    'bao.readLog': { from: 0, count: 10 },
    'bao.logEntry': { number: 3 },
    'bao.searchLog': { filter: { kinds: ['sbi'], text: 'timer' }, from: 0, count: 3, direction: 'backward' },
    'bao.logText': { numbers: [0, 1] },
    'bao.exportLog': { id: 'x', format: 'json', path: '/nowhere/at/all' },
    'bao.cancelLogExport': { id: 'x' },
    'bao.state': { parts: ['partitions', 'deviceModels', 'remio', 'ipc'] },
  };
}

function values(random: SeededRandom): unknown {
  const list: readonly unknown[] = [
    ...[0, 1, 2, -1, 5, 1000, 2 ** 31, 2 ** 53, -(2 ** 53), 1.5, 1e300],
    ...['', 'x', '0x90200000', '0xffffffff80046fe0', '0x1ffffffff80046fe0', '$pc', '*(long*)$sp', 'ctx', '1 +', '[0]'],
    ...['$', '$vm.', '$req(0)', '$req(99).state', '$dm(0).queue.length', '$dm(', '$task', '$ipc(0)', '$vms[1].ipcs'],
    ...['watch', 'repl', 'indexed', 'instruction', 'AAAA', '0x1/1/x', '(((((', 'a'.repeat(2000), '\u0000', '{'],
    ...[null, true, false, [], {}, [1], [{}], [{ line: 1 }], [{ line: -1e9, condition: '(' }], [{ name: 'main' }]],
    ...[[{ kind: 'queueDepth', depth: 1e300 }], [{ kind: 'requestAge', instructions: 1 }], [{ kind: 'ioctl' }]],
    ...[[{ kind: 'firstWrite' }], [{ filterId: 'bao.requestState' }], [{ kind: 'registerAccess', register: '-1' }]],
    ...[
      { path: '/x.c' },
      { path: 5 },
      { hex: true },
      [{ dataId: '0x1/1/x' }],
      [{ instructionReference: '0x90200000' }],
    ],
  ];
  return random.pick(list);
}

/** The fields of responses and events that are looked at. */
interface Answer {
  readonly type: string;
  readonly request_seq: number;
  readonly success: boolean;
  readonly message?: string;
  readonly body?: {
    readonly output?: string;
    readonly category?: string;
    readonly stackFrames?: readonly { readonly id: number }[];
    readonly scopes?: readonly { readonly variablesReference: number }[];
    readonly variables?: readonly { readonly variablesReference: number }[];
  };
}

describe('requests that make no sense', () => {
  it('are all answered, without a failure of the debug adapter itself', async function () {
    this.timeout(60_000);
    const random = new SeededRandom(SEED);
    const session = new BaoDebugSession();
    const answers: Answer[] = [];
    let successes = 0;
    const failures: string[] = [];
    let wake = (): void => {};
    session.onDidSendMessage((message) => {
      const said = message as (typeof answers)[number] & {
        type: string;
        body?: { output?: string; category?: string };
      };
      if (said.type === 'response') {
        answers.push(said);
        wake();
      } else if (said.body?.category === 'stderr') {
        failures.push(said.body.output ?? '');
      }
    });
    let sequence = 0;
    const ask = async (command: string, args: unknown): Promise<void> => {
      session.handleMessage({ seq: ++sequence, type: 'request', command, arguments: args });
      const asked = sequence;
      while (answers.at(-1)?.request_seq !== asked) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    await ask('initialize', {});
    await ask('launch', { config: 'remio-console', stopOnEntry: true });
    assert.equal(answers.at(-1)?.success, true, answers.at(-1)?.message);
    await ask('configurationDone', {});

    let frameId = 0;
    let variablesReference = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const requests = sensible(frameId, variablesReference);
      assert.deepEqual(
        [...REQUESTS.keys()].filter((each) => !LEFT_OUT.has(each) && !(each in requests)),
        [],
      );
      const command = random.pick(Object.keys(requests));
      const args = Object.fromEntries(
        Object.entries(requests[command]!).map(([name, value]) => [name, random.chance(25) ? values(random) : value]),
      );
      await ask(command, args);
      const { success, message, body } = answers.at(-1)!;
      assert.deepEqual(failures, [], `${command} ${JSON.stringify(args)}`);
      assert.ok(success || message, `${command} fails without words`);
      frameId = body?.stackFrames?.[0]?.id ?? frameId;
      variablesReference = random.pick(body?.scopes ?? [{ variablesReference }]).variablesReference;
      variablesReference =
        body?.variables?.find((each) => each.variablesReference > 0)?.variablesReference ?? variablesReference;
      successes += success ? 1 : 0;
      if (message === 'notStopped') {
        await ask('pause', { threadId: 1 });
      }
    }
    assert.ok(successes > ROUNDS / 4, `only ${successes} of the requests were understood`);
    await ask('disconnect', {});
    await session.ended;
    assert.equal(answers.length, sequence);
  });
});
