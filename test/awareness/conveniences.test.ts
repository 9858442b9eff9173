// SPDX-License-Identifier: Apache-2.0
/** Names with a `$` tell what is so: compared with the machine and with the programs' own variables, wherever it stops. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  describeResult,
  type EvaluationContext,
  evaluateResult,
  parseExpression,
} from '../../debug-adapter/expressions';
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
    ['remio-dual', 3, ['task', 'request', 'ends', 'device', 'model', 'client', 'queue', 'queued']],
    ['remio-dual', 8, ['task', 'request', 'ends', 'device', 'model', 'client', 'queue', 'queued']],
    ['ipc', 5, ['vm', 'vcpu', 'activity', 'task', 'ipc']],
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
