// SPDX-License-Identifier: Apache-2.0
/** The state of seeded variants of the example systems, compared with what they were made from. */

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlaceState, StateResponseBody } from '../../debug-adapter/protocol';
import { buildSystem } from '../support/kernel-build';
import { scratchFolder } from '../support/scratch';
import { type VariantModel, writeVariant } from '../support/variants';
import { closeClients, launched, start } from './guide';

const hex = (value: number): string => `0x${value.toString(16)}`;
const UART_INTERRUPT = 10;
const QUEUE_NOTIFY = 0x50;

/** The lines of the configuration from a place on. */
function linesAt({ path, line }: PlaceState): string {
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(line - 1, line + 7)
    .join('\n');
}

function checkPartitions({ partitions }: StateResponseBody, model: VariantModel): void {
  for (const [vm, wanted] of model.partitions.entries()) {
    const { name, vcpus, image, regions, devices, interrupts, linux, place } = partitions![vm]!;
    assert.deepEqual([name, vcpus.length, linux !== undefined], [wanted.name, wanted.cpus, wanted.kind === 'kernel']);
    assert.deepEqual([image.entry, image.base, image.file], [hex(wanted.image), hex(wanted.image), `${name}.bin`]);
    assert.deepEqual(
      regions.map(({ base, size }) => [base, size]),
      [[hex(wanted.ram.base), hex(wanted.ram.size)]],
    );
    assert.equal(devices[0]!.base, hex(wanted.uart));
    const own = [
      ...(wanted.uartInterrupt ? [UART_INTERRUPT] : []),
      ...wanted.ipcs.map(({ interrupt }) => interrupt),
      ...model.channels.filter(({ backend }) => backend === name).map((each) => each.backendInterrupt),
      ...model.channels.filter(({ frontend }) => frontend === name).map((each) => each.frontendInterrupt),
    ];
    assert.deepEqual(
      interrupts.map(({ number }) => number),
      own.sort((one, other) => one - other),
    );
    assert.match(linesAt(place!), new RegExp(`/\\* ${name} \\*/`));
    assert.match(linesAt(regions[0]!.place!), new RegExp(`base = ${hex(wanted.ram.base)}`));
  }
}

function checkRemio({ remio, deviceModels }: StateResponseBody, { channels, partitions }: VariantModel): void {
  const nameOf = (vm: number) => partitions[vm]!.name;
  for (const [index, channel] of channels.entries()) {
    const device = remio!.devices.find(({ bindKey }) => bindKey === hex(channel.bindKey))!;
    const { frontend, backend, registers } = device;
    assert.deepEqual([nameOf(frontend.vm), nameOf(backend.vm)], [channel.frontend, channel.backend]);
    assert.deepEqual([frontend.interrupt, backend.interrupt], [channel.frontendInterrupt, channel.backendInterrupt]);
    assert.deepEqual([registers.base, device.ready], [hex(channel.va), true]);
    assert.match(linesAt(backend.place!), new RegExp(`bind_key = ${channel.bindKey},`));
    const [guest] = deviceModels!;
    const model = guest!.models.find(({ id }) => id === index)!;
    const { base, size, id } = channel.shmem;
    assert.deepEqual([model.bindKey, model.shmem.base, model.shmem.size], [hex(channel.bindKey), hex(base), hex(size)]);
    assert.deepEqual([frontend.shmem.id, backend.shmem.base], [id, hex(base)]);
    const notify = model.ioeventfds.map(({ address }) => address);
    assert.ok(notify.every((address) => address === hex(channel.va + QUEUE_NOTIFY)));
    assert.ok(model.clients.every(({ isControl, thread }) => isControl || thread?.threadId !== undefined));
  }
}

function checkIpc({ ipc }: StateResponseBody, { partitions }: VariantModel): void {
  for (const [vm, { name, kind, ipcs }] of partitions.entries()) {
    for (const [index, wanted] of ipcs.entries()) {
      const object = ipc!.find((each) => each.vm === vm && each.index === index)!;
      assert.deepEqual([object.base, object.size], [hex(wanted.base), hex(wanted.size)]);
      assert.deepEqual([object.shmemId, object.interrupts], [wanted.shmemId, [wanted.interrupt]]);
      const others = partitions.filter((each) => each.name !== name && each.ipcs.length > 0);
      assert.deepEqual(
        object.peers.map((peer) => peer.name),
        others.map((peer) => peer.name),
      );
      assert.equal(object.driver !== undefined, kind === 'kernel');
      for (const side of ['read', 'write'] as const) {
        const channel = object.driver?.[side];
        const { offset, size } = wanted[side];
        assert.ok(channel === undefined || (channel.offset === hex(offset) && channel.size === hex(size)), side);
      }
    }
  }
}

describe('the state of variants of the systems', function () {
  this.timeout(120_000);
  const folder = scratchFolder();
  afterEach(closeClients);

  for (const [name, seed, optimisation, stop] of [
    ['remio-dual', 11, '-Og', 'bao_irqfd_inject'],
    ['remio-dual', 12, '-O2', 'bao_irqfd_wakeup'],
    ['remio-console', 13, '-Og', 'bao_irqfd_inject'],
    ['ipc', 14, '-Og', 'bao_ipcshmem_read'],
    ['ipc', 15, '-O2', 'bao_ipcshmem_read'],
  ] as const) {
    it(`is what variant ${seed} of ${name}, built with ${optimisation}, was made from`, async () => {
      const variant = join(folder(), `${name}-${seed}`);
      mkdirSync(variant);
      const model = await writeVariant(name, seed, variant);
      const { config } = await buildSystem(variant, { optimisation, out: join(variant, 'out'), log: () => {} });
      const client = await launched({ config });
      await client.request('setFunctionBreakpoints', { breakpoints: [{ name: stop }] });
      assert.equal((await start(client)).reason, 'function breakpoint');
      const state = await client.request<StateResponseBody>('bao.state');
      checkPartitions(state, model);
      checkRemio(state, model);
      checkIpc(state, model);
    });
  }
});
