// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { MachineEvent } from '../../emulator';
import { converse } from '../support/conversation';
import { buildSystem } from '../support/kernel-build';
import { bootSystem } from '../support/run-system';

type RequestEvent = Extract<MachineEvent, { kind: 'requestState' }>;

/** What remio-dual is for: several requests, devices and vCPUs at once. */
describe('remio-dual', () => {
  const requests: RequestEvent[] = [];
  const notified = new Set<number>();

  before(async () => {
    const machine = bootSystem(await buildSystem('remio-dual'));
    converse(machine, [], {
      listen: (event) => {
        if (event.kind === 'requestState') {
          requests.push(event);
        } else if (event.kind === 'remioNotify') {
          notified.add(event.frontendCpu);
        }
      },
    });
  });

  /** Walks through the requests, calling `look` with all that are open after each change. */
  function eachMoment(look: (open: readonly RequestEvent[]) => void): void {
    const open = new Map<bigint, RequestEvent>();
    for (const request of requests) {
      if (request.state === 'FREE') {
        open.delete(request.serial);
      } else {
        open.set(request.serial, request);
      }
      look([...open.values()]);
    }
    assert.equal(open.size, 0, 'every request ends');
  }

  it('has requests of both vCPUs of one frontend open at once', () => {
    let both = 0;
    eachMoment((open) => {
      const cpus = new Set(open.filter(({ bindKey }) => bindKey === 9n).map(({ frontendCpu }) => frontendCpu));
      both = Math.max(both, cpus.size);
    });
    assert.equal(both, 2);
  });

  it('has requests of both devices open at once, in slots of one pool', () => {
    let devices = 0;
    let slots = 0;
    eachMoment((open) => {
      devices = Math.max(devices, new Set(open.map(({ bindKey }) => bindKey)).size);
      slots = Math.max(slots, new Set(open.map(({ id }) => id)).size);
    });
    assert.equal(devices, 2);
    assert.ok(slots >= 2);
  });

  it('interrupts both frontends', () => {
    assert.equal(notified.size, 2);
  });
});
