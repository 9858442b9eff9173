// SPDX-License-Identifier: Apache-2.0
/** How often eventfds were signalled, as the drivers count it and as the machine saw it. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Guest } from '../../debug-adapter/awareness/guests';
import type { EventOf } from '../../debug-adapter/target';
import { type Debuggee, debuggee } from '../support/debuggee';
import { projectRoot } from '../support/requirements';

const REMIO_DUAL = join(projectRoot, 'dist', 'systems', 'remio-dual', 'config.c');
const QUEUE_NOTIFY = 0x50n;

describe('the signals of eventfds', function () {
  this.timeout(60_000);
  let system: Debuggee;
  const written: EventOf<'requestState'>[] = [];
  const notified: EventOf<'remioNotify'>[] = [];

  before(async () => {
    // The system is at rest when it wants input, so that what was signalled is also done.
    system = debuggee(REMIO_DUAL, {}, { needsInput: () => system.control.pause() });
    system.target.events.subscribe(['requestState', 'remioNotify'], (events) => {
      for (const event of events) {
        if (event.kind === 'requestState' && event.state === 'COMPLETE' && event.operation === 'WRITE') {
          written.push(event);
        } else if (event.kind === 'remioNotify') {
          notified.push(event);
        }
      }
    });
    await system.control.start('go');
  });
  after(() => system.close());

  it('are counted by the driver, for each doorbell and each interrupt', async () => {
    const { devices } = await system.target.bao!.state();
    let signals = 0n;
    for (const { backend, bindKey, registers } of devices) {
      const { models } = await Guest.of(system.threads, backend.vm)!.deviceModels();
      const { ioeventfds, irqfds } = models.find(({ id }) => id === backend.index)!;
      for (const { address, match, signals: counted } of ioeventfds) {
        assert.equal(address, registers.base + QUEUE_NOTIFY);
        const seen = written.filter(
          (event) => event.bindKey === bindKey && event.address === address && event.value === match,
        );
        assert.equal(counted, BigInt(seen.length));
        signals += counted;
      }
      const interrupts = notified.filter((event) => event.bindKey === bindKey);
      assert.deepEqual(
        irqfds.map((irqfd) => irqfd.signals),
        [BigInt(interrupts.length)],
      );
    }
    assert.ok(signals > 4n, `only ${signals} signals`);
  });
});
