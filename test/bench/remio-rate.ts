// SPDX-License-Identifier: Apache-2.0
/**
 * REMIO round trips per second between two bare-metal guests: the parity program 10-rate, unchanged. QEMU's figures were
 * recorded with the real hypervisor on two cores.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createMachine, readConfig } from '../../emulator';
import { buildGuests, npmCompiler } from '../parity/guests';
import { projectRoot } from '../support/requirements';

const REQUESTS = 200_000;
const SLICE = 100_000n;
const EVENT_CAPACITY = 1 << 17;
const CONSOLE = new Set(['guestConsole'] as const);

const VARIANTS = [
  { variant: 1, name: 'polling backend', qemu: '4600 to 5000' },
  { variant: 2, name: 'interrupt-driven backend', qemu: '3100 to 3300' },
];

/** Prints one line for each kind of backend; needs the folder of shared test data. */
export async function benchRemioRate(): Promise<void> {
  const folder = resolve(projectRoot, '..', 'shared', 'parity', '10-rate');
  if (!existsSync(folder)) {
    console.log('REMIO round trips: skipped, the shared test data has no parity/10-rate');
    return;
  }
  for (const { variant, name, qemu } of VARIANTS) {
    const rate = REQUESTS / (await measure(folder, variant));
    console.log(
      `REMIO round trips, ${name}: ${Math.round(rate)} per second (QEMU 7.2 with the real hypervisor, recorded: ${qemu})`,
    );
  }
}

/** Seconds between the program's own START and END lines. */
async function measure(folder: string, variant: number): Promise<number> {
  const images = buildGuests(await npmCompiler(), { folder, vms: 2, defines: [`VAR=${variant}`, `N=${REQUESTS}`] });
  const config = readConfig('config.c', readFileSync(join(folder, 'config.c'), 'utf8')).config!;
  const machine = createMachine({ config, images, eventCapacity: EVENT_CAPACITY });
  let next = 0n;
  let start = 0n;
  for (;;) {
    const { reason } = machine.run({ instructions: SLICE });
    const batch = machine.readEvents(next, EVENT_CAPACITY, CONSOLE);
    next = batch.next;
    for (const event of batch.events) {
      const text = event.kind === 'guestConsole' ? event.text : '';
      if (text === 'RATE START') {
        start = process.hrtime.bigint();
      } else if (text === 'RATE END') {
        return Number(process.hrtime.bigint() - start) / 1e9;
      }
    }
    if (reason.kind === 'finished') {
      throw new Error('the rate program ended without its END line');
    }
  }
}

if (require.main === module) {
  void benchRemioRate();
}
