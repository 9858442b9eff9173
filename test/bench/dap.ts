// SPDX-License-Identifier: Apache-2.0
/** How fast the debug adapter answers over its standard streams, and how fast the machine is under it. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildBusySystem } from '../dap/busy-system';
import { DapClient } from '../dap/dap-client';

const STARTS = 5;
const REPEATS = 300;
const TICKS = 100_000;
const ONE_LINE = 300_000;
const COMPUTE = 20_000_000;
const ROUNDS = 9;
/** Milliseconds of a run: until it is as fast as it gets, and for measuring. */
const SETTLING = 60;
const STRETCH = 200;

/** Conditions that are false at every hit, and evaluations a second that are wanted of them. */
const CONDITIONS: readonly (readonly [condition: string, wanted: string])[] = [
  ['i == 0xffffffffffff', '10,000'],
  ['$vm == 1', '40,000'],
  ['$req(3).state == PENDING', '10,000'],
];

interface Stack {
  readonly stackFrames: readonly { readonly id: number; readonly instructionPointerReference: string }[];
}
interface Variant {
  readonly functions: readonly object[];
  readonly data: readonly object[];
  /** Instructions a second. */
  readonly rates: number[];
}
interface Scopes {
  readonly scopes: readonly { readonly name: string; readonly variablesReference: number }[];
}

/** Prints a line for each measure, with what is wanted. */
export async function benchDap(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bao-bench-'));
  try {
    await benchLaunch();
    await benchRequests();
    await benchThreads();
    const config = await buildBusySystem(folder, { ticks: TICKS, oneLine: ONE_LINE, compute: COMPUTE });
    await benchBusy(config);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function started(config: string, functions: readonly object[]): Promise<DapClient> {
  const client = new DapClient();
  await client.request('initialize', { adapterID: 'bao', clientID: 'bench' });
  await client.request('launch', { config, stopOnEntry: true });
  await client.request('setFunctionBreakpoints', { breakpoints: functions });
  await client.request('configurationDone');
  await client.event('stopped');
  return client;
}

async function benchLaunch(): Promise<void> {
  const seconds: number[] = [];
  let peak = 0;
  for (let start = 0; start < STARTS; start++) {
    const begin = now();
    const client = await started('remio-console', []);
    seconds.push((now() - begin) / 1000);
    peak = Math.max(peak, peakBytes(client.pid));
    await client.close();
  }
  console.log(
    `dap, launch of remio-console to the first stop: ${median(seconds).toFixed(2)} s from the start of the process (wanted: below 1 s)`,
  );
  console.log(`dap, memory at the first stop: ${(peak / 1e6).toFixed(0)} MB`);
}

async function benchRequests(): Promise<void> {
  const client = await started('remio-console', [{ name: 'bao_dispatch_io' }]);
  try {
    await client.request('continue', { threadId: 1 });
    const { threadId } = await client.event<{ threadId: number }>('stopped');
    const stack = await client.request<Stack>('stackTrace', { threadId });
    const frameId = stack.stackFrames[0]!.id;
    const { scopes } = await client.request<Scopes>('scopes', { frameId });
    const locals = scopes.find(({ name }) => name === 'Locals')!.variablesReference;
    const memoryReference = stack.stackFrames[0]!.instructionPointerReference;
    const measures: Readonly<Record<string, () => Promise<unknown>>> = {
      stackTrace: () => client.request('stackTrace', { threadId, levels: 20 }),
      scopes: () => client.request('scopes', { frameId }),
      variables: () => client.request('variables', { variablesReference: locals }),
      readMemory: () => client.request('readMemory', { memoryReference, count: 1024 }),
    };
    for (const [name, measure] of Object.entries(measures)) {
      report(name, await repeat(measure));
    }
    let stepping = threadId;
    const steps = await repeat(async () => {
      stepping = await step(client, stepping);
    });
    report('next, to its stop', steps);
    console.log(`dap, memory: ${(peakBytes(client.pid) / 1e6).toFixed(0)} MB at most (wanted: below 300 MB)`);
  } finally {
    await client.close();
  }
}

/** A guest with many tasks: what a client asks at each stop, and what it asks of a task that sleeps. */
async function benchThreads(): Promise<void> {
  const client = await started('remio-dual', [{ name: 'bao_dispatch_io' }]);
  try {
    await client.request('continue', { threadId: 1 });
    let { threadId } = await client.event<{ threadId: number }>('stopped');
    const steps: number[] = [];
    const lists: number[] = [];
    const stacks: number[] = [];
    let count = 0;
    for (let stop = 0; stop < REPEATS; stop++) {
      const stepping = async () => {
        threadId = await step(client, threadId);
      };
      steps.push(await timed(stepping));
      let threads: readonly { id: number; name: string }[] = [];
      lists.push(await timed(async () => ({ threads } = await client.request<{ threads: typeof threads }>('threads'))));
      const { id } = threads.find(({ name }) => name.includes('bao-ioevfdc0'))!;
      stacks.push(await timed(() => client.request('stackTrace', { threadId: id, levels: 20 })));
      count = threads.length;
    }
    report('next of a task, to its stop', steps);
    reportAfterStop(`threads at a stop, ${count} of them`, lists);
    reportAfterStop('stackTrace of a sleeping task at a stop', stacks);
  } finally {
    await client.close();
  }
}

function reportAfterStop(name: string, times: readonly number[]): void {
  console.log(`dap, ${name}: ${spread(times)} (wanted: p50 below 2 ms)`);
}

/** @returns the thread that stopped, as clients step on with it */
async function step(client: DapClient, threadId: number): Promise<number> {
  await client.request('next', { threadId });
  return (await client.event<{ threadId: number }>('stopped')).threadId;
}

async function benchBusy(config: string): Promise<void> {
  for (const [condition, wanted] of CONDITIONS) {
    await benchCondition(config, condition, wanted);
  }
  const client = await started(config, [{ name: 'ticked' }]);
  try {
    await resume(client);
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'one_line' }] });
    await resume(client);
    await benchSteps(client);
    await benchSpeed(client);
    await benchRunning(client);
  } finally {
    await client.close();
  }
}

