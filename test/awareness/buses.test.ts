// SPDX-License-Identifier: Apache-2.0
/** Drivers and devices of a Linux guest, compared with its device tree. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readBuses } from '../../debug-adapter/awareness/linux';
import { buildSystem } from '../support/kernel-build';
import { projectRoot } from '../support/requirements';
import { scratchFolder } from '../support/scratch';
import { writeVariant } from '../support/variants';
import { type LinuxGuest, linuxGuestAt, poke } from './linux-guest';

const DISPATCHER = /^bao-io-dispatcher/;

/** Names of the nodes in device-tree source that a driver could be for. */
function nodesOf(config: string, name: string): string[] {
  const text = readFileSync(join(dirname(config), `${name}.dts`), 'utf8');
  return [...text.matchAll(/^\s*(?:\w+: )?(bao[\w,-]*(?:@[0-9a-f]+)?) \{/gm)].map((match) => match[1]!);
}

describe('drivers and devices of a Linux guest', function () {
  this.timeout(120_000);
  const folder = scratchFolder();
  const opened: LinuxGuest[] = [];

  afterEach(() => Promise.all(opened.splice(0).map((guest) => guest.close())));

  async function stoppedAt(config: string, name: string): Promise<LinuxGuest> {
    const guest = await linuxGuestAt(config, name);
    opened.push(guest);
    return guest;
  }

  const example = (name: string) => join(projectRoot, 'dist', 'systems', name, 'config.c');

  async function checkBound({ system, kernel }: LinuxGuest, config: string): Promise<void> {
    const { drivers, devices, problems } = await readBuses(kernel);
    assert.deepEqual(problems, []);
    assert.deepEqual(drivers.map(({ name, bus }) => `${bus} ${name}`).sort(), [
      'platform bao-io-dispatcher',
      'platform baoipc',
    ]);
    const { name } = system.target.partitions.find(({ vm }) => vm === kernel.space.vm)!;
    const bound = devices.filter(({ isBound }) => isBound).map(({ node }) => node!);
    assert.deepEqual(bound.sort(), nodesOf(config, name).sort());
    for (const { node, driver } of devices.filter(({ isBound }) => isBound)) {
      const { name: taker, probe } = drivers.find(({ address }) => address === driver)!;
      assert.equal(DISPATCHER.test(node!), DISPATCHER.test(taker));
      assert.match(kernel.symbols.symbolAt(probe!)!.symbol.name, /^bao_\w+_probe$/);
    }
  }

  it('are those of the device tree', async () => {
    await checkBound(await stoppedAt(example('remio-dual'), 'bao_io_client_push_request'), example('remio-dual'));
    await checkBound(await stoppedAt(example('ipc'), 'bao_ipcshmem_read'), example('ipc'));
  });

  it('are those of the device tree in a variant, too', async () => {
    const to = join(folder(), 'variant');
    await writeVariant('remio-dual', 5, to);
    const { config } = await buildSystem(to, { out: join(to, 'images'), log: () => {} });
    await checkBound(await stoppedAt(config, 'bao_io_client_push_request'), config);
  });

  it('are not bound before the driver has looked at them', async () => {
    const { kernel } = await stoppedAt(example('remio-dual'), 'bao_io_dispatcher_driver_probe');
    const probed = (await readBuses(kernel)).devices.filter(({ driver }) => driver !== undefined);
    assert.equal(probed.length, 1);
    assert.match(probed[0]!.node!, DISPATCHER);
    assert.equal(probed[0]!.isBound, false);
  });

  it('are none before the bus is there, and as many as a damaged list leads to', async () => {
    const early = await stoppedAt(example('remio-dual'), 'bus_register');
    const before = await readBuses(early.kernel);
    assert.deepEqual([before.drivers, before.devices], [[], []]);
    assert.match(before.problems[0]!, /^drivers of the bus platform: the list is not initialised yet$/);
    const guest = await stoppedAt(example('remio-dual'), 'bao_io_client_push_request');
    const { devices } = await readBuses(guest.kernel);
    const second = guest.kernel.at('struct device', devices[1]!.address);
    await poke(guest, second.member('bus_node').address, 0x18n);
    const after = await readBuses(guest.kernel);
    assert.equal(after.devices.length, 2);
    assert.match(
      after.problems[0]!,
      /^devices of the bus platform: .* points to 0x18: 0x20, in struct device, is not mapped$/,
    );
  });
});
