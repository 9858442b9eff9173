// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { BaoState, EventOf, RemioDevice, Target, TargetEvent } from '../../target';
import type { FollowedRequest } from './followed-request';
import { Headway } from './headway';

const end = (vm: number, index: number): RemioDevice['frontend'] => ({
  ...{ vm, index, cpu: vm, interrupt: 36, ready: true },
  shmem: { base: 0n, size: 4096n, id: 0 },
});
const DEVICE: RemioDevice = {
  ...{ bindKey: 7n, ready: true, frontend: end(1, 0), backend: end(0, 2), pending: [] },
  registers: { base: 0xa000000n, size: 512n },
};
const REQUEST: FollowedRequest = {
  ...{ serial: 5n, slot: 0, bindKey: 7n, address: 0xa000000n, frontendHart: 1, madeAt: 1n, asked: true },
  device: DEVICE,
};

/** A machine of which only events and the position are known. */
function machine() {
  let listener: (events: readonly TargetEvent[]) => void = () => {};
  const clock = { instructions: 0n };
  const target = {
    capabilities: { events: ['hypercall'] },
    events: {
      subscribe(_kinds: unknown, heard: typeof listener) {
        listener = heard;
        return () => {
          listener = () => {};
        };
      },
    },
    position: async () => ({ instructions: clock.instructions, time: 0n }),
  } as unknown as Target;
  const ask = (deviceModel: bigint, result: bigint): void => {
    const call = { kind: 'hypercall', id: 2n, vm: 0, hart: 3, instructions: clock.instructions, pc: 0x1000n };
    listener([
      {
        ...call,
        args: [deviceModel, 0n, 2n, 0n, 0n],
        results: [0n, result, 0n, 0n, 0n, 0n, 0n, 0n],
      } as unknown as EventOf<'hypercall'>,
    ]);
  };
  return { target, clock, ask };
}

function state(activity: string, lost = false): BaoState {
  const vcpus = [{ hart: 3, vcpu: 0, activity, text: 'loops after an error', request: undefined }];
  return {
    partitions: [{ vm: 0, name: 'backend', started: true, vcpus }],
    requests: [{ slot: 0, serial: 5n, allocated: true, lost, state: 'PENDING' }],
  } as unknown as BaoState;
}

describe('the headway of a request', () => {
  it('is made as long as its backend runs and the hypervisor has it', async () => {
    const { target } = machine();
    const headway = new Headway(target, REQUEST);
    await headway.begin(state('running'));
    assert.equal(await headway.impediment(state('running')), undefined);
    assert.equal((await headway.impediment(state('running', true)))?.kind, 'lost');
    const hung = await headway.impediment(state('hung'));
    assert.deepEqual([hung?.kind, hung?.hart, hung?.isFinal], ['hung', 3, true]);
    assert.match(hung!.text, /its backend backend does not run any more: loops after an error/);
  });

  it('ends where the backend asks again and again for what is not there, and is told at one of the calls', async () => {
    const { target, clock, ask } = machine();
    const headway = new Headway(target, REQUEST);
    await headway.begin(state('running'));
    const empty = (times: number): void => {
      for (let time = 0; time < times; time++) {
        clock.instructions += 100n;
        ask(2n, 1n);
      }
    };
    empty(1999);
    ask(2n, 0n);
    empty(1999);
    assert.deepEqual([headway.until, await headway.impediment(state('running'))], [[], undefined]);
    ask(1n, 0n);
    empty(1);
    assert.deepEqual(headway.until, [{ kind: 'hypercall', vm: 0 }]);
    const round = await headway.impediment(state('running'));
    assert.deepEqual([round?.kind, round?.hart, round?.isFinal], ['round', 3, false]);
    assert.match(round!.text, /goes round: 2,000 times/);
    clock.instructions += 50n;
    assert.equal(await headway.impediment(state('running')), undefined, 'between two calls it is not seen');
    await headway.begin(state('running'));
    assert.deepEqual(headway.until, [], 'who has seen it may go on');
    headway.close();
    empty(3000);
    assert.deepEqual(headway.until, []);
  });

  it('ends where the backend never comes to its device, because it asks for another one again and again', async () => {
    const { target, ask } = machine();
    const headway = new Headway(target, REQUEST);
    await headway.begin(state('running'));
    const empty = (times: number): void => {
      for (let time = 0; time < times; time++) {
        ask(1n, 1n);
      }
    };
    empty(1999);
    ask(2n, 1n);
    empty(1999);
    ask(1n, 0n);
    empty(1999);
    assert.deepEqual([headway.until, await headway.impediment(state('running'))], [[], undefined]);
    empty(1);
    assert.deepEqual(headway.until, [{ kind: 'hypercall', vm: 0 }]);
    const round = await headway.impediment(state('running'));
    assert.deepEqual([round?.kind, round?.hart, round?.isFinal], ['round', 3, false]);
    assert.match(
      round!.text,
      /2,000 times in a row it has asked for a request of another device model \(1\), there was none/,
    );
    headway.close();
  });

  it('is doubted after a long time without a stage', async () => {
    const { target, clock } = machine();
    const headway = new Headway(target, REQUEST);
    clock.instructions = 1_000n;
    await headway.begin(state('running'));
    clock.instructions += 499_999_999n;
    assert.equal(await headway.impediment(state('running')), undefined);
    clock.instructions += 1n;
    const slow = await headway.impediment(state('running'));
    assert.deepEqual([slow?.kind, slow?.text], ['slow', 'no stage for 500,000,000 instructions']);
  });
});
