// SPDX-License-Identifier: Apache-2.0
/**
 * What the log of calls costs (to be run bundled, see bundled.ts): on an example system, and at the highest rate of requests that guests can make, with the
 * parity program 10-rate.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CallLog, CodePlaces, ENTRY_BYTES, IoctlWatch } from '../../debug-adapter/awareness/log';
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
/** Runs of a few milliseconds. */
const SYSTEM_ROUNDS = 25;

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

/** An example system from its start to its rest, again and again: without a log, with one, and with ioctls in it. */
async function benchSystem(): Promise<void> {
  const config = join(projectRoot, 'dist', 'systems', 'remio-dual', 'config.c');
  const { target, programs, breakpoints, control, close } = debuggee(config, {}, { needsInput: () => control.pause() });
  const known = await target.bao.state();
  const run = async (): Promise<number> => {
    const before = process.cpuUsage();
    await control.continue();
    const { user, system } = process.cpuUsage(before);
    await target.restart();
    return user + system;
  };
  const logged = async (watched: boolean): Promise<{ time: number; entries: number }> => {
    const log = new CallLog(target, known, new CodePlaces(programs));
    const end = watched ? await breakpoints.observe(new IoctlWatch(target, programs, log)) : undefined;
    const time = await run();
    await end?.();
    log.close();
    return { time, entries: log.end };
  };
  await run();
  await logged(true);
  const times: { free: number; calls: number; all: number }[] = [];
  let entries = 0;
  for (let round = 0; round < SYSTEM_ROUNDS; round++) {
    // Twice without, before and after: what comes first has the caches of what came before.
    const before = await run();
    const calls = await logged(false);
    const all = await logged(true);
    times.push({ free: (before + (await run())) / 2, calls: calls.time, all: all.time });
    entries = all.entries;
  }
  const cost = (kind: 'calls' | 'all') =>
    `${median(times.map((each) => (each[kind] / each.free - 1) * 100)).toFixed(1)} %`;
  console.log(
    `call log: ${cost('calls')} of run speed on remio-dual, with ioctls ${cost('all')}, ${entries} entries (wanted: below 15 %)`,
  );
  await close();
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1]!;
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
  const cost = median(costs) * 100;
  console.log(
    `call log: ${cost.toFixed(1)} % of run speed where guests do nothing but call, an entry every ` +
      `${Math.round(Number(WINDOW) / entries)} instructions; ${ENTRY_BYTES} bytes an entry`,
  );
  await target.close();
}

void benchCallLog();
