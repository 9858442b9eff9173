// SPDX-License-Identifier: Apache-2.0
/** The tasks of Linux guests as threads. */

import assert from 'node:assert/strict';
import type { Thread } from '../../debug-adapter/awareness/threads';
import { isSleeping, register, type SleepingThread } from '../../debug-adapter/stack';
import { TargetError } from '../../debug-adapter/target';
import { type Debuggee, debuggee } from '../support/debuggee';
import { type BuiltSystem, buildSystem } from '../support/kernel-build';
import { scratchFolder } from '../support/scratch';
import { writeVariant } from '../support/variants';

const BACKEND = 0;
const DISPATCH = 'bao_io_client_push_request';
/** Where the outermost call of a thread is: what nobody called. */
const OUTERMOST = /^(ret_from_fork|_start|start_thread) /;
const VCPU = /vCPU \d+ \(VM\d+, hart \d+\)$/;

async function dispatching(config: string): Promise<Debuggee> {
  const machine = debuggee(config);
  await machine.breakpoints.setFunctions([{ name: DISPATCH, hitCondition: '>= 3' }]);
  assert.equal((await machine.control.start('go')).reason, 'function breakpoint');
  return machine;
}

async function sleeper(machine: Debuggee, name: RegExp): Promise<Thread & { readonly key: SleepingThread }> {
  const found = (await machine.threads.list()).find((thread) => name.test(thread.name) && isSleeping(thread.key));
  assert.ok(found, `there is a sleeping ${name}`);
  return found as Thread & { readonly key: SleepingThread };
}

/** Every thread has another name and its calls lead to one that nobody made. */
async function checkThreads(machine: Debuggee): Promise<void> {
  const threads = await machine.threads.list();
  const tasks = threads.filter(({ name }) => !VCPU.test(name));
  assert.ok(tasks.length > 5, 'the kernel has threads');
  assert.equal(new Set(threads.map(({ id }) => id)).size, threads.length);
  for (const { key, name } of tasks) {
    const trace = await machine.trace(key, 100);
    assert.match(trace.at(-1)!, OUTERMOST, `${name}: ${trace.join(' < ')}`);
    assert.ok(!trace.some((call) => call.startsWith('??')), `${name}: ${trace.join(' < ')}`);
  }
}

