// SPDX-License-Identifier: Apache-2.0
/**
 * What the log of calls costs (to be run bundled, see bundled.ts): on an example system, and at the highest rate of requests that guests can make, with the
 * parity program 10-rate.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CallLog, CodePlaces, ENTRY_BYTES } from '../../debug-adapter/awareness/log';
import { EmbeddedTarget } from '../../debug-adapter/target/embedded';
import { createMachine, type Machine, readConfig } from '../../emulator';
import { buildGuests, npmCompiler } from '../parity/guests';
import { debuggee } from '../support/debuggee';
import { projectRoot } from '../support/requirements';

const REQUESTS = 2_000_000;
const WARM_UP = 3_000_000n;
const WINDOW = 1_000_000n;
/** Odd, so that there is a median. */
const ROUNDS = 9;

async function rateMachine(folder: string): Promise<() => Machine> {
  const images = buildGuests(await npmCompiler(), { folder, vms: 2, defines: ['VAR=2', `N=${REQUESTS}`] });
  const config = readConfig('config.c', readFileSync(join(folder, 'config.c'), 'utf8')).config!;
  return () => createMachine({ config, images, eventCapacity: 1 << 15, eventOverflow: 'stop', trapEvents: true });
}

/** Microseconds of processor time for a number of instructions. */
async function timeFor(target: EmbeddedTarget, instructions: bigint): Promise<number> {
  const before = process.cpuUsage();
  const { instructions: start } = await target.position();
  while ((await target.position()).instructions - start < instructions) {
    const run = target.run({ kind: 'continue' });
    setImmediate(() => target.pause());
    await run;
  }
  const { user, system } = process.cpuUsage(before);
  return ((user + system) / Number((await target.position()).instructions - start)) * Number(instructions);
}

/** An example system from its start to its rest, again and again. */
async function benchSystem(): Promise<void> {
  const config = join(projectRoot, 'dist', 'systems', 'remio-dual', 'config.c');
  const { target, programs, close } = debuggee(config, {}, { needsInput: () => target.pause() });
  const known = await target.bao.state();
  const run = async (): Promise<number> => {
    await target.restart();
    const before = process.cpuUsage();
    await target.run({ kind: 'continue' });
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  await run();
  const costs: number[] = [];
  let entries = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const free = await run();
    const log = new CallLog(target, known, new CodePlaces(programs));
    costs.push((await run()) / free - 1);
    log.close();
    entries = log.end;
  }
  const cost = costs.sort((one, other) => one - other)[ROUNDS >> 1]! * 100;
  console.log(`call log: ${cost.toFixed(1)} % of run speed on remio-dual, ${entries} entries (wanted: below 15 %)`);
  await close();
}

async function benchCallLog(): Promise<void> {
  await benchSystem();
  const folder = resolve(projectRoot, '..', 'shared', 'parity', '10-rate');
  if (!existsSync(folder)) {
    console.log('call log: skipped, the shared test data has no parity/10-rate');
    return;
  }
  const target = new EmbeddedTarget(await rateMachine(folder), { console() {}, finding() {} });
  const known = await target.bao.state();
  await timeFor(target, WARM_UP);
  const costs: number[] = [];
  let entries = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const free = await timeFor(target, WINDOW);
    const log = new CallLog(target, known, new CodePlaces({ ofVm: () => [] }));
    const withLog = await timeFor(target, WINDOW);
    log.close();
    entries = log.end;
    costs.push((withLog - free) / free);
  }
  const cost = costs.sort((one, other) => one - other)[ROUNDS >> 1]! * 100;
  console.log(
    `call log: ${cost.toFixed(1)} % of run speed where guests do nothing but call, an entry every ` +
      `${Math.round(Number(WINDOW) / entries)} instructions; ${ENTRY_BYTES} bytes an entry`,
  );
  await target.close();
}

void benchCallLog();
