// SPDX-License-Identifier: Apache-2.0
/** The embedded machine as a debug target: steps and stops a second, and what breakpoints cost that are not hit. */

import { setImmediate, setTimeout } from 'node:timers/promises';
import type { CodeBreakpoint, DataBreakpoint, RunRequest } from '../../debug-adapter/target';
import type { EmbeddedTarget } from '../../debug-adapter/target/embedded';
import type { Line } from '../support/riscv-assembler';
import { assembledTarget, ENTRY } from '../support/targets';

const CONTINUE: RunRequest = { kind: 'continue' };
const EVERYWHERE = [{ low: 0n, high: 1n << 63n }];
const STEPS = 500_000;
const STOPS = 50_000;
const RUN_MS = 100;
/** Code whose breakpoints have changed is compiled again once it is hot. */
const WARM_UP_MS = 40;
/** Odd, so that there is a median. */
const ROUNDS = 9;
const PROBES = 100;

/** Two virtual machines that compute, load, store and call. `never` is in the same page and is never reached. */
const BUSY: readonly Line[] = [
  ['auipc', 'a0', 0x200],
  'loop:',
  ['addi', 'a1', 'a1', 1],
  ['sd', 'a1', 'a0', 0],
  ['ld', 'a2', 'a0', 0],
  ['add', 'a3', 'a3', 'a2'],
  ['jal', 'ra', '@called'],
  ['jal', 'zero', '@loop'],
  'called:',
  ['xor', 'a4', 'a4', 'a3'],
  ['slli', 'a5', 'a4', 3],
  ['add', 'a4', 'a4', 'a5'],
  ['jalr', 'zero', 'ra', 0],
  'never:',
  ['jal', 'zero', '@never'],
];

interface Watching {
  readonly code: readonly CodeBreakpoint[];
  readonly data: readonly DataBreakpoint[];
}

async function runFor(target: EmbeddedTarget, milliseconds: number): Promise<void> {
  const run = target.run(CONTINUE);
  await setTimeout(milliseconds);
  target.pause();
  await run;
}

/** Instructions for each second of processor time. */
async function speed(target: EmbeddedTarget, { code, data }: Watching): Promise<number> {
  await target.setCodeBreakpoints(code);
  await target.setDataBreakpoints(data);
  await runFor(target, WARM_UP_MS);
  const before = process.cpuUsage();
  const { instructions } = await target.position();
  await runFor(target, RUN_MS);
  const { user, system } = process.cpuUsage(before);
  return (Number((await target.position()).instructions - instructions) / (user + system)) * 1e6;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1]!;
}

/** How much of its speed the machine keeps, in percent; both are measured by turns, since a shared machine is noisy. */
async function kept(target: EmbeddedTarget, watching: Watching): Promise<number> {
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const free = await speed(target, { code: [], data: [] });
    ratios.push((await speed(target, watching)) / free);
  }
  return Math.round(median(ratios) * 100);
}

async function perSecond(count: number, work: () => Promise<void>): Promise<string> {
  const before = performance.now();
  await work();
  return Math.round((count / (performance.now() - before)) * 1000).toLocaleString('en');
}

/** Milliseconds that something else in the thread waits for its turn while the machine runs. */
async function waits(target: EmbeddedTarget): Promise<number[]> {
  const run = target.run(CONTINUE);
  const times: number[] = [];
  for (let probe = 0; probe < PROBES; probe++) {
    await setTimeout(2);
    const before = performance.now();
    await setImmediate();
    times.push(performance.now() - before);
  }
  target.pause();
  await run;
  return times.sort((one, other) => one - other);
}

export async function benchTarget(print: (line: string) => void = console.log): Promise<void> {
  const { target, labels } = assembledTarget([BUSY, BUSY]);
  const stop = (vm: number, address: bigint): CodeBreakpoint => ({ vm, root: undefined, address });
  const steps = await perSecond(STEPS, async () => {
    await target.run({ kind: 'step', hart: 0, within: EVERYWHERE, limit: STEPS });
  });
  await target.setCodeBreakpoints([stop(0, labels[0]!.get('called')!)]);
  const stops = await perSecond(STOPS, async () => {
    for (let count = 0; count < STOPS; count++) {
      await target.run(CONTINUE);
    }
  });
  print(`target: ${steps} instruction steps a second in a range; ${stops} stops at a breakpoint a second`);
  const space = { kind: 'guest-physical', vm: 0 } as const;
  const quiet = await target.translate({ space, value: ENTRY + 0x30_0000n }, 'physical');
  const elsewhere = await kept(target, { code: [stop(0, ENTRY + 0x1000n), stop(1, ENTRY + 0x2000n)], data: [] });
  const near = await kept(target, { code: [0, 1].map((vm) => stop(vm, labels[vm]!.get('never')!)), data: [] });
  const data = await kept(target, { code: [], data: [{ physical: quiet!.value, size: 8, access: 'readWrite' }] });
  print(
    `target: with breakpoints that are not hit the machine keeps ${elsewhere} % of its speed, ${near} % when they are in its hot page; ` +
      `${data} % with a data breakpoint on an untouched page`,
  );
  await target.setDataBreakpoints([]);
  const times = await waits(target);
  print(
    `target: a turn of the event loop comes after ${times[PROBES >> 1]!.toFixed(1)} ms, at most ${times.at(-1)!.toFixed(1)} ms`,
  );
  await target.close();
}

if (require.main === module) {
  void benchTarget();
}
