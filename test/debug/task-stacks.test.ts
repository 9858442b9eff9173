// SPDX-License-Identifier: Apache-2.0
/** The calls of every kind of task in a Linux guest, by function and line: on our drivers, the posted ones, and variants. */

import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Thread } from '../../debug-adapter/awareness/threads';
import type { Frame } from '../../debug-adapter/stack';
import { writeSeries } from '../posted-series/extract';
import { seriesThread } from '../posted-series/thread-file';
import { buildFolder } from '../support/build-folder';
import { type Debuggee, debuggee } from '../support/debuggee';
import { buildSystem } from '../support/kernel-build';
import { projectRoot } from '../support/requirements';
import { scratchFolder } from '../support/scratch';
import { writeVariant } from '../support/variants';

/** A call, and what stands in its line. */
type Call = readonly [name: string, line: RegExp];

const example = (name: string) => join(projectRoot, 'dist', 'systems', name, 'config.c');

/** Where a program's registers are; its own calls are further out. */
const FROM_USER: Call = ['ret_from_exception', /./];
const KTHREAD: readonly Call[] = [
  ['kthread', /threadfn\(self->data\)/],
  ['ret_from_fork', /./],
];
const DOORBELL: readonly Call[] = [
  ['schedule', /__schedule\(false\)/],
  ['bao_io_client_kernel_thread', /wait_event/],
  ...KTHREAD,
];
const WORKER: readonly Call[] = [['schedule', /__schedule\(false\)/], ['worker_thread', /schedule\(\)/], ...KTHREAD];
const ATTACHED: readonly Call[] = [
  ['schedule', /__schedule\(false\)/],
  ['bao_dm_ioctl', /./],
  ['sys_ioctl', /SYSCALL_DEFINE3\(ioctl/],
  FROM_USER,
  ['dispatcher_attach', /BAO_IOCTL_IO_CLIENT_ATTACH/],
  ['run_device', /dispatcher_attach/],
  ['start_thread', /./],
];
const POLLING: readonly Call[] = [
  ['schedule', /__schedule\(false\)/],
  ['ep_poll', /schedule/],
  FROM_USER,
  ['run_event_loop', /epoll/],
  ['main', /run_event_loop/],
  ['_start', /./],
];
const INIT: readonly Call[] = [['do_poll', /schedule_hrtimeout/], FROM_USER, ['main', /./], ['_start', /./]];
const IDLE: readonly Call[] = [
  ['wait_for_interrupt', /./],
  ['rest_init', /cpu_idle\(\)/],
  ['start_kernel', /rest_init\(\)/],
  ['_start', /call start_kernel/],
];
const POSTED_DOORBELL: readonly Call[] = [
  ['schedule', /__schedule\(false\)/],
  ['bao_io_client_attach', /wait_event_interruptible/],
  ['bao_io_client_kernel_thread', /bao_io_client_attach/],
  ...KTHREAD,
];
/** Preempted in its endless loop. */
const POSTED_WORKER: readonly Call[] = [
  ['preempt_schedule_irq', /__schedule\(true\)/],
  ['ret_from_exception', /./],
  ['io_dispatcher', /bao_dispatch_io/],
  ['process_one_work', /func/],
  ['worker_thread', /./],
  ...KTHREAD,
];

/** Runs until the guests wait for a person. */
async function atRest(config: string): Promise<Debuggee> {
  const machine: Debuggee = debuggee(config, {}, { needsInput: () => machine.control.pause() });
  await machine.control.start('go');
  return machine;
}

function textOf(machine: Debuggee, { place }: Frame): string {
  const path = place && machine.sources.source(place.file).path;
  return path === undefined ? '' : (readFileSync(path, 'utf8').split('\n')[place!.line - 1] ?? '');
}

/** The calls are there in this order, and the last of them is the outermost. */
async function checkCalls(machine: Debuggee, { key, name }: Thread, calls: readonly Call[]): Promise<void> {
  const frames = await machine.stacks.backTrace(key, 100);
  const shown = frames.map((frame) => `${frame.function}: ${textOf(machine, frame).trim()}`);
  let at = 0;
  for (const [called, line] of calls) {
    const index = frames.findIndex((frame, each) => each >= at && frame.function === called);
    assert.ok(index >= 0, `${name} has no ${called} there:\n${shown.join('\n')}`);
    assert.match(textOf(machine, frames[index]!), line, `${name}:\n${shown.join('\n')}`);
    at = index + 1;
  }
  assert.equal(at, frames.length, `${name} has calls further out:\n${shown.join('\n')}`);
}

/** Finds each of the threads by its name. @returns how many were checked */
async function checkThreads(machine: Debuggee, kinds: readonly (readonly [RegExp, readonly Call[]])[]): Promise<void> {
  const threads = await machine.threads.list();
  for (const [name, calls] of kinds) {
    const found = threads.filter((thread) => name.test(thread.name));
    assert.ok(found.length > 0, `there is no ${name} among ${threads.map((thread) => thread.name).join('; ')}`);
    for (const thread of found) {
      await checkCalls(machine, thread, calls);
    }
  }
}

const REMIO = [
  [/: init \(/, INIT],
  [/: kworker\/0:\d+H? \(.*sleeping/, WORKER],
  [/: bao-ioevfdc\d+-kt \(.*sleeping/, DOORBELL],
] as const;

describe('the calls of tasks', function () {
  this.timeout(180_000);
  const folder = scratchFolder();
  let machine: Debuggee | undefined;

  afterEach(async () => {
    await machine?.close();
    machine = undefined;
  });

  /** The main thread of the device model polls, those of its devices wait for requests. */
  async function checkDeviceModel(resting: Debuggee): Promise<void> {
    const models = (await resting.threads.list()).filter(({ name }) => /: device-model \(/.test(name));
    assert.ok(models.length >= 2);
    await checkCalls(resting, models[0]!, POLLING);
    for (const model of models.slice(1)) {
      await checkCalls(resting, model, ATTACHED);
    }
  }

  /** The same told in short: where each waits, and in which queue. */
  async function checkWaits(resting: Debuggee): Promise<void> {
    const { vm } = (await resting.threads.list()).find(({ name }) => /: kthreadd /.test(name))!;
    const guest = resting.threads.guest(vm)!;
    const { byTask, queues } = await guest.waits();
    const expected: readonly (readonly [RegExp, RegExp])[] = [
      [/^bao-ioevfdc\d+-kt$/, /^bao_io_client_kernel_thread$/],
      [/^device-model$/, /^(ep_poll|bao_io_client_attach)$/],
    ];
    for (const { task } of (await guest.all()).tasks) {
      const channel = expected.find(([name]) => name.test(task.name))?.[1];
      const wait = byTask.get(task.address);
      assert.ok(wait?.channel !== undefined || task.kind === 'idle task', `${task.name} waits in nothing`);
      if (channel !== undefined) {
        assert.match(wait!.channel!, channel, task.name);
        assert.deepEqual(queues.get(wait!.queue!), [task.address], `${task.name} is alone in its queue`);
      }
    }
  }

  it('lead from where they wait to where they began, through the kernel into their programs', async () => {
    machine = await atRest(example('remio-dual'));
    await checkThreads(machine, [...REMIO, [/^backend vCPU 0/, IDLE]]);
    await checkDeviceModel(machine);
    await checkWaits(machine);
  });

  it('do so in the system with shared memory only', async () => {
    machine = await atRest(example('ipc'));
    await checkThreads(machine, [
      [/: init \(/, INIT],
      [/: kworker\/0:\d+ \(/, WORKER],
      [/^linuxvm vCPU 0/, IDLE],
    ]);
  });

  it('do so in a variant of that system', async () => {
    const to = join(folder(), 'ipc');
    await writeVariant('ipc', 4, to);
    machine = await atRest((await buildSystem(to, { out: join(to, 'images'), log: () => {} })).config);
    await checkThreads(machine, [
      [/: init \(/, INIT],
      [/: kworker\/0:\d+ \(/, WORKER],
    ]);
  });

  for (const [name, seed, optimisation] of [
    ['remio-dual', 3, '-Og'],
    ['remio-dual', 8, '-O2'],
    ['remio-console', 6, '-O2'],
  ] as const) {
    it(`do so in variant ${seed} of ${name}, built with ${optimisation}`, async () => {
      const to = join(folder(), `${name}-${seed}`);
      await writeVariant(name, seed, to);
      const { config } = await buildSystem(to, { optimisation, out: join(to, 'images'), log: () => {} });
      machine = await atRest(config);
      await checkThreads(machine, REMIO);
      await checkDeviceModel(machine);
      await checkWaits(machine);
    });
  }

  it('do so with the drivers of the posted series', async function () {
    const tree = buildFolder('posted-series-stacks');
    try {
      writeSeries(seriesThread(this), join(tree, 'tree'));
      const from = join(projectRoot, 'kernel', 'systems', 'remio-console');
      const { config } = await buildSystem(from, {
        drivers: join(tree, 'tree'),
        out: join(tree, 'out'),
        log: () => {},
      });
      machine = debuggee(config);
      await machine.breakpoints.setFunctions([{ name: 'bao_dm_ioctl', hitCondition: '3' }]);
      assert.equal((await machine.control.start('go')).reason, 'function breakpoint');
      await checkThreads(machine, [
        [/: init \(/, INIT],
        [/: bao-ioevfdc0-kt \(.*sleeping/, POSTED_DOORBELL],
        [/: kworker\/0:0H \(.*runnable/, POSTED_WORKER],
      ]);
    } finally {
      rmSync(tree, { recursive: true, force: true });
    }
  });
});