describe('the tasks of a Linux guest as threads', function () {
  this.timeout(120_000);
  let system: BuiltSystem;
  let machine: Debuggee;
  const folder = scratchFolder();

  before(async () => {
    system = await buildSystem('remio-dual');
  });
  beforeEach(async () => {
    machine = await dispatching(system.config);
  });
  afterEach(() => machine.close());

  it('are shown with name, number and state, the running one in the place of its vCPU', async () => {
    const threads = await machine.threads.list();
    const names = threads.map(({ name }) => name);
    const running = (await machine.threads.onVcpu(BACKEND))!;
    assert.match(running.name, /^backend: kworker\/0:\dH \(pid \d+, running on vCPU 0\)$/);
    assert.equal(running.key, BACKEND);
    assert.equal(threads.filter(({ key }) => key === BACKEND).length, 1);
    assert.ok(names.includes('backend: kthreadd (pid 2, sleeping)'));
    assert.ok(!names.some((name) => name.includes('swapper')));
    assert.ok(names.includes('storage vCPU 0 (VM2, hart 2)'), 'a guest without Linux has its vCPUs');
    assert.ok(threads.filter(({ name }) => VCPU.test(name)).every(({ id, key }) => id === (key as number) + 1));
    assert.equal((await machine.threads.byId(BACKEND + 1))?.key, BACKEND);
    assert.equal(await machine.threads.byId(77), undefined);
  });

  it('have back traces that end where each began', () => checkThreads(machine));

  it('are not all read at each stop: the one that runs, and one that is asked for', async () => {
    const threads = await machine.threads.list();
    const running = (await machine.threads.onVcpu(BACKEND))!;
    const sleeping = threads.find(({ key }) => isSleeping(key))!;
    const pagesFor = async (look: () => Promise<Thread | undefined>, expected: Thread): Promise<number> => {
      machine.threads.forget();
      const reads = countReads(machine);
      assert.deepEqual(await look(), expected);
      return reads();
    };
    assert.ok((await pagesFor(() => machine.threads.onVcpu(BACKEND), running)) <= 3);
    assert.ok((await pagesFor(() => machine.threads.byId(sleeping.id), sleeping)) <= 6);
    assert.ok((await pagesFor(async () => (await machine.threads.list())[0], threads[0]!)) > 6);
  });

  it('are gone when their task has ended, although its memory still looks like one', async () => {
    const { key, id } = await sleeper(machine, /bao-ioevfdc1-kt/);
    const task = key.known.get(register.tp)!;
    assert.ok(await machine.threads.byId(id));
    const node = await machine.valueOf(BACKEND, '(unsigned long)&((struct task_struct *)0)->thread_node');
    const tasks = await machine.valueOf(BACKEND, '(unsigned long)&((struct task_struct *)0)->tasks');
    await unlink(machine, key, task + node);
    await unlink(machine, key, task + tasks);
    machine.threads.forget();
    assert.equal(await machine.threads.byId(id), undefined);
  });

  it('are vCPUs before the kernel has begun', async () => {
    const fresh = debuggee(system.config);
    await fresh.control.start('stop');
    assert.ok((await fresh.threads.list()).every(({ name }) => VCPU.test(name)));
    await fresh.close();
  });

  it('show how a device model waits in its ioctl: from the kernel to its own program', async () => {
    const model = await waitingInIoctl(machine);
    const trace = (await machine.trace(model.key, 100)).map((call) => call.split(':')[0]!);
    const calls = [
      'context_switch sched.c',
      'bao_dm_ioctl dm.c',
      'sys_ioctl read-write.c',
      'ret_from_exception entry.S',
      'run_device main.c',
    ];
    const places = calls.map((call) => trace.indexOf(call));
    assert.deepEqual(
      [...places].sort((one, other) => one - other),
      places,
      trace.join(' < '),
    );
    assert.ok(!places.includes(-1), trace.join(' < '));
    const frames = await machine.stacks.backTrace(model.key, 100);
    const main = frames.find(({ place }) => place?.file.endsWith('device-model/main.c'))!;
    assert.ok(main.place!.line > 0);
    assert.ok(main.symbols!.variablesAt(main.codeAddress)[main.level]!.parameters.length > 0);
    assert.equal(main.space, model.key.space);
  });

  it('keep their numbers over stops', async () => {
    const byName = async () =>
      new Map((await machine.threads.list()).map(({ id, name }) => [name.replace(/,.*/, ''), id]));
    const before = await byName();
    machine.threads.forget();
    assert.equal((await machine.control.continue()).reason, 'function breakpoint');
    const after = await byName();
    const common = [...before].filter(([name]) => after.has(name));
    assert.ok(common.length > 10);
    assert.deepEqual(
      common,
      common.map(([name]) => [name, after.get(name)!]),
    );
  });

  it('have the registers that they have saved; others cannot be read or written', async () => {
    const { key } = await sleeper(machine, /bao-ioevfdc0-kt/);
    const frame = await machine.stacks.innermost(key);
    const context = machine.stacks.evaluationContext(frame);
    const number = async (name: string) => {
      const { location } = (await context.register(name))!;
      assert.equal(location.kind, 'register');
      return location.kind === 'register' ? location.number : 0;
    };
    assert.equal(await context.readRegister(await number('pc')), frame.pc);
    assert.equal(await context.readRegister(await number('tp')), key.known.get(register.tp));
    assert.equal(await context.readRegister(await number('a0')), undefined);
    assert.equal(await context.readRegister(await number('satp')), undefined);
    await context.writeRegister(await number('s5'), 0x1234n);
    const bytes = await machine.target.readMemory({ space: key.space, value: key.saved.get(21)! }, 8);
    assert.equal(Buffer.from(bytes).readBigUInt64LE(), 0x1234n);
    await assert.rejects(context.writeRegister(await number('a0'), 1n), /this thread sleeps, and has not saved it/);
    await assert.rejects(context.writeRegister(await number('satp'), 1n), /this thread sleeps/);
  });

  it('step to where they go on', async () => {
    await machine.breakpoints.setFunctions([]);
    const { key, id } = await sleeper(machine, /device-model .*runnable/);
    const frames = await machine.stacks.backTrace(key, 100);
    const stopped = await machine.control.step(key, 'over', 'line');
    assert.deepEqual([stopped.reason, stopped.hart, stopped.text], ['step', BACKEND, undefined]);
    machine.threads.forget();
    assert.equal((await machine.threads.onVcpu(BACKEND))?.id, id);
    const here = await machine.stacks.innermost(BACKEND);
    assert.ok(frames.some(({ function: name }) => name === 'preempt_schedule_irq'));
    const trap = frames.findIndex(({ function: name }) => name === 'ret_from_exception');
    assert.equal(here.pc, frames[trap + 1]!.pc, 'in the code that the interrupt came in');
  });

  it('step to where their own call of the scheduler returns', async () => {
    await machine.breakpoints.setFunctions([]);
    const { key, id } = await sleeper(machine, /kworker\/0:0H .*sleeping|bao-ioevfdc0-kt/);
    const frames = await machine.stacks.backTrace(key, 100);
    const caller = frames.findIndex(({ function: name }) => name === 'schedule') + 1;
    const stopped = await machine.control.step(key, 'over', 'line');
    assert.deepEqual([stopped.reason, stopped.hart, stopped.text], ['step', BACKEND, undefined]);
    machine.threads.forget();
    assert.equal((await machine.threads.onVcpu(BACKEND))?.id, id);
    assert.equal((await machine.stacks.innermost(BACKEND)).pc, frames[caller]!.pc);
  });

  it('are read as far as a damaged list leads', async () => {
    const known = await machine.threads.list();
    const { key } = await sleeper(machine, /kthreadd/);
    const tasks = await machine.valueOf(BACKEND, '(unsigned long)&((struct task_struct *)0)->tasks');
    const at = key.known.get(register.tp)! + tasks;
    await machine.target.writeMemory({ space: key.space, value: at }, new Uint8Array(8).fill(0x11));
    machine.threads.forget();
    const left = await machine.threads.list();
    assert.ok(left.length > 0 && left.length < known.length);
    assert.ok(
      left.some(({ key: each }) => each === BACKEND),
      'every vCPU is shown',
    );
  });

  it('are vCPUs when the machine answers no more', async () => {
    machine.target.readMemory = () => Promise.reject(new TargetError('the machine is lost'));
    machine.threads.forget();
    const left = await machine.threads.list();
    assert.deepEqual(
      left.map(({ id }) => id),
      [1, 2, 3, 4],
    );
  });

  it('are found in a variant of the system, too', async () => {
    for (const seed of [2, 9]) {
      const to = `${folder()}/${seed}`;
      await writeVariant('remio-dual', seed, to);
      const variant = await dispatching((await buildSystem(to, { out: `${to}/images` })).config);
      try {
        await checkThreads(variant);
        assert.ok(await sleeper(variant, /device-model/));
      } finally {
        await variant.close();
      }
    }
  });
});