async function benchCondition(config: string, condition: string, wanted: string): Promise<void> {
  const client = await started(config, [{ name: 'tick', condition }, { name: 'ticked' }]);
  try {
    const elapsed = await timed(() => resume(client));
    const rate = perSecond(TICKS, elapsed);
    console.log(
      `dap, breakpoint with the false condition ${condition}: ${rate} evaluations a second (wanted: above ${wanted})`,
    );
  } finally {
    await client.close();
  }
}

/** Steps over the one line that is a loop. */
async function benchSteps(client: DapClient): Promise<void> {
  const before = await retired(client);
  const milliseconds = await timed(async () => {
    while ((await functionName(client)) === 'one_line') {
      await step(client, 1);
    }
  });
  const count = (await retired(client)) - before;
  console.log(
    `dap, stepping over a line of ${count} instructions: ${perSecond(count, milliseconds)} instructions a second (wanted: above 100,000)`,
  );
}

/** Ways of debugging are compared in turns, so that a busy computer slows all of them. */
async function benchSpeed(client: DapClient): Promise<void> {
  const functions = ['never', 'one_line', 'tick', 'ticked'].map((name) => ({ name }));
  const { dataId } = await client.request<{ dataId: string }>('dataBreakpointInfo', { name: 'quiet[4096]' });
  const variants: readonly Variant[] = [
    { functions: [], data: [], rates: [] },
    { functions, data: [], rates: [] },
    { functions: [], data: [{ dataId, accessType: 'write' }], rates: [] },
  ];
  for (let round = 0; round < ROUNDS; round++) {
    for (const { functions: breakpoints, data, rates } of variants) {
      await client.request('setFunctionBreakpoints', { breakpoints });
      await client.request('setDataBreakpoints', { breakpoints: data });
      await runFor(client, SETTLING);
      rates.push(await runFor(client, STRETCH));
    }
  }
  await client.request('setDataBreakpoints', { breakpoints: [] });
  // Whatever else the computer does makes it slower, never faster.
  const [plain, armed, watched] = variants.map(({ rates }) => Math.max(...rates)) as [number, number, number];
  const share = (rate: number): string => `${((100 * rate) / plain).toFixed(0)} %`;
  console.log(`dap, full speed: ${(plain / 1e6).toFixed(0)} M instructions/s`);
  console.log(`dap, with ${functions.length} breakpoints that are not hit: ${share(armed)} of it (wanted: above 90 %)`);
  console.log(
    `dap, with a data breakpoint on a page that nobody touches: ${share(watched)} of it (wanted: above 90 %)`,
  );
}

