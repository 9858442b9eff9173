// SPDX-License-Identifier: Apache-2.0
/** What event breakpoints cost whose conditions are false: each kind by itself, and five of them together. */

import { join } from 'node:path';
import type { EventBreakpoint, EventBreakpointParameters } from '../../debug-adapter/protocol';
import { debuggee } from '../support/debuggee';
import { projectRoot } from '../support/requirements';

/** Odd, so that there is a median. */
const ROUNDS = 5;
const NEVER = '$event.instructions == 1';

const KINDS: readonly EventBreakpointParameters[] = [
  { kind: 'hypercall' },
  { kind: 'requestState' },
  { kind: 'interruptInjected' },
  { kind: 'requestAge' },
  { kind: 'ioctl' },
  { kind: 'queueDepth' },
  { kind: 'firstWrite', vm: 'terminal' },
];
/** Those that the hypervisor's events tell of, and the two that need stops in code. */
const TOGETHER = KINDS.slice(0, 5);

export async function benchEventBreakpoints(): Promise<void> {
  const config = join(projectRoot, 'dist', 'systems', 'remio-dual', 'config.c');
  const system = debuggee(config, {}, { needsInput: () => system.target.pause() });
  /** Microseconds of processor time from the start to the rest. */
  const timeWith = async (breakpoints: readonly EventBreakpoint[]): Promise<number> => {
    await system.eventBreakpoints.set('typed', breakpoints);
    await system.target.restart();
    await system.control.restarted();
    const before = process.cpuUsage();
    await system.control.continue();
    const { user, system: kernel } = process.cpuUsage(before);
    return user + kernel;
  };
  const costOf = async (breakpoints: readonly EventBreakpoint[]): Promise<string> => {
    const costs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const free = await timeWith([]);
      costs.push((await timeWith(breakpoints)) - free);
    }
    return `${(costs.sort((one, other) => one - other)[ROUNDS >> 1]! / 1000).toFixed(0)} ms`;
  };
  await timeWith([]);
  const free = (await timeWith([])) / 1000;
  const each: string[] = [];
  for (const kind of KINDS) {
    each.push(`${kind.kind} ${await costOf([{ ...kind, condition: NEVER }])}`);
  }
  const narrow = await costOf([
    { kind: 'hypercall', operation: 'NOTIFY', outcome: 'failed' },
    { kind: 'requestState', states: ['FREE'], device: '7', condition: NEVER },
    { kind: 'registerAccess', register: 'QueueReady', condition: NEVER },
    { kind: 'requestAge' },
    { kind: 'finding', severity: 'error' },
  ]);
  const all = await costOf(TOGETHER.map((kind) => ({ ...kind, condition: NEVER })));
  console.log(
    `event breakpoints that never stop, on remio-dual (${free.toFixed(0)} ms without): + ${each.join(', + ')}`,
  );
  console.log(`event breakpoints: five kinds of everything + ${all}; five narrowed ones + ${narrow}`);
  await system.close();
}

if (require.main === module) {
  void benchEventBreakpoints();
}