/** @returns how often memory has been read since */
function countReads({ target }: Debuggee): () => number {
  const read = target.readMemory;
  let count = 0;
  target.readMemory = (address, length) => {
    count++;
    return read.call(target, address, length);
  };
  return () => {
    target.readMemory = read;
    return count;
  };
}

/** Takes an entry out of its list, as list_del_init() does. */
async function unlink({ target }: Debuggee, { space }: SleepingThread, entry: bigint): Promise<void> {
  const at = (value: bigint) => ({ space, value });
  const word = (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(value);
    return bytes;
  };
  const links = Buffer.from(await target.readMemory(at(entry), 16));
  const [next, prev] = [links.readBigUInt64LE(0), links.readBigUInt64LE(8)];
  await target.writeMemory(at(prev), word(next));
  await target.writeMemory(at(next + 8n), word(prev));
  await target.writeMemory(at(entry), Buffer.concat([word(entry), word(entry)]));
}

/** Goes on until the guests wait for input, and a thread of the device model in its ioctl. */
async function waitingInIoctl(machine: Debuggee): Promise<Thread & { readonly key: SleepingThread }> {
  await machine.breakpoints.setFunctions([]);
  let last = -1n;
  const watch = setInterval(async () => {
    const { instructions } = await machine.target.position();
    if (instructions === last) {
      machine.control.pause();
    }
    last = instructions;
  }, 50);
  await machine.control.continue();
  clearInterval(watch);
  machine.threads.forget();
  for (const thread of await machine.threads.list()) {
    const { key, name } = thread;
    if (isSleeping(key) && /device-model .*sleeping/.test(name) && (await isInIoctl(machine, key))) {
      return { ...thread, key };
    }
  }
  throw new Error('no device model waits in an ioctl');
}

async function isInIoctl(machine: Debuggee, key: SleepingThread): Promise<boolean> {
  return (await machine.trace(key, 100)).some((call) => call.startsWith('sys_ioctl read-write.c'));
}
