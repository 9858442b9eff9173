// SPDX-License-Identifier: Apache-2.0
/** Requests are led through systems that are arranged or built otherwise, and through the drivers of the posted series. */

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits } from '../drivers/driver-tree';
import { writeSeries } from '../posted-series/extract';
import { seriesThread } from '../posted-series/thread-file';
import { buildFolder } from '../support/build-folder';
import { buildSystem } from '../support/kernel-build';
import { projectRoot } from '../support/requirements';
import { scratchFolder } from '../support/scratch';
import { writeVariant } from '../support/variants';
import type { DapClient } from './dap-client';
import { type Led, lead, STAGES } from './follow-guide';
import { closeClients, type Frame, finish, go, launched, stack, start, threadName } from './guide';

async function entered(config: string): Promise<DapClient> {
  const client = await launched({ config, stopOnEntry: true });
  await start(client);
  return client;
}

/** Until the device model is asked: whether it gets its turn is a matter of time, because the dispatcher never sleeps. */
const POSTED_STAGES = [
  'trapped - virtio_read: return mmio_read32(device->base + offset);',
  'pending - virtio_read: return mmio_read32(device->base + offset);',
  'interrupt injected - virtio_read: return mmio_read32(device->base + offset);',
  'asked - bao_dispatch_io: if (bao_remio_hypercall(&ctx))',
  'queued to client - bao_io_client_push_request: {',
];
const GOES_ROUND =
  /the backend goes round: 2,\d{3} times in a row it has asked .* \(bao_dispatch_io at io_dispatcher\.c:\d+\)$/;
const GOES_ROUND_ELSEWHERE =
  /the backend goes round: 2,\d{3} times in a row it has asked for a request of another device model \(0\), .* \(bao_dispatch_io at io_dispatcher\.c:\d+\)$/;
/** Stops after which it should have gone round. */
const MANY = 200;

const told = ({ followed, place }: Led): string => `${followed?.stages.at(-1)?.stage} - ${place}`;

describe('following a request in variants of the systems', function () {
  this.timeout(120_000);
  const folder = scratchFolder();
  afterEach(closeClients);

  for (const [name, seed, optimisation] of [
    ['remio-console', 5, '-Og'],
    ['remio-dual', 6, '-O2'],
  ] as const) {
    it(`leads through every stage on variant ${seed} of ${name}, built with ${optimisation}`, async () => {
      const variant = join(folder(), name);
      mkdirSync(variant);
      await writeVariant(name, seed, variant);
      const { config } = await buildSystem(variant, { optimisation, out: join(variant, 'out'), log: () => {} });
      const client = await entered(config);
      let here = await lead(client, 'bao.runToNextRequest');
      while (!here.followed!.title.endsWith('WRITE InterruptACK')) {
        here = await lead(client, 'bao.runToNextRequest');
      }
      const stages = [told(here)];
      while (!here.followed!.isOver) {
        here = await lead(client, 'bao.followRequest');
        stages.push(told(here));
      }
      // At -O2 the vCPU stands at the next statement already, and the access itself is the stage's.
      const isOptimised = optimisation === '-O2';
      const frontend = /^(trapped|pending|interrupt injected|frontend resumed) - .*/;
      assert.deepEqual(
        stages.map((stage) => (isOptimised ? stage.replace(frontend, '$1') : stage)),
        STAGES.map((stage) => (isOptimised ? stage.replace(frontend, '$1') : stage)),
      );
      const { stages: history, gaps } = here.followed!;
      assert.deepEqual(gaps, []);
      assert.match(history[0]!.place!.path, /virtio-mmio\.c$/);
      assert.equal(history[0]!.function, 'virtio_write');
      await finish(client);
    });
  }

  it('sees a request queued where the compiler has copied the function into its caller', async () => {
    const out = join(folder(), 'copied');
    const { config } = await buildSystem(join(projectRoot, 'kernel', 'systems', 'remio-dual'), {
      ...{ optimisation: '-O2', out },
      log: () => {},
    });
    const client = await entered(config);
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'bao_ioeventfd_handler' }] });
    await go(client, 'continue');
    await client.request('setFunctionBreakpoints', { breakpoints: [] });
    let here = await lead(client, 'bao.runToNextRequest');
    while (!here.followed!.title.endsWith('WRITE QueueNotify')) {
      here = await lead(client, 'bao.runToNextRequest');
    }
    while (here.followed!.stages.at(-1)!.stage !== 'taken by client') {
      here = await lead(client, 'bao.followRequest');
    }
    // No ioeventfd waits for this value, so its client's thread gives the request to user space.
    const [{ id: frameId }] = (await stack(client, here.stopped.threadId!, 1)) as [Frame];
    const expression = '*(unsigned long *)($a1 + 24) = 77';
    await client.request('evaluate', { expression, frameId, context: 'repl' });
    const places: string[] = [];
    while (!here.followed!.isOver) {
      here = await lead(client, 'bao.followRequest');
      places.push(`${here.followed!.stages.at(-1)!.text} - ${here.place}`);
    }
    assert.deepEqual(places.slice(0, 3), [
      'queued to client bao-ioctlc1 - bao_io_client_push_request (inlined): io_req = kzalloc(sizeof(*io_req), GFP_KERNEL | __GFP_NOFAIL);',
      'taken by client bao-ioctlc1 - dispatcher_attach: return sys_ioctl(device->fd, (u32)BAO_IOCTL_IO_CLIENT_ATTACH, request);',
      'completed - bao_io_request_complete: ret = bao_remio_hypercall(&ctx);',
    ]);
    assert.deepEqual(here.followed!.gaps, []);
  });
});

