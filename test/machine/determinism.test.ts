// SPDX-License-Identifier: Apache-2.0
/** What happens in the machine depends on its inputs alone: not on how a run is cut, nor on who watches. */

import assert from 'node:assert/strict';
import { createMachine, type Machine, type MachineEvent, readConfig } from '../../emulator';
import { backend, buildOwn, configText, frontend } from '../parity/own-guests';

const VMS = [{ remio: [backend] }, { remio: [frontend] }, {}];
const BUDGET = 3_000_000n;

async function boot(): Promise<Machine> {
  const images = await buildOwn('access.c', VMS.length, ['PROBE=lw a1,0(a0)']);
  return createMachine({ config: readConfig('config.c', configText(VMS)).config!, images });
}

/** Runs to the end in pieces that `slice` names; `between` is called between them. */
function complete(machine: Machine, slice: () => bigint, between: () => void = () => {}): MachineEvent[] {
  for (;;) {
    const left = BUDGET - machine.position.instructions;
    const wanted = slice();
    const { reason } = machine.run({ instructions: wanted < left ? wanted : left });
    if (reason.kind === 'finished' || machine.position.instructions >= BUDGET) {
      return [...machine.readEvents(0n, 1 << 20).events];
    }
    between();
  }
}

describe('A run of the machine', () => {
  let expected: MachineEvent[];
  let hash: string;

  before(async () => {
    const machine = await boot();
    expected = complete(machine, () => BUDGET);
    hash = machine.stateHash();
    assert.ok(expected.length > 50, 'something happens');
  });

  it('repeats to the last byte', async () => {
    const machine = await boot();
    assert.deepEqual(
      complete(machine, () => BUDGET),
      expected,
    );
    assert.equal(machine.stateHash(), hash);
  });

  it('is the same in pieces of any size', async () => {
    for (const size of [1n, 7n, 1999n, 2001n]) {
      const machine = await boot();
      let count = 0n;
      const pieces = (): bigint => (size === 1n ? (count++ < 3000n ? 1n : 100_000n) : size);
      assert.deepEqual(complete(machine, pieces), expected, `pieces of ${size}`);
      assert.equal(machine.stateHash(), hash, `pieces of ${size}`);
    }
  });

  it('is the same with breakpoints, steps and events that stop it', async () => {
    const machine = await boot();
    machine.setBreakpoints([{ vm: 1, address: 0x9020_0100n }]);
    let stops = 0;
    let turn = 0;
    const events = (): MachineEvent[] => [...machine.readEvents(0n, 1 << 20).events];
    for (;;) {
      turn++;
      const options =
        turn % 3 === 0
          ? { step: { hart: 0, instructions: 5 }, instructions: 10_000n }
          : turn % 3 === 1
            ? { untilEvent: [{ kind: 'hypercall' as const }], instructions: 10_000n }
            : { instructions: 5000n };
      const { reason } = machine.run(options);
      if (reason.kind === 'breakpoint') {
        stops++;
        assert.equal(reason.pc, 0x9020_0100n);
        assert.equal(reason.hart, 1);
      }
      if (reason.kind === 'finished') {
        break;
      }
    }
    assert.equal(stops, 1);
    assert.deepEqual(events(), expected);
    assert.equal(machine.stateHash(), hash);
  });

  it('steps one hart while the others keep their schedule', async () => {
    const machine = await boot();
    for (let step = 0; step < 20; step++) {
      const before = machine.core.readPc(1);
      const { reason } = machine.run({ step: { hart: 1, instructions: 1 } });
      assert.equal(reason.kind, 'budget');
      assert.notEqual(machine.core.readPc(1), before);
    }
  });

  it('blocks a frontend with its pc already past the access', async () => {
    const machine = await boot();
    const { reason } = machine.run({ untilEvent: [{ kind: 'requestState', state: 'PENDING' }] });
    assert.equal(reason.kind, 'event');
    machine.run({ step: { hart: 0, instructions: 1 } });
    assert.equal(machine.core.readPc(1), 0x9020_0104n);
    assert.equal(machine.activities()[1]!.code, 'blocked');
    const request = machine.baoState().requests[0]!;
    assert.deepEqual([request.state, request.address, request.width], ['PENDING', 0x1000_8010n, 4]);
  });

  it('shares memory at the addresses that the configuration gives', async () => {
    const machine = await boot();
    const { pa } = machine.baoState().sharedMemories[0]!;
    assert.deepEqual(
      machine.baoState().sharedMemories[0]!.mappings.map(({ vm, gpa }) => [vm, gpa]),
      [
        [0, 0xd000_0000n],
        [1, 0xd000_0000n],
      ],
    );
    assert.equal(machine.core.translateGuestPhysical(0, 0xd000_0000n), pa);
    assert.equal(machine.writeGuestPhysical(1, 0xd000_0ffen, Uint8Array.of(1, 2, 3, 4)), true);
    assert.deepEqual(machine.readGuestPhysical(0, 0xd000_0ffen, 4), Uint8Array.of(1, 2, 3, 4));
    assert.equal(machine.readGuestPhysical(2, 0xd000_0000n, 4), undefined);
  });
});
