// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSeries } from '../posted-series/extract';
import { seriesThread } from '../posted-series/thread-file';
import { baoDebug, type Outcome } from '../support/bao-debug';

interface StageLine {
  readonly id?: string;
  readonly vm?: number;
  readonly frames?: readonly { readonly function: string; readonly file?: string; readonly text?: string }[];
  readonly facts?: Readonly<Record<string, string>>;
  readonly queues?: readonly { readonly title: string; readonly entries: readonly unknown[] }[];
}

const LIFE = ['trapped', 'queued', 'injected', 'taken', 'asked', 'dispatched', 'attached', 'completed', 'resumed'];

function lines(outcome: Outcome): StageLine[] {
  return outcome.output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as StageLine);
}

describe('bao-debug on the example systems', () => {
  for (const system of ['remio-console', 'remio-dual']) {
    it(`follows a request of ${system} through frontend, Bao, driver, device model and back`, async () => {
      const outcome = await baoDebug(['step', system, '--json']);
      const stages = lines(outcome).filter(({ id }) => id !== undefined);
      assert.deepEqual(
        stages.map(({ id }) => id),
        LIFE,
      );
      const place = (id: string): string => {
        const { function: name, file } = stages.find((stage) => stage.id === id)!.frames![0]!;
        return `${name} ${file}`;
      };
      assert.equal(place('trapped'), 'virtio_write kernel/guests/lib/virtio-mmio.c');
      assert.match(place('taken'), / kernel\/runtime\//);
      assert.equal(place('asked'), 'bao_dispatch_io kernel/drivers/bao/io-dispatcher/io_dispatcher.c');
      assert.equal(place('attached'), 'dispatcher_attach kernel/user/device-model/dispatcher.c');
      assert.match(place('completed'), /kernel\/drivers\/bao\/io-dispatcher\//);
      assert.equal(place('resumed'), place('trapped'));
      assert.match(stages[0]!.facts!.register!, /^InterruptACK \(0x064\) of the virtio /);
      assert.equal(outcome.code, 0);
    });
  }

  it('shows the request pool and the rings as they are in shared memory', async () => {
    const outcome = await baoDebug(['step', 'remio-console']);
    assert.match(outcome.output, /#\d+ \* +FREE +WRITE 4 at 0xa003e64 +InterruptACK/);
    assert.match(outcome.output, /Virtqueue 1 \(transmit\) in shared memory 0, seen by vm0 backend at 0xd0000000/);
    assert.match(outcome.output, /device reads +used, 0 bytes written +"hello from the frontend, line 1\\n"/);
    assert.match(outcome.output, /Virtqueue 0 \(receive\)[\s\S]*device writes +offered/);
    assert.ok(!outcome.output.includes('\u001b'), 'no colours where nobody sees them');
  });

  it('follows a load too, and shows the value that came back', async () => {
    const outcome = await baoDebug(['step', 'remio-console', '--request', 'DeviceID']);
    assert.match(outcome.output, /The frontend loads from a device register/);
    assert.match(outcome.output, /value +a\d = 0x3 \(console\)/);
  });

  it('tells which request is answered inside the driver', async () => {
    const stages = lines(await baoDebug(['step', 'remio-console', '--json', '--request', 'QueueNotify']));
    const ids = stages.map(({ id }) => id).filter((id) => id !== undefined);
    assert.deepEqual(
      ids,
      LIFE.filter((id) => id !== 'attached'),
    );
  });

  it('types at a guest and gives the same run for the same input', async () => {
    const runs = [
      await baoDebug(['run', 'remio-console', '--vm', '0', '--input', 'help']),
      await baoDebug(['run', 'remio-console', '--vm', '0'], { input: 'help\n' }),
    ];
    assert.match(runs[0]!.output, /^vm1 frontend \| sent 3 lines/m);
    assert.match(runs[0]!.output, /^vm0 backend +\| .*help/m);
    assert.equal(runs[0]!.output, runs[1]!.output);
    assert.equal(runs[0]!.code, 0);
  });

  it('runs a system with the drivers of another tree', async function () {
    const folder = mkdtempSync(join(tmpdir(), 'bao-drivers-'));
    try {
      writeSeries(seriesThread(this), folder);
      for (const drivers of [folder, join(folder, 'drivers', 'virt', 'bao')]) {
        const outcome = await baoDebug(['run', 'remio-console', '--drivers', drivers, '--instructions', '40M']);
        assert.match(outcome.errors, /asks an empty REMIO queue again and again.*takes a0 for the answer/);
        assert.match(outcome.errors, /instruction budget is used up/);
        assert.equal(outcome.code, 0);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('refuses drivers for a system that it cannot build', async () => {
    const missing = await baoDebug(['run', 'remio-console', '--drivers', '/no/such/tree']);
    assert.match(missing.errors, /there is no such folder/);
    assert.equal(missing.code, 2);
    const empty = mkdtempSync(join(tmpdir(), 'bao-empty-'));
    const outcome = await baoDebug(['run', 'remio-console', '--drivers', empty]);
    rmSync(empty, { recursive: true });
    assert.match(outcome.errors, /--drivers/);
    assert.equal(outcome.code, 1);
  });
});
