// SPDX-License-Identifier: Apache-2.0
/** What is read of drivers while they make their objects: stopped every few instructions, however odd the moment. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Guest } from '../../debug-adapter/awareness/guests';
import { projectRoot } from '../support/requirements';
import { type LinuxGuest, linuxGuestAt } from './linux-guest';

const configOf = (name: string) => join(projectRoot, 'dist', 'systems', name, 'config.c');
/** Instructions between two looks: primes, so that loops are met at different places. */
const FAR = 1021;
const NEAR = 3;
const EVERYWHERE = [{ low: 0n, high: 1n << 64n }];
const MOST_LOOKS = 1000;

interface Look {
  /** What of the driver's objects can be seen, in a line. */
  readonly seen: string;
  readonly problems: readonly string[];
}

/** Reads everything at a moment. */
async function look({ system, kernel }: LinuxGuest): Promise<Look> {
  system.threads.forget();
  const guest = Guest.of(system.threads, kernel.space.vm)!;
  const { models, problems } = await guest.deviceModels();
  const ipc = await guest.ipcShmems();
  const tasks = await guest.tasks();
  await guest.waits();
  const buses = await guest.buses();
  const parts = models.map(({ id, clients, irqfds, ioeventfds }) => [
    id,
    clients.length,
    irqfds.length,
    ioeventfds.length,
  ]);
  return {
    seen: `${parts.join('; ')} ${ipc.instances.map(({ name }) => name)}`.trim(),
    problems: [...problems, ...models.flatMap((model) => model.problems), ...tasks.problems, ...buses.problems],
  };
}

/** Looks again and again until a person would say that it is finished. @returns what was seen, each change once */
async function watch(guest: LinuxGuest, stride: number, isFinished: (look: Look) => boolean): Promise<Look[]> {
  const looks: Look[] = [];
  for (let count = 0; count < MOST_LOOKS; count++) {
    const now = await look(guest);
    if (now.seen !== looks.at(-1)?.seen || now.problems.length > 0) {
      looks.push(now);
    }
    if (isFinished(now)) {
      return looks;
    }
    await guest.system.target.run({ kind: 'step', hart: guest.hart, within: EVERYWHERE, limit: stride });
  }
  throw new Error(`the driver is not ready after ${MOST_LOOKS} looks: ${looks.at(-1)?.seen}`);
}

describe('drivers that are just making their objects', function () {
  this.timeout(120_000);

  it('show the device models that are ready, and nothing wrong, while others are made', async () => {
    const guest = await linuxGuestAt(configOf('remio-dual'), 'bao_dm_create');
    try {
      const looks = await watch(guest, FAR, ({ seen }) => seen.includes(';'));
      assert.deepEqual(
        looks.map(({ seen }) => seen),
        ['', '0,2,0,0', '0,2,0,0; 1,2,0,0'],
      );
      assert.deepEqual(
        looks.flatMap(({ problems }) => problems),
        [],
      );
    } finally {
      await guest.close();
    }
  });

  it('show a device model whole or not at all while it joins the list', async () => {
    const guest = await linuxGuestAt(configOf('remio-dual'), 'bao_dm_publish', 2);
    try {
      const looks = await watch(guest, NEAR, ({ seen, problems }) => seen.includes(';') && problems.length === 0);
      assert.deepEqual(
        looks.map(({ seen }) => seen),
        ['0,2,0,0', '0,2,0,0; 1,2,0,0'],
      );
      assert.ok(looks.every(({ problems }) => problems.length === 0));
    } finally {
      await guest.close();
    }
  });

  it('show the eventfds of a device model as soon as they are assigned', async () => {
    const guest = await linuxGuestAt(configOf('remio-dual'), 'bao_dm_ioctl_irqfd');
    try {
      const looks = await watch(guest, FAR, ({ seen }) => /0,2,1,0/.test(seen));
      assert.deepEqual(
        looks.flatMap(({ problems }) => problems),
        [],
      );
    } finally {
      await guest.close();
    }
  });

  it('show a shared-memory device when it has been registered', async () => {
    const guest = await linuxGuestAt(configOf('ipc'), 'bao_ipcshmem_probe');
    try {
      const looks = await watch(guest, FAR, ({ seen }) => seen !== '');
      assert.equal(looks.at(-1)!.seen, 'baoipc0');
      assert.ok(looks.flatMap(({ problems }) => problems).every((problem) => /bao_dm_list|bao_dm/.test(problem)));
    } finally {
      await guest.close();
    }
  });
});
