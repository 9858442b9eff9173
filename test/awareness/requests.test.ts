// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Follower,
  followedFromEvent,
  followedFromState,
  followNotification,
  followRequest,
  followToCompletion,
  type NewRequest,
  NextRequest,
  type Stage,
} from '../../debug-adapter/awareness/requests';
import { VirtioOffset } from '../../debug-adapter/awareness/virtio';
import type { RemioDevice } from '../../debug-adapter/target';
import { applyEdits } from '../drivers/driver-tree';
import { writeSeries } from '../posted-series/extract';
import { seriesThread } from '../posted-series/thread-file';
import { buildFolder } from '../support/build-folder';
import { type Debuggee, debuggee } from '../support/debuggee';
import { buildSystem } from '../support/kernel-build';
import { projectRoot } from '../support/requirements';
import { scratchFolder } from '../support/scratch';
import { writeVariant } from '../support/variants';

const REMIO_DUAL = join(projectRoot, 'dist', 'systems', 'remio-dual', 'config.c');

const STAGES_BY_DEVICE_MODEL = [
  'trapped: virtio_write: mmio_write32(device->base + offset, value);',
  'queued: virtio_write: mmio_write32(device->base + offset, value);',
  'injected: virtio_write: mmio_write32(device->base + offset, value);',
  'taken: plic_handle_irq: while ((hwirq = readl(context_reg(CONTEXT_CLAIM)))) {',
  'asked: bao_dispatch_io: ret = bao_remio_hypercall(&ctx);',
  'dispatched: bao_io_client_push_request: {',
  'attached: dispatcher_attach: return sys_ioctl(device->fd, (u32)BAO_IOCTL_IO_CLIENT_ATTACH, request);',
  'completed: bao_io_request_complete: ret = bao_remio_hypercall(&ctx);',
  'resumed: virtio_write: mmio_write32(device->base + offset, value);',
];

/** A stage with where a person sees it, helpers in headers left out, and what stands there. */
async function seen(system: Debuggee, { id }: Stage, hart: number): Promise<string> {
  const frames = await system.stacks.backTrace(hart, 10);
  const frame = frames.find(({ place }) => place?.file.endsWith('.c'));
  if (frame?.place === undefined) {
    return `${id} nowhere`;
  }
  const { file, line } = frame.place;
  const text = readFileSync(system.sources.source(file).path!, 'utf8').split('\n')[line - 1]!.trim();
  return `${id}: ${frame.function}: ${text}`;
}

async function nextRequest(
  system: Debuggee,
  bindKey: bigint | undefined,
  isWanted: (request: NewRequest['event']) => boolean,
): Promise<NewRequest> {
  for (;;) {
    const next = new NextRequest(system.target, bindKey);
    const stopped = await system.control.pursue(next);
    next.close();
    assert.equal(stopped.reason, 'goal', stopped.text);
    if (isWanted(next.request!.event)) {
      return next.request!;
    }
  }
}

async function devicesOf(system: Debuggee): Promise<readonly RemioDevice[]> {
  return (await system.target.bao.state()).devices;
}

/** Follows to the end. */
async function walk(system: Debuggee, follower: Follower): Promise<{ stages: Stage[]; places: string[] }> {
  const stages: Stage[] = [];
  const places: string[] = [];
  while (!follower.over) {
    const stopped = await system.control.pursue(follower);
    assert.equal(stopped.reason, 'goal', stopped.text);
    stages.push(follower.current!);
    places.push(await seen(system, follower.current!, stopped.hart));
  }
  follower.close();
  return { stages, places };
}

async function followed(system: Debuggee, { event, recent }: NewRequest): Promise<Follower> {
  const request = followedFromEvent(event, await system.target.bao.state());
  const follower = followRequest(system.target, system.programs, request);
  follower.catchUp(recent);
  return follower;
}

const at = (offset: number, devices: readonly RemioDevice[]) => (request: NewRequest['event']) =>
  devices.some(
    ({ bindKey, registers }) => bindKey === request.bindKey && request.address - registers.base === BigInt(offset),
  );

