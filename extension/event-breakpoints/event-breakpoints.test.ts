// SPDX-License-Identifier: Apache-2.0
/** What the view offers and shows, without the editor. */

import assert from 'node:assert/strict';
import { registerOffset } from '../../debug-adapter/awareness/virtio';
import { EVENT_BREAKPOINT_KINDS, type EventBreakpoint, VIRTIO_REGISTERS } from '../../debug-adapter/protocol';
import { Arguments } from '../../debug-adapter/session/arguments';
import { readEventBreakpoint } from '../../debug-adapter/session/event-breakpoint-arguments';
import { choicesOf } from './choices';
import { KINDS, type Parameter } from './parameters';
import { readStored } from './stored';
import { breakpointLabel, shownBreakpoint } from './words';

function example({ type, values, name }: Parameter): unknown {
  switch (type) {
    case 'number':
      return 3;
    case 'several':
      return values!.slice(0, 2);
    case 'text':
      return values?.[0] ?? (name === 'device' ? '7' : 'backend');
  }
}

/** One of each kind with all of its parameters. */
const FULL: readonly EventBreakpoint[] = KINDS.map(
  ({ kind, parameters }) =>
    ({
      kind,
      ...Object.fromEntries(parameters.map((parameter) => [parameter.name, example(parameter)])),
      condition: '$event.vm == 0',
      hitCondition: '2',
    }) as EventBreakpoint,
);

const stored = (breakpoint: EventBreakpoint, isEnabled = true) => ({ key: 1, isEnabled, breakpoint });

describe('the view of event breakpoints', () => {
  it('offers every kind, with the parameters that the debug adapter takes', () => {
    assert.deepEqual(
      KINDS.map(({ kind }) => kind),
      [...EVENT_BREAKPOINT_KINDS],
    );
    for (const breakpoint of FULL) {
      assert.deepEqual(readEventBreakpoint(new Arguments('test', breakpoint)), breakpoint);
    }
    for (const name of VIRTIO_REGISTERS) {
      assert.notEqual(registerOffset(name), undefined, name);
    }
  });

  it('keeps what is set, and makes sense of anything that was kept', () => {
    const all = FULL.map((breakpoint, index) => ({ isEnabled: index % 2 === 0, breakpoint }));
    const read = readStored(JSON.parse(JSON.stringify(all)));
    assert.deepEqual(
      read.map(({ isEnabled, breakpoint }) => ({ isEnabled, breakpoint })),
      all,
    );
    assert.equal(new Set(read.map(({ key }) => key)).size, read.length);
    for (const nonsense of [
      undefined,
      null,
      7,
      'x',
      {},
      [null],
      [7],
      [{ breakpoint: 3 }],
      [{ breakpoint: { kind: 'meteor' } }],
    ]) {
      assert.deepEqual(readStored(nonsense), []);
    }
    const damaged = { kind: 'hypercall', operation: 'FLY', vm: 7, outcome: {}, condition: ['x'], more: 1 };
    assert.deepEqual(readStored([{ breakpoint: damaged }]), [stored({ kind: 'hypercall' })]);
  });

  it('says what each stops at, whether it can, and what it has stopped at', () => {
    const breakpoint: EventBreakpoint = {
      ...{ kind: 'hypercall', operation: 'NOTIFY', vm: 'backend', outcome: 'failed' },
      ...{ condition: '$event.deviceModel == 1', hitCondition: '> 2' },
    };
    assert.equal(breakpointLabel({ kind: 'firstWrite' }), 'First Write: any');
    assert.equal(breakpointLabel({ kind: 'requestAge', instructions: 5000000 }), 'Request Age: instructions 5,000,000');
    assert.equal(
      breakpointLabel({ kind: 'requestState', states: ['PENDING', 'FREE'] }),
      'Request State: PENDING or FREE',
    );
    const shown = shownBreakpoint(stored(breakpoint), { id: 1, verified: true }, false);
    assert.equal(shown.label, 'Hypercall: NOTIFY, caller backend, failed');
    assert.equal(shown.description, 'when $event.deviceModel == 1, hits > 2');
    assert.equal(shown.spoken, `${shown.label}, enabled, ${shown.description}`);
    const refused = { verified: false, message: "there is no partition 'backend'" };
    const problem = shownBreakpoint(stored(breakpoint), refused, false);
    assert.match(problem.spoken, /cannot stop anything, .*there is no partition 'backend'$/);
    assert.match(problem.icon, /unverified/);
    assert.match(shownBreakpoint(stored(breakpoint, false), refused, false).spoken, /, disabled, when/);
    assert.match(shownBreakpoint(stored(breakpoint), undefined, true).description, /^stopped here, /);
  });

  it('offers what a running system has', () => {
    const end = (name: string, vm: number, id: number) => ({
      ...{ name, vm, index: id, cpu: 0, interrupt: 36, ready: true, shmem: { base: '0x0', size: '0x1000', id } },
    });
    const choices = choicesOf({
      isRunning: false,
      partitions: [],
      remio: {
        devices: [
          {
            ...{ bindKey: '0x9', ready: true, pending: [], registers: { base: '0x0', size: '0x200' } },
            ...{ frontend: end('storage', 2, 1), backend: end('backend', 0, 1) },
          } as never,
        ],
        requests: [],
        slots: 4,
      },
    });
    assert.deepEqual(choices.devices, [{ value: '9', about: 'storage → backend' }]);
    assert.deepEqual(choices.deviceModels, [{ value: '1', about: 'of backend, for storage' }]);
    assert.deepEqual(choices.sharedMemories, [{ value: '1', about: 'storage, backend' }]);
  });
});
