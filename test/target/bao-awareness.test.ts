// SPDX-License-Identifier: Apache-2.0
/** The hypervisor's state and calls in running systems. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type BaoAwareness, baoAwareness } from '../../debug-adapter/awareness/bao';
import { fileSource, openSymbols } from '../../debug-adapter/symbols';
import type { BaoState, RemioRequest } from '../../debug-adapter/target';
import type { EmbeddedTarget } from '../../debug-adapter/target/embedded';
import { buildSystem } from '../support/kernel-build';
import { scratchFolder } from '../support/scratch';
import { type Listened, targetOf } from '../support/targets';
import { writeVariant } from '../support/variants';

const EVERYWHERE = [
  { low: 0n, high: 1n << 63n },
  { low: 1n << 63n, high: 1n << 64n },
];
const ECALL = 0x73;

interface Watched extends Listened {
  readonly bao: BaoAwareness;
}

async function watch(config: string): Promise<Watched> {
  const { target, heard } = targetOf(config);
  return { target, heard, bao: baoAwareness(target)! };
}

/** Steps a vCPU by small pieces until a state of the hypervisor is as wanted. */
async function stepUntil(
  { target, bao }: Watched,
  hart: number,
  wanted: (state: BaoState) => boolean,
): Promise<BaoState> {
  for (let pieces = 0; pieces < 100_000; pieces++) {
    const state = await bao.state();
    if (wanted(state)) {
      return state;
    }
    await target.run({ kind: 'step', hart, within: EVERYWHERE, limit: 50 });
  }
  return assert.fail('it never came to that');
}

async function instructionAt(target: EmbeddedTarget, hart: number): Promise<number> {
  const pc = target.registers.findIndex(({ group }) => group === 'pc');
  const [value] = await target.readRegisters(hart, [pc]);
  const bytes = await target.readMemory({ space: await target.currentSpace(hart), value: value! }, 4);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
}