describe('a request that is followed', function () {
  this.timeout(60_000);
  let system: Debuggee;

  beforeEach(() => {
    system = debuggee(REMIO_DUAL);
  });
  afterEach(() => system.close());

  it('stops at every stage in turn, where it happens', async () => {
    const made = await nextRequest(system, undefined, at(VirtioOffset.interruptAck, await devicesOf(system)));
    const { stages, places } = await walk(system, await followed(system, made));
    assert.deepEqual(places, STAGES_BY_DEVICE_MODEL);
    assert.equal(stages[0]!.since, undefined);
    for (const [index, stage] of stages.entries()) {
      const before = stages[index - 1];
      assert.equal(stage.since, before && stage.instructions - before.instructions);
    }
    const { event } = made;
    const { inDriver, call } = { ...stages.find(({ id }) => id === 'attached')!, call: stages[4]!.call };
    assert.deepEqual(
      [inDriver!.id, inDriver!.address, inDriver!.value],
      [BigInt(event.id), event.address, event.value],
    );
    assert.deepEqual([call!.args[2], call!.results[6]], [2n, BigInt(event.id)]);
    assert.equal(stages[0]!.event!.kind, 'hypervisorTrap');
    assert.equal(stages[8]!.pc, (made.event.pc as bigint) + 4n);
  });

  it("is served by the driver's own thread where an ioeventfd claims the register", async () => {
    const devices = await devicesOf(system);
    await system.breakpoints.setFunctions([{ name: 'bao_ioeventfd_handler' }]);
    assert.equal((await system.control.continue()).reason, 'function breakpoint');
    await system.breakpoints.setFunctions([]);
    const made = await nextRequest(system, undefined, at(VirtioOffset.queueNotify, devices));
    const { stages } = await walk(system, await followed(system, made));
    assert.deepEqual(
      stages.map(({ id }) => id),
      ['trapped', 'queued', 'injected', 'taken', 'asked', 'dispatched', 'served', 'completed', 'resumed'],
    );
    assert.equal(stages[5]!.client, stages[6]!.client);
  });

  it('can be taken up wherever it is, and run to its completion', async () => {
    await system.breakpoints.setFunctions([{ name: 'bao_io_client_push_request' }]);
    await system.control.continue();
    await system.breakpoints.setFunctions([]);
    const state = await system.target.bao.state();
    const request = state.requests.find((each) => each.state === 'PROCESSING')!;
    const known = followedFromState(request, state)!;
    const { places } = await walk(system, followToCompletion(system.target, system.programs, known));
    assert.equal(places.length, 1);
    assert.match(places[0]!, /^resumed: /);
    const after = (await system.target.bao.state()).requests[request.slot]!;
    assert.ok(after.serial !== request.serial || !after.allocated);
    assert.equal(followedFromState({ ...request, allocated: false }, state), undefined);
  });

  it("lets a person's breakpoints stop meanwhile, and goes on from there", async () => {
    const made = await nextRequest(system, undefined, at(VirtioOffset.interruptAck, await devicesOf(system)));
    await system.breakpoints.setFunctions([{ name: 'bao_io_client_find' }]);
    const follower = await followed(system, made);
    const reasons: string[] = [];
    while (!follower.over) {
      const { reason } = await system.control.pursue(follower);
      reasons.push(reason === 'goal' ? follower.current!.id : reason);
    }
    follower.close();
    assert.deepEqual(reasons.slice(4, 7), ['asked', 'function breakpoint', 'dispatched']);
  });

  it('keeps a stage where a breakpoint of a person stands too', async () => {
    const made = await nextRequest(system, undefined, at(VirtioOffset.interruptAck, await devicesOf(system)));
    const follower = await followed(system, made);
    const [entry] = system.programs.ofVm(0)[0]!.symbols.functionsNamed('bao_io_client_push_request');
    const space = await system.target.currentSpace(0);
    await system.breakpoints.setInstructions([{ address: { space, value: entry!.entry } }]);
    const reasons: string[] = [];
    while (!follower.over) {
      const { reason } = await system.control.pursue(follower);
      reasons.push(reason === 'goal' ? follower.current!.id : reason);
    }
    follower.close();
    assert.deepEqual(reasons.slice(4, 7), ['asked', 'instruction breakpoint', 'dispatched']);
  });

  it('does not stop late at stages that something else has run past', async () => {
    const made = await nextRequest(system, undefined, at(VirtioOffset.interruptAck, await devicesOf(system)));
    const follower = await followed(system, made);
    await system.breakpoints.setFunctions([
      { name: 'bao_io_client_complete', condition: `answer->addr == ${made.event.address}` },
    ]);
    await system.control.continue();
    await system.breakpoints.setFunctions([]);
    const { places } = await walk(system, follower);
    assert.deepEqual(
      places.map((place) => place.split(':')[0]),
      ['completed', 'resumed'],
    );
    assert.ok(follower.history.some(({ id }) => id === 'asked'));
  });

  it('changes nothing in what happens', async () => {
    const made = await nextRequest(system, undefined, at(VirtioOffset.interruptAck, await devicesOf(system)));
    await walk(system, await followed(system, made));
    const { instructions } = await system.target.position();
    const other = debuggee(REMIO_DUAL);
    try {
      other.target.machine.run({ instructions: instructions - (await other.target.position()).instructions });
      assert.equal(system.target.machine.stateHash(), other.target.machine.stateHash());
    } finally {
      await other.close();
    }
  });
});

describe('a notification that is followed', function () {
  this.timeout(60_000);

  it('goes from the irqfd to the interrupt in the frontend', async () => {
    const system = debuggee(REMIO_DUAL);
    try {
      for (const device of await devicesOf(system)) {
        const { stages, places } = await walk(system, followNotification(system.target, system.programs, device));
        assert.deepEqual(
          stages.map(({ id }) => id),
          ['signalled', 'notified', 'injected', 'taken'],
        );
        assert.match(places[0]!, /^signalled: bao_irqfd_wakeup: /);
        assert.match(places[1]!, /^notified: bao_irqfd_inject: ret = bao_remio_hypercall\(&ctx\);/);
        assert.deepEqual(
          [stages[0]!.vm, stages[1]!.call!.args[0], stages[3]!.vm],
          [device.backend.vm, BigInt(device.backend.index), device.frontend.vm],
        );
      }
    } finally {
      await system.close();
    }
  });
});

