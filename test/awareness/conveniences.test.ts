// SPDX-License-Identifier: Apache-2.0
/** Names with a `$` tell what is so: compared with the machine and with the programs' own variables, wherever it stops. */

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeResult,
  type EvaluationContext,
  ExpressionError,
  evaluateResult,
  parseExpression,
} from '../../debug-adapter/expressions';
import { isSleeping } from '../../debug-adapter/stack';
import { writeSeries } from '../posted-series/extract';
import { seriesThread } from '../posted-series/thread-file';
import { buildFolder } from '../support/build-folder';
import { type Debuggee, debuggee } from '../support/debuggee';
import { buildSystem } from '../support/kernel-build';
import { SeededRandom } from '../support/random';
import { scratchFolder } from '../support/scratch';
import { writeVariant } from '../support/variants';

const STOPS = 40;
/** Instructions of all vCPUs from one stop to the next, at most. */
const FAR = 400_000;

/** What was compared, so that a run which compares nothing does not pass. */
type Tally = Map<string, number>;

class Look {
  constructor(
    readonly system: Debuggee,
    readonly context: EvaluationContext,
    private readonly tally: Tally,
  ) {}

  async text(expression: string): Promise<string> {
    const parsed = parseExpression(expression);
    const found = await evaluateResult(parsed, this.context);
    return (await describeResult(found, this.context, parsed.format)).text;
  }

  async is(what: string, expression: string, expected: unknown): Promise<void> {
    assert.equal(await this.text(expression), String(expected), expression);
    this.tally.set(what, (this.tally.get(what) ?? 0) + 1);
  }
}

