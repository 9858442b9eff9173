// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  CallLog,
  type CallLogOptions,
  CodePlaces,
  filteredEntries,
  IoctlWatch,
  type LogEntry,
  logJson,
  logText,
  perfettoTrace,
  searchLog,
} from '../../debug-adapter/awareness/log';
import type { BaoState, EventOf, Target, TargetEvent, TargetEvents } from '../../debug-adapter/target';
import { type Debuggee, debuggee } from '../support/debuggee';
import { buildSystem } from '../support/kernel-build';
import { projectRoot } from '../support/requirements';
import { scratchFolder } from '../support/scratch';
import { writeVariant } from '../support/variants';
import { checkTrace, type TraceEvent } from './trace-check';

const configOf = (name: string) => join(projectRoot, 'dist', 'systems', name, 'config.c');
const ASK = 2n;
const CALL_KINDS = ['hypercall', 'sbiCall', 'requestState', 'vcpuResumed', 'interruptTaken'] as const;

interface Logged {
  readonly system: Debuggee;
  readonly log: CallLog;
  readonly events: readonly TargetEvent[];
}

/** All that is kept. */
const entriesOf = (log: CallLog): LogEntry[] => [...filteredEntries(log, {})].flatMap((entry) => entry ?? []);

function logOf(system: Debuggee, known: BaoState, options: CallLogOptions = {}): CallLog {
  return new CallLog(system.target, known, new CodePlaces(system.programs), options);
}

/** A system that has run for a while with a log. */
/** @param config path of a system's @param requests how many are completed meanwhile, in a system with REMIO */
async function logged(config: string, requests = 130, capacity?: number): Promise<Logged> {
  const system = debuggee(config);
  const known = await system.target.bao.state();
  const log = logOf(system, known, { sbi: 'logged', ...(capacity === undefined ? {} : { capacity }) });
  const hasRequests = known.devices.length > 0;
  const events: TargetEvent[] = [];
  system.target.events.subscribe(CALL_KINDS, (batch) => events.push(...batch));
  for (let seen = 0; seen < requests; ) {
    const stop = await system.target.run({
      kind: 'continue',
      until: hasRequests ? [{ kind: 'vcpuResumed' }] : [{ kind: 'interruptTaken' }],
    });
    assert.equal(stop.kind, 'event');
    seen += hasRequests ? 1 : requests / 2;
  }
  return { system, log, events };
}

const ofKind = (events: readonly TargetEvent[], kind: 'hypercall') =>
  events.filter((event): event is EventOf<'hypercall'> => event.kind === kind);

/** Every call and request that the events tell is in the log once, and nothing else, in the same order. */
function assertEachOnce(log: CallLog, events: readonly TargetEvent[]): void {
  const wanted = events.filter(
    ({ kind, ...event }) =>
      kind === 'hypercall' || kind === 'sbiCall' || ('state' in event && event.state === 'PENDING'),
  );
  const places = (list: readonly { instructions: number | bigint; pc: bigint; hart?: number; vm?: number }[]) =>
    list.map(({ instructions, pc, hart, vm }) => [Number(instructions), pc, hart, vm]);
  assert.ok(wanted.length > 0);
  assert.deepEqual(places(entriesOf(log)), places(wanted));
}

describe('the log of calls in variants of the systems', function () {
  this.timeout(120_000);
  const folder = scratchFolder();

  for (const [name, seed, optimisation] of [
    ['remio-console', 5, '-Og'],
    ['remio-dual', 6, '-O2'],
    ['ipc', 7, '-Og'],
  ] as const) {
    it(`has each call once: variant ${seed} of ${name}, built with ${optimisation}`, async () => {
      const variant = join(folder(), name);
      mkdirSync(variant);
      await writeVariant(name, seed, variant);
      const built = await buildSystem(variant, { optimisation, out: join(variant, 'out'), log: () => {} });
      const { system, log, events } = await logged(built.config, 30);
      try {
        assertEachOnce(log, events);
        const calls = entriesOf(log).filter(({ kind }) => kind === 'hypercall');
        assert.deepEqual(
          calls.map(({ results, failed }) => [results[0]!.value, failed]),
          ofKind(events, 'hypercall').map(({ results }) => [results[1], results[1] !== 0n]),
        );
        const end = Number((await system.target.position()).time);
        const ended = entriesOf(log).filter(({ kind, duration }) => kind === 'request' && duration !== undefined);
        assert.ok(ended.every(({ time, duration }) => duration! >= 0 && time + duration! <= end));
        assert.equal(ended.length > 0, name !== 'ipc');
      } finally {
        await system.close();
      }
    });
  }
});

