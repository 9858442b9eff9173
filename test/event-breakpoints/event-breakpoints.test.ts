// SPDX-License-Identifier: Apache-2.0
/** Breakpoints on what happens, compared with what the machine itself says has happened. */

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { NextRequest } from '../../debug-adapter/awareness/requests';
import { EventBreakpoints } from '../../debug-adapter/event-breakpoints';
import {
  EVENT_BREAKPOINT_FIELDS,
  EVENT_BREAKPOINT_KINDS,
  type EventBreakpoint,
  type EventBreakpointParameters,
} from '../../debug-adapter/protocol';
import type { Stopped } from '../../debug-adapter/run-control';
import type { Address, EventOf, Target, TargetEvent, TargetEventKind } from '../../debug-adapter/target';
import { writeSeries } from '../posted-series/extract';
import { seriesThread } from '../posted-series/thread-file';
import { buildFolder } from '../support/build-folder';
import { type Debuggee, debuggee } from '../support/debuggee';
import { buildSystem } from '../support/kernel-build';
import { projectRoot } from '../support/requirements';
import { writeVariant } from '../support/variants';

const configOf = (name: string): string => join(projectRoot, 'dist', 'systems', name, 'config.c');

const EVENTS: readonly TargetEventKind[] = [
  'hypercall',
  'requestState',
  'interruptInjected',
  'ipcNotify',
  'finding',
  'vcpuResumed',
];
/** Stops of one run that are looked at. */
const MAX_STOPS = 60;

/** All that happens in a run to its rest, and the state at the end. */
async function truth(config: string): Promise<{ events: TargetEvent[]; hash: string }> {
  const events: TargetEvent[] = [];
  const system = started(config);
  system.target.events.subscribe(EVENTS, (batch) => events.push(...batch));
  await system.target.run({ kind: 'continue' });
  const hash = system.target.machine.stateHash();
  await system.close();
  return { events, hash };
}

/** A system whose run ends when everything waits for input. */
function started(config: string): Debuggee {
  const system: Debuggee = debuggee(config, {}, { needsInput: () => system.target.pause() });
  return system;
}

interface Told {
  readonly stops: readonly Stopped[];
  /** Instructions at which they were. */
  readonly positions: readonly bigint[];
  readonly hash: string;
}

/** Every stop of a run to its rest. */
async function stopsOf(system: Debuggee): Promise<Told> {
  const stops: Stopped[] = [];
  const positions: bigint[] = [];
  for (;;) {
    const stopped = await system.control.continue();
    if (stopped.reason !== 'event') {
      return { stops, positions, hash: system.target.machine.stateHash() };
    }
    assert.ok(stops.length < 5000);
    stops.push(stopped);
    positions.push((await system.target.position()).instructions);
  }
}

async function toldOf(config: string, ...wanted: readonly EventBreakpoint[]): Promise<Told> {
  const system = started(config);
  try {
    for (const { verified, reason } of await system.eventBreakpoints.set('typed', wanted)) {
      assert.ok(verified, reason);
    }
    return await stopsOf(system);
  } finally {
    await system.close();
  }
}

const isOperation = (event: EventOf<'hypercall'>, operation: number): boolean =>
  event.id === 2n && event.args[2] === BigInt(operation);

/** What each breakpoint is on, told once more from the machine's events. */
const EXPECTED: readonly {
  readonly on: EventBreakpointParameters;
  readonly fits: (event: TargetEvent) => boolean;
}[] = [
  {
    on: { kind: 'hypercall', operation: 'NOTIFY' },
    fits: (event) => event.kind === 'hypercall' && isOperation(event, 3),
  },
  {
    on: { kind: 'hypercall', outcome: 'failed' },
    fits: (event) => event.kind === 'hypercall' && event.results[1] !== 0n,
  },
  { on: { kind: 'hypercall', operation: 'IPC' }, fits: (event) => event.kind === 'hypercall' && event.id === 1n },
  {
    on: { kind: 'requestState', states: ['PROCESSING'] },
    fits: (event) => event.kind === 'requestState' && event.state === 'PROCESSING',
  },
  {
    on: { kind: 'registerAccess', operation: 'WRITE' },
    fits: (event) => event.kind === 'requestState' && event.state === 'PENDING' && event.operation === 'WRITE',
  },
  {
    on: { kind: 'interruptInjected', source: 'remio-notify' },
    fits: (event) => event.kind === 'interruptInjected' && event.source === 'remio-notify',
  },
  { on: { kind: 'finding' }, fits: (event) => event.kind === 'finding' },
];