describe('a request that is followed in variants of the systems', function () {
  this.timeout(120_000);
  const folder = scratchFolder();

  for (const [name, seed, optimisation] of [
    ['remio-console', 3, '-Og'],
    ['remio-dual', 4, '-O2'],
  ] as const) {
    it(`goes through all stages on variant ${seed} of ${name}, built with ${optimisation}`, async () => {
      const variant = join(folder(), name);
      mkdirSync(variant);
      await writeVariant(name, seed, variant);
      const built = await buildSystem(variant, { optimisation, out: join(variant, 'out'), log: () => {} });
      const system = debuggee(built.config);
      try {
        const devices = await devicesOf(system);
        const made = await nextRequest(system, undefined, at(VirtioOffset.interruptAck, devices));
        const follower = await followed(system, made);
        const { stages } = await walk(system, follower);
        const ids = stages.map(({ id }) => id);
        // At -O2 a part of the driver has a copy of the function; the dispatcher calls the function itself.
        assert.ok(follower.gaps.every(({ reason }) => optimisation === '-O2' && /is inlined in /.test(reason)));
        assert.deepEqual(
          ids,
          STAGES_BY_DEVICE_MODEL.map((stage) => stage.split(':')[0]),
        );
        assert.equal(stages.at(-1)!.vm, devices.find(({ bindKey }) => bindKey === made.event.bindKey)!.frontend.vm);
      } finally {
        await system.close();
      }
    });
  }
});

const POSTED_STAGES = [
  'trapped: virtio_read: return mmio_read32(device->base + offset);',
  'queued: virtio_read: return mmio_read32(device->base + offset);',
  'injected: virtio_read: return mmio_read32(device->base + offset);',
  'asked: bao_dispatch_io: if (bao_remio_hypercall(&ctx))',
  'dispatched: bao_io_client_push_request: {',
];
const POSTED_ANSWER = [
  'attached: dispatcher_attach: return sys_ioctl(device->fd, (u32)BAO_IOCTL_IO_CLIENT_ATTACH, request);',
  'completed: bao_dm_ioctl: rc = bao_remio_hypercall(&ctx);',
  'resumed: virtio_read: return mmio_read32(device->base + offset);',
];
const ASK = 2n;
/** Empty answers in a row after which nobody doubts. */
const ENOUGH = 2000;

describe('a request that is followed through the drivers of the posted series', function () {
  this.timeout(120_000);
  let folder: string;

  before(function () {
    folder = buildFolder('posted-series-requests');
    writeSeries(seriesThread(this), join(folder, 'tree'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const { optimisation, answered } of [
    { optimisation: '-Og', answered: POSTED_ANSWER },
    // The dispatcher never sleeps, so whether the device model gets its turn is a matter of time.
    { optimisation: '-O2', answered: [] },
  ] as const) {
    it(`is asked for and given to a client, then the dispatcher asks for ever (${optimisation})`, async () => {
      const built = await buildSystem(frontendFirst(join(folder, optimisation)), {
        optimisation,
        drivers: join(folder, 'tree'),
        out: join(folder, optimisation, 'out'),
        log: () => {},
      });
      const system = debuggee(built.config);
      try {
        const follower = await followed(system, await nextRequest(system, undefined, () => true));
        pauseInAskLoop(system);
        const places: string[] = [];
        for (let reason = ''; reason !== 'pause'; ) {
          const stopped = await system.control.pursue(follower);
          reason = stopped.reason;
          places.push(reason === 'goal' ? await seen(system, follower.current!, stopped.hart) : reason);
        }
        follower.close();
        assert.deepEqual(places, [...POSTED_STAGES, ...answered, 'pause']);
        assert.deepEqual(follower.gaps, []);
      } finally {
        await system.close();
      }
    });
  }
});

function pauseInAskLoop(system: Debuggee): void {
  let empty = 0;
  system.target.events.subscribe(['hypercall'], (events) => {
    for (const event of events) {
      const isEmpty = event.kind === 'hypercall' && event.args[2] === ASK && event.results[1] === 1n;
      empty = isEmpty ? empty + 1 : 0;
    }
    if (empty > ENOUGH) {
      system.control.pause();
    }
  });
}

/** remio-console whose frontend does not wait for the backend. */
function frontendFirst(folder: string): string {
  const system = join(folder, 'system');
  cpSync(join(projectRoot, 'kernel', 'systems', 'remio-console'), system, { recursive: true });
  applyEdits(system, [{ file: 'frontend.dts', from: 'bootargs = "', to: 'bootargs = "delay=0 ' }]);
  return system;
}