/** Runs for a time and pauses. @returns instructions a second */
async function runFor(client: DapClient, milliseconds: number): Promise<number> {
  const before = await retired(client);
  const elapsed = await timed(async () => {
    await client.request('continue', { threadId: 1 });
    await delay(milliseconds);
    await client.request('pause', { threadId: 1 });
    await client.event('stopped');
  });
  return (1000 * ((await retired(client)) - before)) / elapsed;
}

/** Requests while the machine runs at full speed. */
async function benchRunning(client: DapClient): Promise<void> {
  await client.request('setFunctionBreakpoints', { breakpoints: [] });
  const answers: number[] = [];
  const pauses: number[] = [];
  for (let round = 0; round < 20; round++) {
    await client.request('continue', { threadId: 1 });
    for (let each = 0; each < 5; each++) {
      await delay(7);
      answers.push(await timed(() => client.request('threads')));
      answers.push(await timed(() => client.send('evaluate', { expression: '1', context: 'watch' })));
      answers.push(await timed(() => client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'never' }] })));
    }
    pauses.push(
      await timed(async () => {
        await client.request('pause', { threadId: 1 });
        await client.event('stopped');
      }),
    );
  }
  console.log(`dap, answers while it runs at full speed: ${spread(answers)} (wanted: below 50 ms)`);
  console.log(`dap, pause to its stop: ${spread(pauses)} (wanted: below 50 ms)`);
}

async function resume(client: DapClient): Promise<void> {
  await client.request('continue', { threadId: 1 });
  await client.event('stopped');
}

async function value(client: DapClient, expression: string): Promise<string> {
  return (await client.request<{ result: string }>('evaluate', { expression, context: 'watch' })).result;
}

/** Instructions that the guest's hart has retired. */
async function retired(client: DapClient): Promise<number> {
  return Number(await value(client, '$instret'));
}

async function functionName(client: DapClient): Promise<string> {
  const { stackFrames } = await client.request<{ stackFrames: { name: string }[] }>('stackTrace', {
    threadId: 1,
    levels: 1,
  });
  return stackFrames[0]!.name;
}

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Milliseconds. */
async function timed(action: () => Promise<unknown>): Promise<number> {
  const begin = now();
  await action();
  return now() - begin;
}

async function repeat(action: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < REPEATS; count++) {
    times.push(await timed(action));
  }
  return times;
}

function report(name: string, times: readonly number[]): void {
  console.log(`dap, ${name}: ${spread(times)} (wanted: p50 below 1 ms, p95 below 5 ms)`);
}

function spread(times: readonly number[]): string {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (share: number): string =>
    `${sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toFixed(2)}`;
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, at most ${at(1)} ms`;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1]!;
}

function perSecond(count: number, milliseconds: number): string {
  return Math.round((1000 * count) / milliseconds).toLocaleString('en-US');
}

/** The most memory that a process has had; 0 where the system does not tell. */
function peakBytes(pid: number): number {
  try {
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

if (require.main === module) {
  void benchDap();
}
