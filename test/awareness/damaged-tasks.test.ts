// SPDX-License-Identifier: Apache-2.0
/** Tasks in damaged memory: whatever stands there, they are read to an end, and the vCPUs remain. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { LinuxTask } from '../../debug-adapter/awareness/linux';
import { readBuses } from '../../debug-adapter/awareness/linux';
import { SeededRandom } from '../support/random';
import { projectRoot } from '../support/requirements';
import { type LinuxGuest, linuxGuestAt } from './linux-guest';

const REMIO_DUAL = join(projectRoot, 'dist', 'systems', 'remio-dual', 'config.c');
const ROUNDS = 60;
const WORD = 8n;
/** Bytes of a kernel stack that are damaged, from where its task sleeps on. */
const STACK = 600;

describe('tasks in damaged memory', function () {
  this.timeout(120_000);
  let guest: LinuxGuest;

  beforeEach(async () => {
    guest = await linuxGuestAt(REMIO_DUAL, 'bao_irqfd_inject');
  });
  afterEach(() => guest.close());

  const at = (value: bigint) => ({ space: guest.kernel.space, value });

  async function word(address: bigint): Promise<bigint> {
    const bytes = await guest.system.target.readMemory(at(address), 8);
    return bytes.length === 8 ? Buffer.from(bytes).readBigUInt64LE() : 0n;
  }

  async function setWord(address: bigint, value: bigint): Promise<void> {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
    await guest.system.target.writeMemory(at(address), bytes);
  }

  /** Everything that is asked of tasks at a stop. */
  async function look(): Promise<void> {
    const { threads, stacks, programs, target } = guest.system;
    threads.forget();
    stacks.forget();
    programs.forget();
    const linux = threads.guest(guest.kernel.space.vm)!;
    await linux.all();
    await linux.waits();
    await readBuses(guest.kernel);
    const list = await threads.list();
    const shown = new Set(list.map(({ key }) => key));
    assert.ok(
      target.partitions.every(({ vcpus }) => vcpus.every(({ hart }) => shown.has(hart))),
      'every vCPU is shown',
    );
    for (const { id, key } of list) {
      await threads.byId(id);
      await stacks.backTrace(key, 30);
    }
  }

  it('are read to an end wherever a word is another one', async () => {
    const random = new SeededRandom(4);
    const linux = guest.system.threads.guest(guest.kernel.space.vm)!;
    const tasks: readonly LinuxTask[] = (await linux.all()).tasks.map(({ task }) => task);
    const size = guest.kernel.at('struct task_struct', 0n).sizeInBytes;
    const stackPointer = guest.kernel.at('struct task_struct', 0n).offsetOf('thread.sp');
    for (let round = 0; round < ROUNDS; round++) {
      const { address } = random.pick(tasks);
      const isStack = random.chance(50);
      const from = isStack ? await word(address + stackPointer) : address;
      const place = from + BigInt(random.below((isStack ? STACK : size) / 8)) * WORD;
      const before = await word(place);
      const other = random.pick(tasks).address;
      await setWord(place, random.pick([0n, random.word(), place, other, other + 8n, before + 8n, -1n, 0x18n]));
      await look();
      await setWord(place, before);
    }
    await look();
    assert.deepEqual(
      (await linux.all()).tasks.map(({ task }) => task.address),
      tasks.map(({ address }) => address),
    );
  });
});