describe('following a request through the drivers of the posted series', function () {
  this.timeout(120_000);
  let folder: string;

  before(function () {
    folder = buildFolder('posted-series-following');
    writeSeries(seriesThread(this), join(folder, 'tree'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(closeClients);

  /** @returns the stages before it goes round */
  async function goesRound(system: string, optimisation: '-Og' | '-O2', why: RegExp): Promise<string[]> {
    const out = join(system, 'out');
    const drivers = join(folder, 'tree');
    const { config } = await buildSystem(system, { optimisation, drivers, out, log: () => {} });
    const client = await entered(config);
    const stages: string[] = [];
    let here = await lead(client, 'bao.followRequest');
    for (let stops = 0; here.stopped.description !== 'Backend goes round' && stops < MANY; stops++) {
      stages.push(told(here).replace(' (inlined)', ''));
      here = await lead(client, 'bao.followRequest');
    }
    assert.match(here.place, /^bao_dispatch_io: if \(bao_remio_hypercall/);
    assert.match(here.followed!.problem!, why);
    assert.match(here.stopped.text!, why);
    assert.equal(await threadVm(client, here), 'backend');
    await finish(client);
    return stages;
  }

  async function variantOf(name: string, seed: number): Promise<string> {
    const variant = join(folder, `${name}-${seed}`);
    mkdirSync(variant);
    await writeVariant(name, seed, variant);
    return variant;
  }

  for (const optimisation of ['-Og', '-O2'] as const) {
    it(`says that the dispatcher goes round, and where (${optimisation})`, async () => {
      const stages = await goesRound(frontendFirst(join(folder, optimisation)), optimisation, GOES_ROUND);
      assert.deepEqual(stages.slice(0, POSTED_STAGES.length), POSTED_STAGES);
    });
  }

  it('does so on a variant of the system, at its own addresses', async () => {
    const stages = await goesRound(await variantOf('remio-console', 5), '-Og', GOES_ROUND);
    assert.deepEqual(stages.slice(0, POSTED_STAGES.length), POSTED_STAGES);
  });

  it('says so too when the dispatcher goes round for another device and never comes to this one', async () => {
    const stages = await goesRound(await variantOf('remio-dual', 7), '-Og', GOES_ROUND_ELSEWHERE);
    assert.deepEqual(stages.slice(0, POSTED_STAGES.length), POSTED_STAGES);
    assert.match(stages.at(-1)!, /^interrupt taken - plic_handle_irq: /);
  });
});

async function threadVm(client: DapClient, { stopped }: Led): Promise<string> {
  return (await threadName(client, stopped.threadId!)).split(':')[0]!;
}

/** remio-console whose frontend does not wait for the backend. */
function frontendFirst(folder: string): string {
  const system = join(folder, 'system');
  cpSync(join(projectRoot, 'kernel', 'systems', 'remio-console'), system, { recursive: true });
  applyEdits(system, [{ file: 'frontend.dts', from: 'bootargs = "', to: 'bootargs = "delay=0 ' }]);
  return system;
}
