// SPDX-License-Identifier: Apache-2.0
/** Embedded targets for tests, with what they say unasked. */

import { setImmediate } from 'node:timers/promises';
import { launchOptionNames, loadSystem } from '../../debug-adapter/system';
import type { TargetListener } from '../../debug-adapter/target';
import { createEmbeddedTarget, EmbeddedTarget } from '../../debug-adapter/target/embedded';
import { createMachine, type GuestImage, readConfig } from '../../emulator';
import { configText, type VmText } from '../parity/own-guests';
import { assemble, type Line } from './riscv-assembler';

/** Where assembled guests begin, guest-physical. */
export const ENTRY = 0x9020_0000n;

/** Keeps what a target says. */
export class Listener implements TargetListener {
  /** By virtual machine, or `hypervisor`; as it came, piece by piece. */
  readonly pieces: { readonly source: number | 'hypervisor'; readonly text: string }[] = [];
  readonly findings: string[] = [];

  console(source: number | 'hypervisor', text: string): void {
    this.pieces.push({ source, text });
  }

  finding(text: string): void {
    this.findings.push(text);
  }

  text(source: number | 'hypervisor'): string {
    return this.pieces
      .filter((piece) => piece.source === source)
      .map(({ text }) => text)
      .join('');
  }
}

export interface Listened {
  readonly target: EmbeddedTarget;
  readonly heard: Listener;
}

/** A system from its config.c, as a launch loads it. */
export function targetOf(config: string, options: { readonly seed?: number } = {}): Listened {
  const system = loadSystem({ config, images: new Map() }, config, launchOptionNames);
  if (system.config === undefined) {
    throw new Error(`${config}: ${system.diagnostics[0]?.message}`);
  }
  const heard = new Listener();
  return { target: createEmbeddedTarget(system, options, heard), heard };
}

export interface Assembled extends Listened {
  /** Guest-virtual addresses of the labels of each virtual machine's program. */
  readonly labels: readonly ReadonlyMap<string, bigint>[];
}

/** Virtual machines of one vCPU each, or as `vms` says, that run these programs from ENTRY on. */
export function assembledTarget(programs: readonly (readonly Line[])[], vms: readonly VmText[] = []): Assembled {
  const built = programs.map((lines) => assemble(lines));
  const config = readConfig('config.c', configText(programs.map((_, vm) => vms[vm] ?? {}))).config!;
  const images = new Map<string, GuestImage>(
    built.map(({ bytes }, vm) => [`vm${vm}_image`, { kind: 'raw', bytes: Uint8Array.from(bytes) }]),
  );
  const heard = new Listener();
  const target = new EmbeddedTarget(() => createMachine({ config, images, eventOverflow: 'stop' }), heard);
  const labels = built.map((each) => new Map([...each.labels].map(([name, at]) => [name, ENTRY + BigInt(at)])));
  return { target, heard, labels };
}

/** Waits until a target that runs has come to rest and waits for input. */
export async function atRest(target: EmbeddedTarget): Promise<void> {
  // A slice of a run moves the position; several turns of the event loop without one mean that nothing runs.
  const TURNS = 5;
  let last = -1n;
  for (let still = 0; still < TURNS; still++) {
    await setImmediate();
    const { instructions } = await target.position();
    still = instructions === last ? still : 0;
    last = instructions;
  }
}
