// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { createMachine, MachineClient, readConfig } from '../../emulator';
import { backend, buildOwn, configText, frontend } from '../parity/own-guests';
import { projectRoot } from '../support/requirements';

const VMS = [{ remio: [backend] }, { remio: [frontend] }];
/** VM 1 jumps to itself for ever. */
const BUSY = ['PROBE=j probe'];

describe('The machine in a worker', () => {
  let folder: string;
  let program: string;

  before(() => {
    const dist = join(projectRoot, 'dist');
    mkdirSync(dist, { recursive: true });
    folder = mkdtempSync(join(dist, 'worker-test-'));
    program = join(folder, 'worker.cjs');
    buildSync({
      entryPoints: [join(projectRoot, 'emulator', 'machine', 'worker.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'cjs',
    });
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it('does what it does in this thread', async () => {
    const images = await buildOwn('access.c', 2, ['PROBE=lw a1,0(a0)']);
    const config = readConfig('config.c', configText(VMS)).config!;
    const here = createMachine({ config, images });
    const client = await MachineClient.start(program, { config, images });
    try {
      const there = await client.call('run', { instructions: 2_000_000n });
      assert.deepEqual(there, here.run({ instructions: 2_000_000n }));
      assert.equal(await client.call('stateHash', null), here.stateHash());
      assert.deepEqual(client.readEvents(0n, 1 << 20), here.readEvents(0n, 1 << 20));
      assert.equal(client.readPc(1), here.core.readPc(1));
      assert.equal(client.readRegister(0, 2), here.core.readRegister(0, 2));
      assert.deepEqual(await client.call('baoState', null), here.baoState());
    } finally {
      await client.close();
    }
  });

  it('is paused from outside while a guest never stops', async () => {
    const images = await buildOwn('access.c', 2, BUSY);
    const config = readConfig('config.c', configText(VMS)).config!;
    const client = await MachineClient.start(program, { config, images });
    try {
      const running = client.call('run', {});
      client.pause();
      assert.equal((await running).reason.kind, 'paused');
      assert.equal((await client.call('run', { instructions: 10_000n })).reason.kind, 'budget');
    } finally {
      await client.close();
    }
  });

  it('says why it cannot boot', async () => {
    const config = readConfig('config.c', configText(VMS)).config!;
    await assert.rejects(MachineClient.start(program, { config, images: new Map(), platform: 'no-such' }), /no-such/);
  });
});
