// SPDX-License-Identifier: Apache-2.0
/**
 * What tasks of Linux wait for, and steps of tasks that run the same functions at the same time: on the guest kernel's
 * own tests, where four tasks take turns with a mutex.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LinuxWaits } from '../../debug-adapter/awareness/threads';
import type { LinuxState, LockState, StateResponseBody } from '../../debug-adapter/protocol';
import { closeClients, finish, go, launched, start } from '../dap/guide';
import { type Debuggee, debuggee } from '../support/debuggee';
import { type BuiltSystem, buildSystem, gnuCompiler } from '../support/kernel-build';
import { projectRoot, requireTool } from '../support/requirements';
import { scratchFolder } from '../support/scratch';

const TESTS = join(projectRoot, 'kernel', 'tests');
const LOCKS = join(TESTS, 'runtime', 'test-locks.c');
const VM = 0;
const HART = 0;
const BUILDS = [
  { name: 'clang, -Og', optimisation: '-Og', gnu: false },
  { name: 'gcc, -O2', optimisation: '-O2', gnu: true },
] as const;

function lineOf(text: string, after: string): number {
  const lines = readFileSync(LOCKS, 'utf8').split('\n');
  const begin = lines.findIndex((line) => line.startsWith(after));
  return lines.findIndex((line, index) => index > begin && line.includes(text)) + 1;
}

for (const { name, optimisation, gnu } of BUILDS) {
  describe(`what tasks wait for, ${name}`, function () {
    this.timeout(120_000);
    let system: BuiltSystem;
    let machine: Debuggee;
    const folder = scratchFolder();

    before(async function () {
      if (gnu) {
        requireTool(this, 'riscv64-unknown-elf-gcc', 'gcc-riscv64-unknown-elf');
      }
      const compiler = gnu ? { compiler: gnuCompiler } : {};
      system = await buildSystem(join(TESTS, 'process-system'), {
        ...{ drivers: join(TESTS, 'runtime'), out: join(folder(), 'images'), log: () => {}, optimisation },
        ...compiler,
      });
    });
    beforeEach(() => {
      machine = debuggee(system.config);
    });
    afterEach(() => Promise.all([machine.close(), closeClients()]));

    /** Goes from hit to hit of a line until there is something to see. */
    async function until(line: number, isThere: (waits: LinuxWaits) => boolean): Promise<LinuxWaits> {
      await machine.breakpoints.setLines(LOCKS, [{ line }]);
      let stopped = await machine.control.start('go');
      for (let hit = 0; hit < 40; hit++) {
        assert.equal(stopped.reason, 'breakpoint', stopped.text);
        machine.threads.forget();
        const waits = await machine.threads.guest(VM)!.waits();
        if (isThere(waits)) {
          return waits;
        }
        stopped = await machine.control.continue();
      }
      throw new Error('what was waited for did not come');
    }

    it('is a mutex, with who holds it and who waits for it in which order', async () => {
      const line = lineOf('seen = counter;', 'static int count_up');
      const waits = await until(line, ({ mutexes }) => [...mutexes.values()].some(({ tasks }) => tasks.length >= 2));
      const { tasks } = await machine.threads.guest(VM)!.all();
      const [address, { owner, tasks: waiting }] = [...waits.mutexes][0]!;
      assert.equal(address, await machine.valueOf(HART, '(unsigned long)&counter_lock'));
      const running = tasks.find(({ vcpu }) => vcpu?.hart === HART)!.task;
      assert.equal(owner, running.address);
      assert.match(running.name, /^mutex\/\d$/);
      const waiters = waiting.map((each) => tasks.find(({ task }) => task.address === each)!.task);
      assert.equal(new Set(waiters).size, waiters.length);
      assert.ok(waiters.every((task) => /^mutex\/\d$/.test(task.name)));
      // One that has just been woken is in the list as long as it has not run.
      const asleep = waiters.filter(({ state }) => state === 'waiting');
      assert.ok(asleep.length > 0);
      for (const task of asleep) {
        const { channel, by, mutex, queue } = waits.byTask.get(task.address)!;
        assert.deepEqual([channel, mutex, queue], ['count_up', address, undefined]);
        assert.equal(by, gnu ? 'lock_slowpath' : 'mutex_lock', 'a tail call leaves no frame behind');
      }
      assert.equal(waits.byTask.get(running.address), undefined);
    });

    it('is asked of a stack again only when its task has run', async () => {
      const line = lineOf('seen = counter;', 'static int count_up');
      const before = await until(line, ({ mutexes }) => [...mutexes.values()].some(({ tasks }) => tasks.length >= 2));
      const { tasks } = await machine.threads.guest(VM)!.all();
      const sleeping = tasks.find(({ task }) => task.name === 'kthreadd')!.thread!;
      const stack = await (await machine.stacks.innermost(sleeping.key)).context.cfa();
      const { target } = machine;
      const read = target.readMemory;
      target.readMemory = (address, length) => {
        assert.notEqual(address.value >> 12n, stack! >> 12n, 'its stack is not looked at');
        return read.call(target, address, length);
      };
      machine.threads.forget();
      assert.deepEqual(await machine.threads.guest(VM)!.waits(), before);
    });

    it('is said in words, with threads to go to', async () => {
      const client = await launched({ config: system.config });
      const line = lineOf('seen = counter;', 'static int count_up');
      await client.request('setBreakpoints', {
        source: { path: LOCKS },
        breakpoints: [{ line, hitCondition: '>= 6' }],
      });
      await start(client);
      let linux: LinuxState | undefined;
      for (let hit = 0; hit < 40 && !linux?.mutexes.some(({ waiting }) => waiting.length > 1); hit++) {
        await go(client, 'continue');
        const { partitions } = await client.request<StateResponseBody>('bao.state', { parts: ['partitions'] });
        linux = partitions![0]!.linux!;
      }
      await finish(client);
      const [{ name, owner, waiting }] = linux!.mutexes as [LockState];
      assert.equal(name, 'counter_lock');
      assert.match(owner!.name!, /^mutex\/\d$/);
      const asleep = linux!.tasks.filter(({ about }) => about?.includes('waits for'));
      assert.ok(asleep.length > 0);
      for (const { about, waitsIn, threadId } of asleep) {
        assert.equal(about, `waits for the mutex counter_lock, which ${owner!.name} (pid ${owner!.pid}) holds`);
        assert.equal(waitsIn, 'count_up');
        assert.ok(waiting.some((task) => task.threadId === threadId));
      }
    });

    it('is a completion behind kthread_stop', async () => {
      const waits = await until(lineOf('return 7;', 'static int hold_until_stop'), () => true);
      const stopping = [...waits.byTask.values()].find(({ channel }) => channel === 'kthread_stop');
      assert.equal(stopping?.by, gnu ? 'wait_for_common' : 'wait_for_completion');
    });

    it('is nothing that stops a step: it ends in its own task, whoever runs meanwhile', async () => {
      const lock = lineOf('mutex_lock(&counter_lock);', 'static int count_up');
      const seen = lineOf('seen = counter;', 'static int count_up');
      await until(seen, ({ mutexes }) => mutexes.size > 0);
      await machine.breakpoints.setLines(LOCKS, []);
      const task = await machine.valueOf(HART, '(unsigned long)$tp');
      const places: string[] = [];
      const others = new Set<bigint>();
      const watch = {
        points: [
          {
            vm: VM,
            root: undefined,
            address: (await machine.programs.ofVm(VM)[0]!.symbols.addressesOf(LOCKS, seen))[0]!.address,
          },
        ],
        arrived: async (hart: number) => {
          others.add(await machine.valueOf(hart, '(unsigned long)$tp'));
        },
      };
      const end = await machine.breakpoints.observe(watch);
      for (let steps = 0; steps < 12; steps++) {
        const stopped = await machine.control.step(HART, 'over', 'line');
        assert.equal(stopped.reason, 'step', stopped.text);
        assert.equal(await machine.valueOf(HART, '(unsigned long)$tp'), task, places.join());
        places.push((await machine.trace(HART, 1))[0]!);
      }
      await end();
      assert.ok(places.includes(`count_up test-locks.c:${lock}`), places.join());
      assert.ok(
        places.every((place) => place.startsWith('count_up ')),
        places.join(),
      );
      assert.ok(others.size >= 3, 'the others ran through the same lines meanwhile');
    });
  });
}