async function checkThread(look: Look, hart: number): Promise<void> {
  const { target, threads } = look.system;
  const partition = target.partitions.find(({ vcpus }) => vcpus.some((vcpu) => vcpu.hart === hart))!;
  const vcpu = partition.vcpus.find((each) => each.hart === hart)!;
  await look.is('vm', `$vm == ${partition.vm} && $vm.name == "${partition.name}"`, 1);
  await look.is('vcpu', `$hart == ${hart} && $vcpu == ${vcpu.vcpu} && $vcpu.vm == $vm`, 1);
  const { code } = target.machine.activities().find((each) => each.hart === hart)!;
  await look.is('activity', '$vcpu.activity', code);
  const thread = await threads.onVcpu(hart);
  if (thread !== undefined && /\(pid \d+, running/.test(thread.name)) {
    const [, name, pid] = /: (.*) \(pid (\d+),/.exec(thread.name)!;
    await look.is('task', `$task == ${pid} && $task.name == "${name}" && $task.vcpu.hart == $hart`, 1);
  }
}

/** Threads that are on no vCPU have their tasks all the same. */
async function checkSleepers(system: Debuggee, tally: Tally): Promise<void> {
  const sleeping = (await system.threads.list()).filter(({ key }) => isSleeping(key)).slice(0, 3);
  for (const { key, name, vm } of sleeping) {
    const look = new Look(system, system.stacks.evaluationContext(await system.stacks.innermost(key)), tally);
    const [, comm, pid] = /: (.*) \(pid (\d+),/.exec(name)!;
    await look.is('sleeper', `$task == ${pid} && $task.name == "${comm}" && $vm == ${vm}`, 1);
    await look.is('sleeper', '$vcpu', '<this thread is on no vCPU: it sleeps>');
  }
}

async function checkRequests(look: Look): Promise<void> {
  const { requests, devices } = look.system.target.machine.baoState();
  await look.is('pool', '$reqs.length', requests.filter(({ allocated }) => allocated).length);
  for (const { id, state, used, operation, address, width, serial, bindKey, frontendCpu, value } of requests) {
    const request = `$req(${id})`;
    await look.is('state', `${request}.state == ${state} && ${request}.slot == ${id}`, 1);
    if (used) {
      const { frontend, backend } = devices.find((each) => each.bindKey === bindKey)!;
      await look.is('request', `${request}.operation == ${operation} && ${request}.width == ${width}`, 1);
      await look.is('request', `${request}.address == ${address} && ${request}.serial == ${serial}`, 1);
      await look.is('ends', `${request}.frontend == ${frontend.vm} && ${request}.backend == ${backend.vm}`, 1);
      await look.is('ends', `${request}.vcpu.hart == ${frontendCpu} && ${request}.device == ${bindKey}`, 1);
    }
    if (used && (operation === 'WRITE' || state === 'COMPLETE')) {
      await look.is('value', `${request}.value,d`, value);
    }
  }
  for (const { bindKey, ready, pending, registers } of devices) {
    const device = `$device(${bindKey})`;
    await look.is('device', `${device}.ready == ${ready} && ${device}.registers.base == ${registers.base}`, 1);
    await look.is('device', `${device}.pending.length`, pending.length);
  }
}

/** The driver's own structures, by the debug information of the kernel that this frame is in. */
async function checkDeviceModels(look: Look, vm: number): Promise<void> {
  const { target } = look.system;
  const count = (await look.text('$vm.dms')).startsWith('<') ? 0 : Number(await look.text('$vm.dms.length'));
  for (let index = 0; index < count; index++) {
    const model = `$vm.dms[${index}]`;
    if ((await look.text(`${model}.problems.length`)) !== '0') {
      continue;
    }
    const id = Number(await look.text(`${model}.id`));
    const { backend } = target.machine
      .baoState()
      .devices.find((each) => each.backend.vm === vm && each.backend.index === id)!;
    const own = `((struct bao_dm *)${model}.address)`;
    await look.is('model', `$dm(${id}).address == ${model}.address && ${own}->info.id == ${id}`, 1);
    await look.is('model', `${own}->refcount.refs.counter == $dm(${id}).references`, 1);
    await look.is('model', `$dm(${vm}, ${id}).shmem.base == ${backend.shmem.base}`, 1);
    await checkQueues(look, `$dm(${id})`);
  }
}

async function checkQueues(look: Look, model: string): Promise<void> {
  const clients = Number(await look.text(`${model}.clients.length`));
  let queued = 0;
  for (let index = 0; index < clients; index++) {
    const client = `${model}.clients[${index}]`;
    const own = `((struct bao_io_client *)${client}.address)`;
    await look.is('client', `${own}->is_control == ${client}.is_control`, 1);
    const length = Number(await look.text(`${client}.queue.length`));
    await look.is(
      'queue',
      `(${own}->virtio_requests.next == &${own}->virtio_requests) == (${client}.queue.length == 0)`,
      1,
    );
    for (let entry = 0; entry < length; entry++) {
      const request = `${client}.queue[${entry}]`;
      await look.is(
        'queued',
        `${request}.request.state == PROCESSING && ${request}.request.slot == ${request}.slot`,
        1,
      );
      await look.is('queued', `${request}.address == ${request}.request.address`, 1);
    }
    queued += length;
  }
  await look.is('queue', `${model}.queue.length`, queued);
}

async function checkIpc(look: Look, vm: number): Promise<void> {
  const own = look.system.target.machine.baoState().ipcs.filter((each) => each.vm === vm);
  await look.is('ipc', '$vm.ipcs.length', own.length);
  for (const { index, base, size, shmemId, interrupts } of own) {
    const ipc = `$ipc(${index})`;
    await look.is('ipc', `${ipc}.base == ${base} && ${ipc}.size == ${size} && ${ipc}.shmem_id == ${shmemId}`, 1);
    await look.is('ipc', `${ipc}.interrupts[0] == ${interrupts[0]} && $ipc(${vm}, ${index}).vm == $vm`, 1);
  }
}

async function checkStop(system: Debuggee, tally: Tally): Promise<void> {
  system.stacks.forget();
  system.threads.forget();
  for (const { vm, vcpus } of system.target.partitions) {
    for (const { hart } of vcpus) {
      const context = system.stacks.evaluationContext(await system.stacks.innermost(hart));
      const look = new Look(system, context, tally);
      await checkThread(look, hart);
      await checkRequests(look);
      await checkIpc(look, vm);
      await checkSleepers(system, tally);
      if (context.type('struct bao_dm') !== undefined) {
        await checkDeviceModels(look, vm);
      }
    }
  }
}

describe('names with a $ at stops anywhere in variants of the systems', function () {
  this.timeout(120_000);
  const folder = scratchFolder();

  for (const [name, seed, compared] of [
    [
      'remio-console',
      6,
      ['vm', 'vcpu', 'activity', 'task', 'pool', 'request', 'ends', 'value', 'device', 'model', 'queue'],
    ],
    ['remio-dual', 3, ['task', 'sleeper', 'request', 'ends', 'device', 'model', 'client', 'queue', 'queued']],
    ['remio-dual', 8, ['task', 'sleeper', 'request', 'ends', 'device', 'model', 'client', 'queue', 'queued']],
    ['ipc', 5, ['vm', 'vcpu', 'activity', 'task', 'sleeper', 'ipc']],
  ] as const) {
    it(`are true of the machine and of its programs: variant ${seed} of ${name}`, async () => {
      const to = join(folder(), `${name}-${seed}`);
      await writeVariant(name, seed, to);
      const { config } = await buildSystem(to, { out: join(to, 'images'), log: () => {} });
      // It would wait for somebody to type.
      const system: Debuggee = debuggee(config, {}, { needsInput: () => system.target.pause() });
      const random = new SeededRandom(seed);
      await system.control.start('stop');
      const tally: Tally = new Map();
      try {
        for (let stop = 0; stop < STOPS; stop++) {
          await system.target.run({ kind: 'continue', limit: BigInt(1 + random.below(FAR)) });
          await checkStop(system, tally);
        }
        // A queue is rarely seen with something in it.
        await system.breakpoints.setFunctions([{ name: 'bao_io_client_wake' }, { name: 'bao_io_client_push_request' }]);
        for (let stop = 0; name !== 'ipc' && stop < 10; stop++) {
          await system.control.continue();
          await checkStop(system, tally);
        }
        const missing = compared.filter((each) => (tally.get(each) ?? 0) === 0);
        assert.deepEqual(missing, [], JSON.stringify([...tally]));
      } finally {
        await system.close();
      }
    });
  }
});

describe('conditions on names with a $', function () {
  this.timeout(60_000);

  it('change nothing in what happens', async () => {
    const { config } = await buildSystem('remio-dual');
    const ends: string[] = [];
    const condition = '$task.pid == 9999 || $dm(0).queue.length > 99 || $reqs.length > 99 || $vm.tasks.length > 9999';
    for (const breakpoints of [[], [{ name: 'bao_io_client_push_request', condition }]]) {
      const system: Debuggee = debuggee(config, {}, { needsInput: () => system.target.pause() });
      try {
        await system.breakpoints.setFunctions(breakpoints);
        const { reason, text } = await system.control.start('go');
        assert.equal(reason, 'pause', text);
        const { instructions } = await system.target.position();
        ends.push(`${instructions} ${system.target.machine.stateHash()}`);
      } finally {
        await system.close();
      }
    }
    assert.equal(ends[0], ends[1]);
  });
});

describe('names with a $ where memory is not as it should be', function () {
  this.timeout(60_000);
  const expressions = [
    ...['$task', '$vm.tasks', '$vm.dms', '$dm(0)', '$dm(0).queue', '$dm(0).clients', '$dm(0).clients[0].waiting'],
    ...['$dm(1).queue.length', '$dm(1).locks', '$dm(1).dispatcher', '$dm(0).ioeventfds', '$dm(0).irqfds', '$vms'],
  ];

  /** The text of each, or the words of its error. */
  async function answers(system: Debuggee, hart: number): Promise<string[]> {
    system.stacks.forget();
    const look = new Look(system, system.stacks.evaluationContext(await system.stacks.innermost(hart)), new Map());
    const texts: string[] = [];
    for (const expression of expressions) {
      texts.push(await look.text(expression).catch((error: unknown) => wordsOf(expression, error)));
    }
    return texts;
  }

  function wordsOf(expression: string, error: unknown): string {
    assert.ok(
      error instanceof ExpressionError,
      `${expression} ends in ${error instanceof Error ? error.stack : error}`,
    );
    return error.message;
  }

  it('end with a value or in words, whatever a device model and its clients hold', async () => {
    const system = debuggee((await buildSystem('remio-dual')).config);
    const random = new SeededRandom(4);
    try {
      await system.breakpoints.setFunctions([{ name: 'bao_io_client_push_request', hitCondition: '4' }]);
      const { hart } = await system.control.start('go');
      const { space } = await system.stacks.innermost(hart);
      const whole = await answers(system, hart);
      const at = (expression: string) => system.valueOf(hart, expression);
      const starts = [await at('$dm(0).address'), await at('$dm(1).address'), await at('$dm(0).clients[1].address')];
      const head = await at('&bao_dm_list');
      let different = 0;
      for (let damage = 0; damage < 120; damage++) {
        const place = random.chance(10) ? head : random.pick(starts) + BigInt(random.below(40) * 8);
        const value = random.pick([0n, 0x10n, head, random.pick(starts), random.word(), 0xffff_ffff_8000_0000n]);
        const before = (await system.target.readMemory({ space, value: place }, 8)).slice();
        const bytes = new Uint8Array(BigUint64Array.of(BigInt.asUintN(64, value)).buffer);
        await system.target.writeMemory({ space, value: place }, bytes);
        const now = await answers(system, hart);
        different += now.some((text, index) => text !== whole[index]) ? 1 : 0;
        await system.target.writeMemory({ space, value: place }, before);
      }
      assert.ok(different > 20, `${different} of the damages were noticed`);
      assert.deepEqual(await answers(system, hart), whole);
    } finally {
      await system.close();
    }
  });

  it('say which list is damaged instead of counting what is left of it', async () => {
    const system = debuggee((await buildSystem('remio-dual')).config);
    try {
      await system.breakpoints.setFunctions([{ name: 'bao_io_client_push_request', hitCondition: '4' }]);
      const { hart } = await system.control.start('go');
      const { space } = await system.stacks.innermost(hart);
      const list = await system.valueOf(hart, '&((struct bao_dm *)$dm(0).address)->io_clients');
      await system.target.writeMemory({ space, value: list }, new Uint8Array(8));
      await assert.rejects(
        system.valueOf(hart, '$dm(0).queue.length'),
        /'\$dm\(0\)\.queue': io_clients: the list is not initialised/,
      );
    } finally {
      await system.close();
    }
  });
});

describe('names with a $ on the drivers of the posted series', function () {
  this.timeout(120_000);
  let folder: string;

  before(function () {
    folder = buildFolder('posted-series-conveniences');
    writeSeries(seriesThread(this), join(folder, 'tree'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('tell their device models and queues, and what they do not keep', async () => {
    const built = await buildSystem('remio-console', {
      drivers: join(folder, 'tree'),
      out: join(folder, 'out'),
      log: () => {},
    });
    const system = debuggee(built.config);
    try {
      // It lists a device model only after the first request may have come for it.
      await system.breakpoints.setFunctions([{ name: 'bao_dm_ioctl' }]);
      const { hart, reason } = await system.control.start('go');
      assert.equal(reason, 'function breakpoint');
      const look = new Look(system, system.stacks.evaluationContext(await system.stacks.innermost(hart)), new Map());
      await look.is('posted', '$dm(0).id', 0);
      await look.is('posted', '$dm(0).clients.length', 2);
      await look.is('posted', '$dm(0).clients[0].in_flight', '<this driver does not keep them>');
      await look.is('posted', '$dm(0).shmem.base == $device($dm(0).device).backend.shmem.base', 1);
      await checkDeviceModels(look, 0);
      await checkRequests(look);
    } finally {
      await system.close();
    }
  });
});
