// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { bootSystem, launchOptionNames, loadSystem } from '../../debug-adapter/system';
import { TargetError, type TargetEvent } from '../../debug-adapter/target';
import { createEmbeddedTarget, type EmbeddedTarget } from '../../debug-adapter/target/embedded';
import type { Machine, MachineEvent } from '../../emulator';
import { projectRoot } from '../support/requirements';

const CONFIG = join(projectRoot, 'dist', 'systems', 'remio-dual', 'config.c');
const KINDS = ['hypercall', 'requestState', 'vcpuResumed', 'interruptTaken'] as const;

function loaded() {
  const system = loadSystem({ config: CONFIG, images: new Map() }, CONFIG, launchOptionNames);
  assert.ok(system.config !== undefined);
  return system;
}

function newTarget(): EmbeddedTarget {
  const target: EmbeddedTarget = createEmbeddedTarget(
    loaded(),
    {},
    { console() {}, finding() {}, needsInput: () => target.pause() },
  );
  return target;
}

/** The same system without a target around it, to its rest. */
function alone(): { machine: Machine; events: MachineEvent[] } {
  const machine = bootSystem(loaded(), {}, { eventCapacity: 1 << 15 });
  const booted = machine.position.events;
  assert.equal(machine.run({ instructions: 1_000_000_000n }).reason.kind, 'finished');
  const { events, dropped } = machine.readEvents(booted, 1 << 15, new Set(KINDS));
  assert.equal(dropped, 0n);
  return { machine, events: [...events] };
}

describe('the events of a target', function () {
  this.timeout(60_000);
  let target: EmbeddedTarget;

  beforeEach(() => {
    target = newTarget();
  });
  afterEach(() => target.close());

  it('come in order, none left out, and change nothing', async () => {
    const heard: TargetEvent[] = [];
    const some: TargetEvent[] = [];
    target.events.subscribe(KINDS, (events) => heard.push(...events));
    target.events.subscribe(['vcpuResumed'], (events) => some.push(...events));
    await target.run({ kind: 'continue' });
    const { machine, events } = alone();
    assert.deepEqual(heard, events);
    assert.deepEqual(
      some,
      events.filter(({ kind }) => kind === 'vcpuResumed'),
    );
    assert.equal(target.machine.stateHash(), machine.stateHash());
  });

  it('end with the subscription, and are told again from the beginning after a restart', async () => {
    const heard: TargetEvent[] = [];
    const end = target.events.subscribe(KINDS, (events) => heard.push(...events));
    await target.run({ kind: 'continue', until: [{ kind: 'vcpuResumed' }] });
    const first = [...heard];
    await target.restart();
    await target.run({ kind: 'continue', until: [{ kind: 'vcpuResumed' }] });
    assert.deepEqual(heard, [...first, ...first]);
    end();
    await target.run({ kind: 'continue', until: [{ kind: 'vcpuResumed' }] });
    assert.equal(heard.length, 2 * first.length);
  });

  it('stop a run right after one that was asked for', async () => {
    const stop = await target.run({
      kind: 'continue',
      until: [{ kind: 'ipcNotify' }, { kind: 'requestState', state: 'PROCESSING' }],
    });
    assert.ok(stop.kind === 'event' && stop.event.kind === 'requestState');
    const { id, serial, address, instructions } = stop.event;
    const request = (await target.bao.state()).requests[id]!;
    assert.deepEqual([request.serial, request.address, request.state], [serial, address, 'PROCESSING']);
    // The call itself is behind it.
    assert.equal((await target.position()).instructions, instructions + 1n);
    const next = await target.run({ kind: 'continue', until: [{ kind: 'vcpuResumed', serial }] });
    assert.ok(next.kind === 'event' && next.event.kind === 'vcpuResumed' && next.event.requestSerial === serial);
  });

  it('are refused by name when the target has none of the kind', () => {
    assert.throws(() => target.events.subscribe(['meteor' as 'hypercall'], () => {}), TargetError);
    assert.throws(() => target.events.subscribe(['meteor' as 'hypercall'], () => {}), /meteor/);
  });
});