describe('What is known of the hypervisor', () => {
  const scratch = scratchFolder();
  const isPending = (request: RemioRequest): boolean => request.state === 'PENDING';

  it('shows a request from the access on: who waits, for which register, since when', async () => {
    const watched = await watch((await buildSystem('remio-console')).config);
    const { target } = watched;
    const fresh = await watched.bao.state();
    assert.ok(
      fresh.requests.length > 0 &&
        fresh.requests.every(({ bindKey, age }) => bindKey === undefined && age === undefined),
    );
    const state = await stepUntil(watched, 0, ({ requests }) => requests.some(isPending));
    const device = state.devices[0]!;
    const request = state.requests.find(isPending)!;
    assert.deepEqual(device.pending, [request.slot]);
    assert.deepEqual(request.frontend, { vm: 1, vcpu: 0, hart: 1 });
    assert.equal(request.backendVm, 0);
    assert.equal(request.address, device.registers.base, 'a driver reads MagicValue first');
    assert.deepEqual(
      [request.register, request.operation, request.width, request.value],
      ['MagicValue', 'READ', 4, 0n],
    );
    const waiting = state.partitions[1]!.vcpus[0]!;
    assert.deepEqual([waiting.activity, waiting.request], ['blocked', request.slot]);
    assert.match(waiting.text, /waits for REMIO request/);
    // Only the backend's vCPU runs meanwhile: the age is what it has retired since.
    await target.run({ kind: 'step', hart: 0, within: EVERYWHERE, limit: 100 });
    const later = (await watched.bao.state()).requests[request.slot]!;
    assert.deepEqual([later.serial, later.age], [request.serial, request.age! + 100n]);
  });

  it('decodes the call that a vCPU is about to make, and then the same one with its result', async () => {
    const system = await buildSystem('remio-console');
    const { target, bao } = await watch(system.config);
    const kernel = openSymbols(fileSource(system.images.find(({ kind }) => kind === 'kernel')!.elf));
    const [dispatch] = kernel.functionsNamed('bao_dispatch_io');
    await target.setCodeBreakpoints([{ vm: 0, root: undefined, address: dispatch!.entry }]);
    assert.equal((await target.run({ kind: 'continue' })).kind, 'code-breakpoint');
    await target.setCodeBreakpoints([]);
    const seen: string[] = [];
    for (let steps = 0; seen.length < 2 && steps < 100_000; steps++) {
      const before = (await instructionAt(target, 0)) === ECALL ? await bao.hypercall(0) : undefined;
      await target.run({ kind: 'step', hart: 0, within: [], limit: 1 });
      if (before !== undefined && before.record.after === undefined) {
        const after = await bao.hypercall(0);
        assert.deepEqual(after?.record.before, before.record.before);
        assert.equal(after?.record.pc, before.record.pc);
        assert.ok(after?.text.startsWith(`${before.text} = `), after?.text);
        seen.push(after.text);
      }
    }
    assert.match(
      seen[0]!,
      /^REMIO ASK\(device model 0 \(bind key 7\)\) = SUCCESS, address 0x[0-9a-f]+ \(\w+\), operation (READ|WRITE)/,
    );
    assert.match(seen[1]!, /^REMIO (READ|ASK)\(/);
  });

  it('does not take a system call of a process for one of the hypervisor', async () => {
    const { target, bao } = await watch((await buildSystem('remio-console')).config);
    const privilege = target.registers.findIndex(({ name }) => name === 'priv');
    const kernel = [{ low: 0x9000_0000n, high: 0xa000_0000n }, EVERYWHERE[1]!];
    for (let steps = 0; steps < 10_000; steps++) {
      await target.run({ kind: 'step', hart: 0, within: kernel, limit: 10_000_000 });
      const [level] = await target.readRegisters(0, [privilege]);
      if (level === 0n && (await instructionAt(target, 0)) === ECALL) {
        assert.notEqual((await bao.hypercall(0))?.record.after, undefined, 'the last one that returned is shown');
        return;
      }
    }
    assert.fail('no process made a system call');
  });

  it('lists shared memories, IPC objects and their peers', async () => {
    const { target, bao } = await watch((await buildSystem('ipc')).config);
    const { ipcs, sharedMemories, partitions } = await bao.state();
    assert.deepEqual(
      partitions.map(({ name }) => name),
      target.partitions.map(({ name }) => name),
    );
    const ours = ipcs.find(({ vm }) => vm === 0)!;
    assert.deepEqual(ours.peers, [1]);
    const memory = sharedMemories[ours.shmemId]!;
    const mapping = memory.mappings.find(({ vm, base }) => vm === 0 && base === ours.base)!;
    const there = await target.translate({ space: { kind: 'guest-physical', vm: 0 }, value: mapping.base }, 'physical');
    assert.equal(there?.value, memory.physical);
  });

  it('holds what was found, and keeps it through other systems’ shapes', async () => {
    const folder = join(scratch(), 'variant');
    const { partitions } = await writeVariant('remio-dual', 9, folder);
    const watched = await watch((await buildSystem(folder, { out: join(scratch(), 'built') })).config);
    const state = await stepUntil(watched, 0, ({ requests }) => requests.some(({ age }) => age !== undefined));
    assert.deepEqual(state.partitions.map(({ name }) => name).sort(), partitions.map(({ name }) => name).sort());
    const request = state.requests.find(({ age }) => age !== undefined)!;
    const device = state.devices.find(({ bindKey }) => bindKey === request.bindKey)!;
    assert.equal(request.frontend?.vm, device.frontend.vm);
    assert.equal(request.register, 'MagicValue');
    const { target, bao, heard } = watched;
    setTimeout(() => target.pause(), 300);
    await target.run({ kind: 'continue' });
    assert.deepEqual(
      (await bao.state()).findings.map(({ text }) => text),
      heard.findings,
    );
    assert.ok(heard.findings.length > 0);
  });
});