function expectedPositions(events: readonly TargetEvent[], fits: (event: TargetEvent) => boolean): bigint[] {
  return [...new Set(events.filter(fits).map(({ instructions }) => instructions))];
}

describe('event breakpoints', function () {
  this.timeout(120_000);
  const systems: Debuggee[] = [];
  const start = (name: string): Debuggee => {
    const system = started(configOf(name));
    systems.push(system);
    return system;
  };
  afterEach(() => Promise.all(systems.splice(0).map((system) => system.close())));

  for (const name of ['remio-dual', 'ipc']) {
    it(`stop exactly at what happens, right behind it, and change nothing (${name})`, async () => {
      const { events, hash } = await truth(configOf(name));
      for (const { on, fits } of EXPECTED) {
        const wanted = expectedPositions(events, fits);
        const isIpc = on.kind === 'hypercall' && on.operation === 'IPC';
        if (wanted.length === 0 && (name === 'ipc') !== isIpc) {
          continue;
        }
        const { positions, hash: after } = await toldOf(configOf(name), on);
        assert.equal(positions.length, wanted.length, JSON.stringify(on));
        for (const [index, position] of positions.entries()) {
          const late = position - wanted[index]!;
          assert.ok(late >= 0n && late <= 1n, `${JSON.stringify(on)}: ${late} instructions late`);
        }
        assert.equal(after, hash, JSON.stringify(on));
      }
    });
  }

  it('all together change nothing either, whether they stop or not', async () => {
    const config = configOf('remio-dual');
    const { hash } = await truth(config);
    const all: readonly EventBreakpointParameters[] = [
      { kind: 'hypercall' },
      { kind: 'ioctl' },
      { kind: 'requestState' },
      { kind: 'queueDepth' },
      { kind: 'requestAge', instructions: 4000 },
      { kind: 'interruptInjected' },
      { kind: 'firstWrite', vm: 'terminal' },
    ];
    const quiet = await toldOf(config, ...all.map((each) => ({ ...each, condition: '$event.instructions == 1' })));
    assert.deepEqual([quiet.stops.length, quiet.hash], [0, hash]);
    const loud = await toldOf(config, ...all.filter(({ kind }) => kind !== 'requestState'));
    assert.ok(loud.stops.length > 300, `${loud.stops.length} stops`);
    assert.equal(loud.hash, hash);
  });

  it('tell each request of an age once, when it has it', async () => {
    const AGE = 12_000n;
    const { events } = await truth(configOf('remio-dual'));
    const made = new Map<bigint, bigint>();
    const old: bigint[] = [];
    for (const event of events) {
      if (event.kind === 'requestState' && event.state === 'PENDING') {
        made.set(event.serial, event.instructions);
      } else if (event.kind === 'requestState' && event.state === 'COMPLETE') {
        const begun = made.get(event.serial)!;
        old.push(...(event.instructions - begun > AGE ? [begun + AGE] : []));
      }
    }
    const { positions } = await toldOf(configOf('remio-dual'), { kind: 'requestAge', instructions: Number(AGE) });
    assert.ok(old.length > 3 && old.length < 400, `${old.length} requests`);
    assert.deepEqual(
      positions,
      old.sort((one, other) => Number(one - other)),
    );
  });

  it('tell the first write of each virtual machine into each memory, once, and again after a restart', async () => {
    const system = start('ipc');
    await system.eventBreakpoints.set('typed', [{ kind: 'firstWrite' }]);
    const told = async (): Promise<string[]> =>
      (await stopsOf(system)).stops.map(({ description }) => description.replace(/ writes.*of/, ' in'));
    const first = await told();
    assert.deepEqual(
      first.map((text) => text.replace(/:.*/, '')),
      ['peer in shared memory 0', 'linuxvm in shared memory 0'],
    );
    await system.target.restart();
    await system.control.restarted();
    assert.deepEqual(await told(), first);
    assert.deepEqual(
      system.eventStates.map(({ verified, reason }) => [verified, /has stopped once/.test(reason ?? '')]),
      [
        [true, true],
        [true, false],
        [true, true],
      ],
    );
  });

  it('count the queue of a device model with the request that is queued', async () => {
    const { stops } = await toldOf(configOf('remio-dual'), { kind: 'queueDepth', depth: 2, deviceModel: 1 });
    const { stops: all } = await toldOf(configOf('remio-dual'), { kind: 'queueDepth' });
    assert.ok(stops.length > 0 && stops.length < all.length);
    for (const { description } of stops) {
      assert.match(description, /^The queue of device model 1 of backend has reached 2 requests$/);
    }
    const deep = all.filter(({ description }) => /model 1 .* 2 requests/.test(description));
    assert.equal(deep.length, stops.length);
  });

  it('tell ioctls by command, device model and result, at the call or at the return', async () => {
    const config = configOf('remio-dual');
    const at = async (more: object): Promise<readonly string[]> =>
      (await toldOf(config, { kind: 'ioctl', ...more })).stops.map(({ description }) => description);
    const returns = await at({ command: 'IOEVENTFD' });
    assert.deepEqual(
      returns.map((text) => text.replace(/\(.*?\)/, '')),
      [1, 0, 0].map((model) => `Ioctl IOEVENTFD of backend on device model ${model} = 0`),
    );
    const calls = await at({ command: '0x4020a604', when: 'call', deviceModel: 0 });
    assert.deepEqual(
      calls.map((text) => text.replace(/\(.*?\)/, '')),
      Array(2).fill('Ioctl IOEVENTFD of backend on device model 0'),
    );
    assert.deepEqual(await at({ outcome: 'failed' }), []);
  });

  it('see the thread that it happened on, and what happened, in conditions', async () => {
    const system = start('remio-dual');
    const [state] = await system.eventBreakpoints.set('typed', [
      {
        kind: 'requestState',
        condition: '$event.state == PROCESSING && $event.slot == $req($event.slot).slot && $vm == 0',
      },
    ]);
    const stopped = await system.control.continue();
    assert.deepEqual([stopped.reason, stopped.hitBreakpointIds], ['event', [state!.id]]);
    assert.match(stopped.description, /is PROCESSING/);
    await system.eventBreakpoints.set('typed', [{ kind: 'ioctl', condition: 'no_such_thing == 0 && $event.returned' }]);
    const failing = await system.control.continue();
    assert.match(failing.text!, /cannot be tested: .*'no_such_thing'/);
    await system.eventBreakpoints.set('typed', [
      { kind: 'ioctl', when: 'call', condition: 'cmd == $event.number && arg' },
    ]);
    assert.equal(
      (await system.trace(((await system.control.continue()) as Stopped).hart, 1))[0]!.split(' ')[0],
      'bao_dm_ioctl',
    );
  });

  it('know the types of the program in conditions', async () => {
    const system = start('remio-dual');
    await system.eventBreakpoints.set('typed', [
      {
        kind: 'ioctl',
        when: 'call',
        condition: 'sizeof(struct bao_virtio_request) == 48 && (u32)$event.number == cmd',
      },
    ]);
    const stopped = await system.control.continue();
    assert.doesNotMatch(stopped.text ?? '', /cannot be tested/);
    assert.equal(stopped.reason, 'event');
  });

  it('are only on the virtual machine that they name, by its name or its number', async () => {
    const config = configOf('remio-dual');
    const { events } = await truth(config);
    const of = (vm: number) => events.filter((event) => event.kind === 'interruptInjected' && event.vm === vm).length;
    for (const [vm, number] of [
      ['backend', 0],
      ['storage', 2],
      ['1', 1],
    ] as const) {
      const { stops } = await toldOf(config, { kind: 'interruptInjected', vm });
      assert.equal(stops.length, of(number), vm);
      assert.ok(stops.length > 0);
    }
  });

  it('stop once for an event and the breakpoint at the instruction behind it', async () => {
    const system = start('remio-dual');
    const [asked] = await system.eventBreakpoints.set('typed', [{ kind: 'hypercall', operation: 'ASK' }]);
    const { hart } = await system.control.continue();
    const { pc } = (await system.stacks.call(hart)).options;
    const space = await system.target.currentSpace(hart);
    const [code] = await system.breakpoints.setInstructions([{ address: { space, value: pc } }]);
    for (let round = 0; round < 3; round++) {
      const before = (await system.target.position()).instructions;
      const stopped = await system.control.continue();
      assert.ok((await system.target.position()).instructions > before);
      const isAsk = stopped.hitBreakpointIds.includes(asked!.id);
      assert.deepEqual(stopped.hitBreakpointIds, isAsk ? [asked!.id, code!.id] : [code!.id]);
    }
  });

  it('have the fields that they are said to have', async () => {
    for (const kind of EVENT_BREAKPOINT_KINDS) {
      const system = start(kind === 'ipcNotification' ? 'ipc' : 'remio-dual');
      await system.eventBreakpoints.set('typed', [{ kind, ...(kind === 'requestAge' ? { instructions: 100 } : {}) }]);
      assert.equal((await system.control.continue()).reason, 'event', kind);
      const [occurrence] = system.eventBreakpoints.hit!.occurrences;
      assert.deepEqual(Object.keys(occurrence!.fields), [...EVENT_BREAKPOINT_FIELDS[kind]], kind);
      assert.equal(occurrence!.kind, kind);
    }
  });

  it('say once why a condition cannot be tested, and stop there', async () => {
    const system = start('remio-dual');
    const [state] = await system.eventBreakpoints.set('typed', [
      { kind: 'hypercall', condition: '$event.nothing == 1' },
    ]);
    const first = await system.control.continue();
    assert.match(first.text!, /^the condition '\$event.nothing == 1' cannot be tested: .*'nothing'/);
    const second = await system.control.continue();
    assert.equal(second.reason, 'event');
    assert.doesNotMatch(second.text!, /cannot be tested/);
    assert.deepEqual(
      system.eventStates.map(({ id }) => id),
      [state!.id],
    );
  });

  it('count hits where the condition holds, and anew after a restart', async () => {
    const config = configOf('remio-dual');
    const condition = '$event.deviceModel == 1';
    const { positions } = await toldOf(config, { kind: 'hypercall', operation: 'NOTIFY', condition });
    const third = { kind: 'hypercall', operation: 'NOTIFY', condition, hitCondition: '== 3' } as const;
    const system = start('remio-dual');
    await system.eventBreakpoints.set('typed', [third]);
    for (let run = 0; run < 2; run++) {
      assert.deepEqual((await stopsOf(system)).positions, [positions[2]]);
      await system.target.restart();
      await system.control.restarted();
    }
  });

  it('stop steps in the middle, which go on from there', async () => {
    const system = start('remio-dual');
    await system.breakpoints.setFunctions([{ name: 'virtio_read' }]);
    const { hart } = await system.control.continue();
    const [before] = await system.trace(hart, 1);
    await system.breakpoints.setFunctions([]);
    const other = debuggee(configOf('remio-dual'));
    systems.push(other);
    await other.breakpoints.setFunctions([{ name: 'virtio_read' }]);
    assert.equal((await other.control.continue()).hart, hart);
    await other.breakpoints.setFunctions([]);
    await other.control.step(hart, 'over', 'statement');
    const place = await other.trace(hart, 1);

    const states = ['PENDING', 'PROCESSING', 'COMPLETE'] as const;
    await system.eventBreakpoints.set('typed', [{ kind: 'requestState', states, device: '7' }]);
    for (const state of states) {
      const stopped = await system.control.step(hart, 'over', 'statement');
      assert.match(`${stopped.reason} ${stopped.description}`, new RegExp(`^event .* is ${state}`));
    }
    await system.eventBreakpoints.set('typed', [{ kind: 'requestState', condition: '$event.slot == 99' }]);
    let here = before;
    for (let step = 0; step < 5 && here !== place[0]; step++) {
      assert.equal((await system.control.step(hart, 'over', 'statement')).reason, 'step');
      here = (await system.trace(hart, 1))[0];
    }
    assert.equal(here, place[0], 'what the step would have come to');
  });

  /** Lets a system run to an ASK. @returns its vCPU and the place of its ecall */
  async function atAsk(system: Debuggee): Promise<{ hart: number; at: (offset: bigint) => Address }> {
    await system.eventBreakpoints.set('typed', [{ kind: 'hypercall', operation: 'ASK' }]);
    const { hart } = await system.control.continue();
    await system.eventBreakpoints.set('typed', []);
    const space = await system.target.currentSpace(hart);
    const behind = (await system.stacks.call(hart)).options.pc;
    const at = (offset: bigint): Address => ({ space, value: behind - 4n + offset });
    await system.breakpoints.setInstructions([{ address: at(0n) }]);
    assert.equal((await system.control.continue()).reason, 'instruction breakpoint');
    return { hart, at };
  }

  it('let a step stop at a breakpoint right behind what they let pass', async () => {
    const system = start('remio-dual');
    const { hart, at } = await atAsk(system);
    await system.breakpoints.setInstructions([{ address: at(4n) }]);
    await system.eventBreakpoints.set('typed', [{ kind: 'hypercall', condition: '$event.vm == 7' }]);
    assert.equal((await system.control.step(hart, 'over', 'statement')).reason, 'instruction breakpoint');
    assert.equal((await system.stacks.call(hart)).options.pc, at(4n).value);
  });

  it('tell calls that fail from others', async () => {
    const A1 = 11;
    const A2 = 12;
    const system = start('remio-dual');
    const { hart } = await atAsk(system);
    await system.eventBreakpoints.set('typed', [
      { kind: 'hypercall', outcome: 'succeeded', operation: 'ASK', hitCondition: '>= 1000' },
      { kind: 'hypercall', outcome: 'failed' },
    ]);
    assert.equal((await system.control.continue()).reason, 'instruction breakpoint', 'the ASK succeeds');
    await system.breakpoints.setInstructions([]);
    await system.target.writeRegister(hart, A2, 7n);
    const refused = await system.control.continue();
    assert.match(refused.description, /^Hypercall of backend failed: REMIO operation 7\(.* = -3 \(INVAL_ARGS\)$/);
    await system.eventBreakpoints.set('typed', [{ kind: 'ioctl', when: 'call' }]);
    const called = await system.control.continue();
    assert.equal(called.reason, 'event');
    await system.target.writeRegister(called.hart, A1, 0x1234n);
    await system.eventBreakpoints.set('typed', [
      { kind: 'ioctl', outcome: 'succeeded', hitCondition: '>= 1000' },
      { kind: 'ioctl', outcome: 'failed', condition: '$event.failed && $event.result == -25' },
    ]);
    assert.match((await system.control.continue()).description, /^Ioctl .* failed: -25 \(ENOTTY\)$/);
  });

  it('leave steps as they are where their condition is false', async () => {
    const places = async (wanted: readonly EventBreakpoint[]): Promise<string[]> => {
      const system = start('remio-dual');
      await system.eventBreakpoints.set('typed', wanted);
      await system.breakpoints.setFunctions([{ name: 'virtio_negotiate' }]);
      const { hart } = await system.control.continue();
      await system.breakpoints.setFunctions([]);
      const found: string[] = [];
      for (let step = 0; step < 25; step++) {
        const stopped = await system.control.step(hart, step % 5 === 4 ? 'in' : 'over', 'statement');
        found.push(
          `${stopped.reason} ${(await system.trace(hart, 1))[0]} ${(await system.target.position()).instructions}`,
        );
      }
      return found;
    };
    const never = '$event.instructions == 1';
    assert.deepEqual(
      await places([
        { kind: 'requestState', condition: never },
        { kind: 'requestAge', instructions: 700, condition: never },
        { kind: 'ioctl', condition: never },
        { kind: 'hypercall', condition: never },
      ]),
      await places([]),
    );
  });

  it('stop what pursues something else, which goes on from there', async () => {
    const places = async (...wanted: readonly EventBreakpoint[]): Promise<{ reasons: string[]; at: bigint }> => {
      const system = start('remio-dual');
      await system.eventBreakpoints.set('typed', wanted);
      const next = new NextRequest(system.target, 9n);
      const reasons: string[] = [];
      for (let reason = ''; reason !== 'goal'; reasons.push(reason)) {
        ({ reason } = await system.control.pursue(next));
      }
      next.close();
      return { reasons, at: (await system.target.position()).instructions };
    };
    const { reasons, at } = await places({ kind: 'requestState', states: ['PENDING'], device: '7' });
    assert.deepEqual(reasons, ['event', 'goal']);
    const never = { kind: 'requestState', condition: '$event.slot == 99' } as const;
    assert.deepEqual(await places(never, { kind: 'requestAge', instructions: 100, condition: '$event.slot == 99' }), {
      reasons: ['goal'],
      at,
    });
  });

  it('can be set while the machine runs', async () => {
    const system = start('remio-dual');
    const run = system.control.continue();
    while ((await system.target.position()).instructions < 100_000n) {
      await setImmediate();
    }
    await system.eventBreakpoints.set('typed', [{ kind: 'registerAccess' }]);
    system.control.eventsChanged();
    const stopped = await run;
    assert.deepEqual([stopped.reason, /accesses device/.test(stopped.description)], ['event', true]);
  });

  it('stop once where two of them, or a breakpoint in code, are at the same place', async () => {
    const system = start('remio-dual');
    const [ioctl, same] = await system.eventBreakpoints.set('typed', [
      { kind: 'ioctl', when: 'call', command: 'IO_CLIENT_ATTACH' },
      { kind: 'ioctl', when: 'call', command: '0xc030a602' },
    ]);
    const { hart } = await system.control.continue();
    const { pc } = (await system.stacks.call(hart)).options;
    const space = await system.target.currentSpace(hart);
    const [code] = await system.breakpoints.setInstructions([{ address: { space, value: pc } }]);
    const before = (await system.target.position()).instructions;
    let stopped = await system.control.continue();
    while (stopped.reason === 'instruction breakpoint') {
      // Another command.
      stopped = await system.control.continue();
    }
    assert.ok((await system.target.position()).instructions > before);
    assert.deepEqual(stopped.hitBreakpointIds, [ioctl!.id, same!.id, code!.id]);
    assert.match(stopped.description, /; also at a/);
  });

  it('say why where a target does not tell of such things', async () => {
    const system = start('remio-dual');
    const { target, programs, stacks, breakpoints } = system;
    const deaf: Target = new Proxy(target, {
      get: (own, name) =>
        name === 'capabilities'
          ? { ...own.capabilities, events: [], dataBreakpoints: 0, position: false }
          : Reflect.get(own, name, own),
    });
    const states = await new EventBreakpoints(deaf, programs, stacks, breakpoints, () => {}).set('typed', [
      { kind: 'hypercall' },
      { kind: 'requestState' },
      { kind: 'requestAge' },
      { kind: 'ipcNotification' },
      { kind: 'interruptInjected' },
      { kind: 'finding' },
      { kind: 'firstWrite' },
      { kind: 'ioctl' },
      { kind: 'queueDepth' },
    ]);
    assert.deepEqual(
      states.map(({ verified, reason }) => [verified, /does not tell of|cannot watch/.test(reason ?? '')]),
      [...Array(7).fill([false, true]), ...Array(2).fill([true, false])],
    );
  });

  for (const [name, seed] of [
    ['remio-dual', 3],
    ['remio-dual', 11],
    ['ipc', 5],
  ] as const) {
    it(`stop at the same things in variants of the systems (${name}, seed ${seed})`, async () => {
      const folder = buildFolder(`event-breakpoints-${name}-${seed}`);
      try {
        await writeVariant(name, seed, join(folder, 'system'));
        const { config } = await buildSystem(join(folder, 'system'), { out: join(folder, 'out'), log: () => {} });
        const { events, hash } = await truth(config);
        const chosen = EXPECTED.filter(({ on }) => on.kind !== 'finding').map(({ on, fits }) => ({
          on: { ...on, hitCondition: `<= ${MAX_STOPS}` },
          wanted: expectedPositions(events, fits),
        }));
        for (const { on, wanted } of chosen.filter((each) => each.wanted.length > 0)) {
          const { positions, hash: after } = await toldOf(config, on);
          assert.equal(positions.length, Math.min(wanted.length, MAX_STOPS), JSON.stringify(on));
          assert.ok(positions.every((position, index) => position - wanted[index]! <= 1n));
          assert.equal(after, hash);
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }

  it('see each request that the drivers are given, and the answer of each device model, in optimised drivers', async () => {
    const folder = buildFolder('event-breakpoints-optimised');
    try {
      await writeVariant('remio-dual', 7, join(folder, 'system'));
      const out = join(folder, 'out');
      const { config } = await buildSystem(join(folder, 'system'), { optimisation: '-O2', out, log: () => {} });
      const { events } = await truth(config);
      const count = (fits: (event: EventOf<'requestState'>) => boolean): number =>
        events.filter((event) => event.kind === 'requestState' && fits(event)).length;
      const asked = count(({ state }) => state === 'PROCESSING');
      const { stops } = await toldOf(config, { kind: 'queueDepth' });
      assert.equal(stops.length, asked);
      const toModels = stops.filter(({ text }) => !/client bao-ioevfdc/.test(text!)).length;
      assert.ok(toModels > 10 && toModels < asked, `${toModels} of ${asked}`);
      const answers = await toldOf(config, { kind: 'ioctl', command: 'IO_REQUEST_COMPLETE', outcome: 'succeeded' });
      assert.equal(answers.stops.length, toModels);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('see them in the drivers of the posted series, too', async function () {
    const folder = buildFolder('event-breakpoints-posted');
    try {
      writeSeries(seriesThread(this), join(folder, 'tree'));
      const { config } = await buildSystem(join(projectRoot, 'kernel', 'systems', 'remio-dual'), {
        ...{ optimisation: '-Og', drivers: join(folder, 'tree'), out: join(folder, 'out'), log: () => {} },
      });
      const system = started(config);
      systems.push(system);
      for (const [on, words] of [
        [{ kind: 'ioctl', command: 'DM_GET_INFO' }, /^Ioctl DM_GET_INFO.* on device model \d = 0$/],
        [{ kind: 'ioctl', command: 'IO_CLIENT_ATTACH', when: 'call' }, /^Ioctl IO_CLIENT_ATTACH.* on device model \d$/],
        [{ kind: 'queueDepth', depth: 1 }, /^The queue of device model \d of backend has reached 1 request$/],
      ] as const) {
        const [state] = await system.eventBreakpoints.set('typed', [on]);
        assert.ok(state!.verified, state!.reason);
        const stopped = await system.control.continue();
        assert.match(`${stopped.reason} ${stopped.description}`, new RegExp(`^event ${words.source.slice(1)}`));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
