// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type DeviceModel, readDeviceModels, readIpcShmems } from '../../debug-adapter/awareness/drivers';
import { readMutex, readTasks, savedRegisters } from '../../debug-adapter/awareness/linux';
import { ProgramMemory, walkList } from '../../debug-adapter/awareness/structures';
import { projectRoot } from '../support/requirements';
import { type LinuxGuest, linuxGuestAt, poke } from './linux-guest';

const configOf = (name: string) => join(projectRoot, 'dist', 'systems', name, 'config.c');

describe('what a Linux guest knows of itself', function () {
  this.timeout(60_000);
  let guest: LinuxGuest;

  beforeEach(async () => {
    guest = await linuxGuestAt(configOf('remio-dual'), 'bao_io_client_push_request', 3);
  });
  afterEach(() => guest.close());

  const namesOf = (tasks: readonly { name: string }[]) => tasks.map(({ name }) => name);
  const model = async (id: number): Promise<DeviceModel> => {
    const { models, problems } = await readDeviceModels(guest.kernel);
    assert.deepEqual(problems, []);
    return models.find((each) => each.id === id)!;
  };

  it('lists kernel threads, workers and all threads of the device model, each once', async () => {
    const { tasks, problems } = await readTasks(guest.kernel);
    assert.deepEqual(problems, []);
    assert.equal(new Set(tasks.map(({ address }) => address)).size, tasks.length);
    for (const name of ['swapper/0', 'init', 'kthreadd', 'bao-ioevfdc0-kt', 'bao-ioevfdc1-kt']) {
      assert.equal(namesOf(tasks).filter((each) => each === name).length, 1, name);
    }
    const threads = tasks.filter(({ name }) => name === 'device-model');
    assert.equal(threads.length, 3);
    assert.equal(new Set(threads.map(({ tgid }) => tgid)).size, 1);
    assert.ok(
      threads.every(({ kind, pageDirectory }) => kind === 'process' && pageDirectory === threads[0]!.pageDirectory),
    );
  });

  it('tells which task is on the CPU: the worker that dispatches', async () => {
    const { tasks } = await readTasks(guest.kernel);
    const running = tasks.filter(({ onCpu }) => onCpu);
    const { dispatcher } = await model(0);
    assert.equal(running.length, 1);
    assert.equal(running[0]!.state, 'running');
    assert.deepEqual(dispatcher, { kind: 'running', task: running[0]!.address, again: false });
    const task = guest.system.target.registers.findIndex(({ name }) => name === 'tp');
    const [current] = await guest.system.target.readRegisters(guest.hart, [task]);
    assert.equal(running[0]!.address, current);
  });

  it('gives the registers that a sleeping task goes on with', async () => {
    const { tasks } = await readTasks(guest.kernel);
    const sleeper = tasks.find(({ name }) => name === 'bao-ioevfdc0-kt')!;
    const registers = await savedRegisters(guest.kernel, sleeper.address);
    const at = guest.kernel.symbols.lookup(registers.get(1)! - 1n);
    assert.equal(at?.frames.at(-1)?.function, 'context_switch');
    assert.equal(registers.get(4), sleeper.address);
  });

  it('shows the clients of a device model, who waits for them, and what is queued', async () => {
    const { tasks } = await readTasks(guest.kernel);
    const doorbell = tasks.find(({ name }) => name === 'bao-ioevfdc0-kt')!.address;
    const { clients, references, shmem } = await model(0);
    const [kernelClient, control] = [clients.find((each) => !each.isControl)!, clients.find((each) => each.isControl)!];
    assert.equal(kernelClient.thread, doorbell);
    assert.deepEqual(kernelClient.waiting, [doorbell]);
    assert.equal(control.thread, undefined);
    assert.ok(references >= 2);
    assert.equal(shmem.base, 0xd000_0000n);
    const queued = (await readDeviceModels(guest.kernel)).models.flatMap((each) =>
      each.clients.flatMap((one) => one.queued),
    );
    const { requests } = await guest.system.target.bao!.state();
    for (const request of queued) {
      const slot = requests[Number(request.requestId)]!;
      assert.deepEqual([slot.state, slot.address, slot.width], ['PROCESSING', request.address, request.width]);
    }
    assert.equal(queued.length, 1);
  });

  it('shows ioeventfds and irqfds once the device model has set them up', async () => {
    await guest.system.breakpoints.setFunctions([{ name: 'bao_irqfd_inject' }]);
    await guest.system.control.continue();
    const { models } = await readDeviceModels(guest.kernel);
    const { id, ioeventfds, irqfds, clients } = models.find((each) => each.ioeventfds.length > 0)!;
    const { devices } = await guest.system.target.bao!.state();
    const { registers } = devices.find(({ backend }) => backend.index === id)!;
    const notify = registers.base + 0x50n;
    assert.ok(ioeventfds.every(({ address, length }) => address === notify && length === 4));
    assert.equal(irqfds.length, 1);
    const ranges = clients.flatMap((each) => each.ranges);
    assert.ok(ranges.some(({ first, last }) => first === notify && last === notify + 3n));
  });

  it('tells who holds a mutex and who waits for it', async () => {
    await guest.system.breakpoints.setFunctions([{ name: 'bao_io_client_find' }]);
    await guest.system.control.continue();
    const { tasks } = await readTasks(guest.kernel);
    const first = (await readDeviceModels(guest.kernel)).models[0]!;
    const mutex = guest.kernel.at('struct bao_dm', first.at).member('ioeventfds_lock');
    assert.equal((await readMutex(guest.kernel, mutex)).owner, undefined);
    const running = tasks.find(({ onCpu }) => onCpu)!;
    await poke(guest, mutex.member('owner').address, running.address | 1n);
    assert.equal((await model(first.id)).locks[0]!.owner, running.address);
  });

  describe('with damaged lists', () => {
    async function listHead(): Promise<bigint> {
      return guest.kernel.variable('bao_dm_list').address;
    }

    it('ends a circle that does not lead back to the head', async () => {
      const { models } = await readDeviceModels(guest.kernel);
      await poke(guest, models[1]!.at, models[0]!.at);
      const after = await readDeviceModels(guest.kernel);
      assert.deepEqual(
        after.models.map(({ id }) => id),
        models.map(({ id }) => id),
      );
      assert.match(after.problems[0]!, /bao_dm_list: the list runs in a circle/);
    });

    it('ends at a pointer to nowhere and keeps what came before', async () => {
      const { models } = await readDeviceModels(guest.kernel);
      await poke(guest, models[0]!.at, 0xdead_0000n);
      const after = await readDeviceModels(guest.kernel);
      assert.match(after.problems[0]!, /points to 0xdead0000: .*is not mapped/);
      assert.equal(after.models.length, 1);
    });

    it('says that a list of zeros is not initialised', async () => {
      await poke(guest, await listHead(), 0n);
      const after = await readDeviceModels(guest.kernel);
      assert.match(after.problems[0]!, /not initialised yet/);
      assert.deepEqual(after.models, []);
    });

    it('notices entries whose links disagree', async () => {
      const { models } = await readDeviceModels(guest.kernel);
      await poke(guest, models[1]!.at + 8n, 0n);
      assert.match((await readDeviceModels(guest.kernel)).problems[0]!, /does not point back/);
    });

    it('reads the other parts of a device model when one of its lists is damaged', async () => {
      const { models } = await readDeviceModels(guest.kernel);
      const dm = guest.kernel.at('struct bao_dm', models[0]!.at);
      await poke(guest, dm.member('io_clients').address, 0x10n);
      const after = await model(models[0]!.id);
      assert.match(after.problems[0]!, /io_clients: /);
      assert.equal(after.irqfds.length, models[0]!.irqfds.length);
    });
  });

  it('names the symbol that is missing', async () => {
    const { programs, target } = guest.system;
    const frontend = programs.all.find(({ isImage, vm }) => isImage && vm !== guest.kernel.space.vm)!;
    const { models, problems } = await readDeviceModels(
      new ProgramMemory(frontend.symbols, target, guest.kernel.space),
    );
    assert.deepEqual(models, []);
    assert.match(problems[0]!, /has no variable 'bao_dm_list'/);
  });

  it('walks an empty list', async () => {
    const dm = guest.kernel.at('struct bao_dm', (await model(1)).at);
    const client = (await dm.target('control_client'))!;
    assert.deepEqual(await walkList(client.member('range_list'), guest.kernel.type('struct bao_io_range'), 'list'), {
      entries: [],
      problem: undefined,
    });
  });
});

describe('the shared-memory IPC driver', function () {
  this.timeout(60_000);

  it('has its channels where the device tree puts them', async () => {
    const guest = await linuxGuestAt(configOf('ipc'), 'bao_ipcshmem_read');
    try {
      const { instances, problems } = await readIpcShmems(guest.kernel);
      const { ipcs } = await guest.system.target.bao!.state();
      assert.deepEqual(problems, []);
      assert.ok(instances.length > 0);
      for (const { id, base, size, read, write, name } of instances) {
        const object = ipcs.find(({ vm, index }) => vm === guest.kernel.space.vm && index === id)!;
        assert.deepEqual([base, size, name], [object.base, object.size, `baoipc${id}`]);
        assert.notEqual(read.offset, write.offset);
        assert.ok(read.offset! + read.size <= size && write.offset! + write.size <= size);
      }
    } finally {
      await guest.close();
    }
  });
});
