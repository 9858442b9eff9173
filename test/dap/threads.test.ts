// SPDX-License-Identifier: Apache-2.0
/** Tasks as threads, in whole conversations: the running one, sleeping ones, and what they wait for. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import {
  type PartitionState,
  STATE_REQUEST,
  type StateResponseBody,
  type TaskState,
} from '../../debug-adapter/protocol';
import { projectRoot, requireTool } from '../support/requirements';
import { scratchFolder } from '../support/scratch';
import type { DapClient } from './dap-client';
import { compareWithGolden } from './golden';
import { closeClients, evaluate, type Frame, finish, go, launched, type Stopped, stack, start } from './guide';

interface Threads {
  readonly threads: readonly { readonly id: number; readonly name: string }[];
}

describe('tasks as threads of a conversation', () => {
  afterEach(closeClients);
  const folder = scratchFolder();

  async function stoppedIn(config: string, name: string): Promise<{ client: DapClient; stopped: Stopped }> {
    const client = await launched({ config });
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name }] });
    return { client, stopped: await start(client) };
  }

  const threadsOf = async (client: DapClient) => (await client.request<Threads>('threads')).threads;

  async function partition(client: DapClient, name: string): Promise<PartitionState> {
    const { partitions } = await client.request<StateResponseBody>('bao.state', { parts: ['partitions'] });
    return partitions!.find((each) => each.name === name)!;
  }

  /** What the state says of tasks is what the threads are. */
  async function checkTasks(client: DapClient, tasks: readonly TaskState[]): Promise<void> {
    const threads = await threadsOf(client);
    for (const { name, pid, threadId, state } of tasks.filter(({ kind }) => kind !== 'idle task')) {
      const shown = threads.find(({ id }) => id === threadId)?.name;
      assert.ok(shown?.includes(`${name} (pid ${pid}, ${state}`), `${name} is ${shown}`);
    }
  }

  /** The state has texts of its own. */
  const withoutState = ({ log }: DapClient) =>
    log.filter(({ message }) => (message as { command?: string }).command !== STATE_REQUEST);

  const text = (frames: readonly Frame[]) => frames.map(({ name }) => name);

  it('of two device models: the one that runs, and one in its ioctl', async () => {
    const { client, stopped } = await stoppedIn('remio-dual', 'bao_irqfd_inject');
    const threads = await threadsOf(client);
    assert.match(
      threads.find(({ id }) => id === stopped.threadId)!.name,
      /device-model \(pid \d+, running on vCPU 0\)/,
    );
    const { linux } = await partition(client, 'backend');
    await checkTasks(client, linux!.tasks);
    const attached = linux!.tasks.find(({ waitsIn }) => waitsIn === 'bao_io_client_attach')!;
    assert.match(attached.about!, /^waits for requests to user space of device model \d$/);
    const frames = await stack(client, attached.threadId!, 30);
    const calls = text(frames);
    assert.ok(calls.indexOf('bao_dm_ioctl') < calls.indexOf('run_device'));
    const told = frames.find(({ source }) => source?.presentationHint !== 'deemphasize')!;
    assert.equal(told.name, 'bao_io_client_attach', 'clients pass over the scheduler');
    const own = frames.find(({ name }) => name === 'run_device')!;
    assert.match(await evaluate(client, 'device->interrupt', own.id), /^\d+$/);
    await finish(client);
    compareWithGolden('threads-remio-dual', withoutState(client));
  });

  it('do not have the scheduler passed over while a person looks at it', async () => {
    const { client } = await stoppedIn('remio-dual', 'bao_io_client_push_request');
    const { id } = (await threadsOf(client)).find(({ name }) => name.includes('kthreadd'))!;
    const hints = async () => (await stack(client, id, 3)).map(({ source }) => source?.presentationHint);
    assert.deepEqual(await hints(), ['deemphasize', 'deemphasize', 'deemphasize']);
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: '__schedule' }] });
    await go(client, 'continue');
    assert.deepEqual(await hints(), [undefined, undefined, undefined]);
  });

  for (const seed of [1, 6]) {
    it(`when the hypervisor boots in another order (seed ${seed})`, async () => {
      const client = await launched({ config: 'remio-dual', seed });
      await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'bao_irqfd_inject' }] });
      const { threadId } = await start(client);
      const running = (await threadsOf(client)).find(({ id }) => id === threadId);
      assert.match(running!.name, /^backend: device-model \(pid \d+, running on vCPU 0\)/);
      await checkTasks(client, (await partition(client, 'backend')).linux!.tasks);
      const calls = text(await stack(client, threadId!, 40));
      assert.deepEqual([calls[0], calls.at(-1)], ['bao_irqfd_inject', '_start']);
    });
  }

  it('are vCPUs where the kernel has no debug information, and what is missed is named', async function () {
    requireTool(this, 'riscv64-unknown-elf-objcopy', 'binutils-riscv64-unknown-elf');
    const to = join(folder(), 'stripped');
    cpSync(join(projectRoot, 'dist', 'systems', 'remio-dual'), to, { recursive: true });
    spawnSync('riscv64-unknown-elf-objcopy', ['--strip-debug', join(to, 'backend.elf')]);
    const { client, stopped } = await stoppedIn(join(to, 'config.c'), 'bao_dispatch_io');
    assert.equal(stopped.threadId, 1);
    assert.deepEqual(
      (await threadsOf(client)).map(({ id }) => id),
      [1, 2, 3, 4],
    );
    const { linux } = await partition(client, 'backend');
    assert.deepEqual([linux!.tasks, linux!.drivers, linux!.devices], [[], [], []]);
    assert.match(linux!.problems[0]!, /backend\.elf has no variable 'init_task': it has no debug information$/);
  });

  it('of the system with shared memory: a step of the first process, and of one that sleeps', async () => {
    const { client, stopped } = await stoppedIn('ipc', 'bao_ipcshmem_read');
    const { linux } = await partition(client, 'linuxvm');
    await checkTasks(client, linux!.tasks);
    const init = linux!.tasks.find(({ pid }) => pid === 1)!;
    assert.equal(stopped.threadId, init.threadId);
    const calls = text(await stack(client, stopped.threadId!, 30));
    assert.deepEqual([calls[0], calls.at(-1)], ['bao_ipcshmem_read', '_start']);
    await client.request('setFunctionBreakpoints', { breakpoints: [] });
    const next = await go(client, 'next', { threadId: stopped.threadId });
    assert.deepEqual([next.reason, next.threadId], ['step', init.threadId]);
    const bound = linux!.devices.filter(({ isBound }) => isBound);
    assert.deepEqual(
      bound.map(({ name, driver }) => [name, linux!.drivers.find(({ address }) => address === driver)!.name]),
      [['f0000000.bao-ipc', 'baoipc']],
    );
    await finish(client);
    compareWithGolden('threads-ipc', withoutState(client));
  });
});