describe('the log of calls', function () {
  this.timeout(60_000);
  const systems: Debuggee[] = [];
  const start = async (name: string, capacity?: number) => {
    const result = await logged(configOf(name), undefined, capacity);
    systems.push(result.system);
    return result;
  };
  afterEach(() => Promise.all(systems.splice(0).map((system) => system.close())));

  it('has every hypercall, SBI call and request, as the events tell them', async () => {
    const { log, events } = await start('remio-dual');
    assertEachOnce(log, events);
    const calls = entriesOf(log).filter(({ kind }) => kind === 'hypercall');
    for (const [index, event] of ofKind(events, 'hypercall').entries()) {
      const { name, results, failed } = calls[index]!;
      assert.equal(name, `REMIO ${['WRITE', 'READ', 'ASK', 'NOTIFY'][Number(event.args[2])]}`);
      assert.equal(results[0]!.value, event.results[1]);
      assert.equal(failed, event.results[1] !== 0n);
      if (event.args[2] === ASK && !failed) {
        assert.deepEqual(
          results.slice(1).map(({ value }) => value),
          event.results.slice(2),
        );
      }
    }
  });

  it('knows how long a request took, and which calls were about it', async () => {
    const { log, events } = await start('remio-dual');
    const resumed = events.filter((event): event is EventOf<'vcpuResumed'> => event.kind === 'vcpuResumed');
    const entries = entriesOf(log);
    for (const { requestSerial, time, value, register } of resumed) {
      const [request, ask, completion, ...more] = entries.filter((entry) => entry.request === Number(requestSerial));
      assert.deepEqual([request!.kind, ask!.name, more], ['request', 'REMIO ASK', []]);
      assert.match(completion!.name, /REMIO (READ|WRITE)/);
      assert.equal(request!.duration, Math.max(0, Number(time) - request!.time));
      assert.equal(completion!.failed, false);
      if (register !== 0) {
        assert.equal(request!.results[0]!.value, value);
      }
    }
  });

  it('knows when a notification has reached its interrupt', async () => {
    for (const name of ['remio-dual', 'ipc']) {
      const { log } = await start(name);
      const calls = entriesOf(log).filter((entry) => /^(IPC|REMIO NOTIFY)$/.test(entry.name));
      assert.ok(calls.length > 0);
      assert.ok(calls.slice(0, -1).every(({ duration }) => duration !== undefined));
    }
  });

  it('is the same on a target that tells of events one by one and has no records', async () => {
    for (const name of ['remio-dual', 'ipc']) {
      const system = debuggee(configOf(name), {}, { needsInput: () => system.control.pause() });
      systems.push(system);
      const known = await system.target.bao.state();
      const { capabilities, events } = system.target;
      const subscribe: TargetEvents['subscribe'] = (kinds, listener) => events.subscribe(kinds, listener);
      const plain = { capabilities, events: { subscribe } } as unknown as Target;
      const log = logOf(system, known, { sbi: 'logged' });
      const other = new CallLog(plain, known, new CodePlaces(system.programs), { sbi: 'logged' });
      await system.control.continue();
      assert.ok(log.end > 0);
      assert.deepEqual(entriesOf(other), entriesOf(log));
    }
  });

  it('drops the oldest and counts them', async () => {
    const all = entriesOf((await start('remio-dual')).log);
    const { log } = await start('remio-dual', 50);
    assert.equal(log.dropped, all.length - 50);
    assert.deepEqual(entriesOf(log), all.slice(-50));
    assert.equal(log.entry(log.first - 1), undefined);
    assert.match([...logText(entriesOf(log), log.dropped)][0]!, new RegExp(`^\\(${log.dropped} older entries`));
  });

  it('finds entries by kind, machine, request, outcome and text', async () => {
    const { log } = await start('remio-dual');
    const all = entriesOf(log);
    const check = (filter: Parameters<typeof searchLog>[1], expected: (entry: LogEntry) => boolean) => {
      const { numbers, next } = searchLog(log, filter, 0, 10_000);
      const fitting = all.filter(expected).map(({ number }) => number);
      assert.deepEqual([numbers, next], [fitting, undefined]);
      const backward = searchLog(log, filter, log.end, 10_000, 'backward');
      assert.deepEqual([backward.numbers, backward.next], [fitting.reverse(), undefined]);
      assert.ok(numbers.length > 0);
    };
    check({ kinds: ['request'] }, ({ kind }) => kind === 'request');
    check({ vm: 2, text: 'queuenotify' }, ({ vm, text }) => vm === 2 && text.includes('QueueNotify'));
    check({ request: 7 }, ({ request }) => request === 7);
    check({ outcome: 'succeeded', hart: 0 }, ({ failed, hart }) => !failed && hart === 0);
    assert.deepEqual(searchLog(log, {}, 10, 3), { numbers: [10, 11, 12], next: 13 });
    assert.deepEqual(searchLog(log, {}, 10, 3, 'backward'), { numbers: [10, 9, 8], next: 7 });
  });

  it('is exported as lines, and as JSON that has all of it', async () => {
    const { log } = await start('remio-dual');
    const lines = [...logText(entriesOf(log), log.dropped)];
    assert.equal(lines.length, log.end);
    assert.match(
      lines.find((line) => line.includes('ASK'))!,
      /^\d+ vm0 hart0 0x[0-9a-f]+ \(bao_\w+ \w+\.[ch]:\d+\) REMIO ASK\(device model \d \(bind key \d\)\) = SUCCESS/,
    );
    const json = JSON.parse([...logJson(entriesOf(log), log.dropped)].join('')) as {
      dropped: number;
      entries: { text: string; pc: string }[];
    };
    const entries = entriesOf(log);
    assert.deepEqual(
      json.entries.map(({ text, pc }) => [text, BigInt(pc)]),
      entries.map(({ text, pc }) => [text, pc]),
    );
  });

  it('is exported as a trace with a track for each vCPU and arrows through each request', async () => {
    const { log, system, events } = await start('remio-dual');
    const { partitions, timebaseHz } = system.target;
    const text = [...perfettoTrace(entriesOf(log), { partitions, timebaseHz, dropped: 0 })].join('');
    const trace = checkTrace(text);
    const named = trace.filter(({ ph, name }) => ph === 'M' && name === 'thread_name');
    assert.equal(named.length, partitions.flatMap(({ vcpus }) => vcpus).length);
    const slices = trace.filter(({ ph }) => ph === 'X');
    assert.equal(slices.length, log.end - log.first);
    const resumed = events.filter(({ kind }) => kind === 'vcpuResumed').length;
    const count = (phase: TraceEvent['ph']) => trace.filter(({ ph }) => ph === phase).length;
    assert.deepEqual([count('f'), count('t')], [resumed, resumed]);
  });

  it('has the ioctls of the drivers where they are watched, from call to return, and stops nothing', async () => {
    const system = debuggee(configOf('remio-dual'), {}, { needsInput: () => system.control.pause() });
    systems.push(system);
    const known = await system.target.bao.state();
    const { devices } = known;
    const log = logOf(system, known);
    const watch = new IoctlWatch(system.target, system.programs, log);
    assert.equal(watch.problem, undefined);
    const end = await system.breakpoints.observe(watch);
    assert.equal((await system.control.continue()).reason, 'pause');
    const entries = entriesOf(log);
    const ioctls = entries.filter(({ kind }) => kind === 'ioctl');
    const named = (name: string) => ioctls.filter((entry) => entry.name === `ioctl ${name}`);
    assert.deepEqual([named('DM_GET_INFO').length, named('IRQFD').length], [devices.length, devices.length]);
    // What a device model completes has come to it by ATTACH; each waits for one more in the end.
    const [attached, completed] = [named('IO_CLIENT_ATTACH'), named('IO_REQUEST_COMPLETE')];
    assert.equal(attached.length, completed.length + devices.length);
    assert.equal(attached.filter(({ results }) => results.length === 0).length, devices.length);
    assert.ok(
      completed.every(({ results, failed, duration }) => results[0]!.text === '0' && !failed && duration! >= 0),
    );
    for (const { instructions, vm } of completed) {
      const after = entries.find((entry) => entry.instructions > instructions && entry.kind === 'hypercall');
      assert.deepEqual([after?.vm, /REMIO (READ|WRITE)/.test(after?.name ?? '')], [vm, true]);
    }
    const { partitions, timebaseHz } = system.target;
    const trace = checkTrace([...perfettoTrace(entriesOf(log), { partitions, timebaseHz, dropped: 0 })].join(''));
    const tasks = trace.filter(({ ph, tid }) => ph === 'M' && tid >= 1000);
    assert.equal(tasks.length, new Set(ioctls.map(({ task }) => task)).size);
    assert.ok(tasks.every(({ args }) => /^device-model \(pid \d+\)$/.test(String(args!.name))));
    await end();
    const alone = debuggee(configOf('remio-dual'), {}, { needsInput: () => alone.target.pause() });
    systems.push(alone);
    await alone.target.run({ kind: 'continue' });
    assert.equal(system.target.machine.stateHash(), alone.target.machine.stateHash());
  });
});
