// SPDX-License-Identifier: Apache-2.0
/** Runs a built system in the embedded machine and collects what it said. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createMachine, type GuestImage, type Machine, type MachineEvent, parseElfSegments } from '../../emulator';
import { type BaoConfig, readConfig } from '../../emulator/config';
import type { BuiltSystem } from './kernel-build';

export interface RunLimits {
  /** Stops at the first console line of any virtual machine that matches. */
  readonly until?: RegExp;
  /** Instructions of all harts together. */
  readonly instructions: bigint;
  /** Stops when this returns true for an event of one of the kinds in `kinds`. */
  readonly stopAt?: (event: MachineEvent) => boolean;
  readonly kinds?: readonly MachineEvent['kind'][];
}

/** What happened in a run. */
export interface Transcript {
  /** Console lines as `NAME: text`. */
  readonly lines: readonly string[];
  readonly hypervisorLines: readonly string[];
  readonly findings: readonly { readonly code: string; readonly text: string }[];
  /** Whether the wanted line or event came. */
  readonly reached: boolean;
  readonly machine: Machine;
}

/** Reads the configuration of a built system. @throws Error when it has errors */
export function readSystemConfig(system: BuiltSystem): BaoConfig {
  const { config, diagnostics } = readConfig(system.config, readFileSync(system.config, 'utf8'));
  const error = diagnostics.find((diagnostic) => diagnostic.severity === 'error');
  if (!config || error) {
    throw new Error(`${system.config}: ${error?.message ?? 'no configuration'}`);
  }
  return config;
}

/** A machine with a system's images, before the first instruction. */
export function bootSystem(system: BuiltSystem): Machine {
  const config = readSystemConfig(system);
  const images = new Map<string, GuestImage>();
  for (const image of config.images) {
    const built = system.images.find((candidate) => `${candidate.name}.bin` === image.path.value);
    if (!built) {
      throw new Error(`${system.name} builds nothing for ${image.path.value}`);
    }
    const { segments } = parseElfSegments(readFileSync(built.elf), built.elf);
    images.set(image.name, { kind: 'segments', segments });
  }
  return createMachine({ config, images, trapEvents: false });
}

/** Runs until the wanted line or event, the end, or the budget. */
export function runSystem(machine: Machine, limits: RunLimits): Transcript {
  const lines: string[] = [];
  const hypervisorLines: string[] = [];
  const findings: { code: string; text: string }[] = [];
  const open = new Map<number, string>();
  let reached = false;

  const take = (event: MachineEvent): void => {
    reached ||= limits.stopAt?.(event) ?? false;
    if (event.kind === 'guestConsole') {
      const text = ((open.get(event.vm!) ?? '') + event.text).replace(/\r$/, '');
      open.set(event.vm!, event.partial ? text : '');
      if (!event.partial) {
        lines.push(`${machine.vms[event.vm!]?.name ?? event.vm}: ${text}`);
        reached ||= limits.until?.test(text) ?? false;
      }
    } else if (event.kind === 'hypervisorConsole') {
      hypervisorLines.push(event.text);
    } else if (event.kind === 'finding') {
      findings.push({ code: event.code, text: event.text });
    }
  };

  const kinds = new Set<MachineEvent['kind']>([
    'guestConsole',
    'hypervisorConsole',
    'finding',
    ...(limits.kinds ?? []),
  ]);
  const slice = 2_000_000n;
  let next = 0n;
  let finished = false;
  while (!reached && !finished && machine.position.instructions < limits.instructions) {
    const result = machine.run({ instructions: slice });
    finished = result.reason.kind === 'finished' || result.reason.kind === 'out-of-memory';
    for (let batch = machine.readEvents(next, 4096, kinds); batch.events.length > 0; ) {
      assert.equal(batch.dropped, 0n, 'events were lost: the slices are too long for the ring');
      batch.events.forEach(take);
      next = batch.next;
      batch = machine.readEvents(next, 4096, kinds);
    }
  }
  return { lines, hypervisorLines, findings, reached, machine };
}
