// SPDX-License-Identifier: Apache-2.0
/** Builds bare-metal guests of a parity scenario and runs them on the machine. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMachine,
  type GuestImage,
  type Machine,
  type MachineEvent,
  parseElfSegments,
  readConfig,
  type StopReason,
} from '../../emulator';
import { defaultCompiler } from '../support/kernel-build';

export interface Toolchain {
  readonly name: string;
  readonly program: string;
  /** Arguments before all others. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The compiler that the golden logs' guests were built with. */
export const gcc: Toolchain = {
  name: 'riscv64-unknown-elf-gcc',
  program: 'riscv64-unknown-elf-gcc',
  args: [
    '-mcmodel=medany',
    '-march=rv64imac_zicsr',
    '-mabi=lp64',
    '-fno-tree-loop-distribute-patterns',
    '-Wl,--no-warn-rwx-segments',
  ],
};

/** Instructions between two looks at the console. */
const UNTIL_SLICE = 5_000_000n;

/** What the logs are made of. */
const KINDS = new Set(['guestConsole', 'hypervisorConsole', 'finding'] as const);

/** The compiler that comes with the npm packages, or what stands in for it. */
export async function npmCompiler(): Promise<Toolchain> {
  const { name, program, args, env } = await defaultCompiler();
  return { name, program, args: [...args, '-Wno-unused-command-line-argument'], env };
}

const FLAGS = [
  '-O1',
  '-ffreestanding',
  '-nostdlib',
  '-fno-stack-protector',
  '-fno-builtin',
  '-Wno-unused-function',
  '-Wno-unused-variable',
  '-static',
  '-Wl,--build-id=none',
];

export interface GuestBuild {
  /** Folder with guest.ld, start.S and the sources. */
  readonly folder: string;
  /** Number of virtual machines; each is built with -DVMID=k. */
  readonly vms: number;
  /** The source file of each; default guest.c for all. */
  readonly source?: string;
  readonly defines?: readonly string[];
}

/** Compiles every virtual machine's guest.
 *  @throws {Error} with the compiler's messages */
export function buildGuests(toolchain: Toolchain, build: GuestBuild): Map<string, GuestImage> {
  const out = mkdtempSync(join(tmpdir(), 'bao-guests-'));
  try {
    const images = new Map<string, GuestImage>();
    for (let vm = 0; vm < build.vms; vm++) {
      const own = `vm${vm}.c`;
      const source = build.source ?? (existsSync(join(build.folder, own)) ? own : 'guest.c');
      const file = join(out, `vm${vm}.elf`);
      const defines = [`-DVMID=${vm}`, ...(build.defines ?? []).map((define) => `-D${define}`)];
      compile(toolchain, [...FLAGS, ...defines, '-I.', '-T', 'guest.ld', 'start.S', source, '-o', file], build.folder);
      const segments = parseElfSegments(readFileSync(file), `vm${vm}.elf`).segments;
      images.set(`vm${vm}_image`, { kind: 'segments', segments });
    }
    return images;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function compile(toolchain: Toolchain, args: readonly string[], folder: string): void {
  const result = spawnSync(toolchain.program, [...toolchain.args, ...args], {
    cwd: folder,
    env: { ...process.env, ...toolchain.env },
    encoding: 'utf8',
  });
  if (result.status !== 0) {
    throw new Error(`${toolchain.name} ${args.join(' ')}:\n${result.stderr || result.error?.message || ''}`);
  }
}

export interface RunLog {
  readonly machine: Machine;
  readonly reason: StopReason;
  /** Console lines of each virtual machine, with the `[vmK] ` prefix taken off. */
  readonly vms: string[][];
  /** Console lines of each virtual machine that have no prefix. */
  readonly plain: string[][];
  /** The hypervisor's lines and the guests' lines without a prefix, in order. */
  readonly console: string[];
  readonly findings: string[];
  readonly events: MachineEvent[];
}

export interface RunInput {
  readonly config: string;
  readonly images: ReadonlyMap<string, GuestImage>;
  /** Instructions after which to give up. */
  readonly budget: bigint;
  /** Instructions of one run() call; the outcome does not depend on it. */
  readonly slice?: bigint;
  /** Stop after this console line. */
  readonly until?: string;
  readonly keepEvents?: boolean;
  readonly seed?: number;
}

/** Runs a configuration until nothing happens any more or the budget is used up, and gathers what was printed. */
export function runGuests(input: RunInput): RunLog {
  const { config, diagnostics } = readConfig('config.c', input.config);
  if (!config) {
    throw new Error(`the configuration cannot be read: ${diagnostics.map((found) => found.message).join('; ')}`);
  }
  const machine = createMachine({
    config,
    images: input.images,
    eventOverflow: 'stop',
    ...(input.seed === undefined ? {} : { seed: input.seed }),
  });
  const perVm = (): string[][] => machine.vms.map(() => []);
  const log = { vms: perVm(), plain: perVm(), console: [] as string[], findings: [] as string[] };
  const events: MachineEvent[] = [];
  let next = 0n;
  const drain = (): void => {
    for (;;) {
      const batch = machine.readEvents(next, undefined, input.keepEvents ? undefined : KINDS);
      next = batch.next;
      for (const event of batch.events) {
        addEvent(log, event);
        if (input.keepEvents) {
          events.push(event);
        }
      }
      if (next === machine.position.events) {
        return;
      }
    }
  };
  let reason: StopReason;
  for (;;) {
    const left = input.budget - machine.position.instructions;
    if (left <= 0n) {
      reason = { kind: 'budget' };
      break;
    }
    const wanted = input.slice ?? (input.until === undefined ? left : UNTIL_SLICE);
    const slice = wanted < left ? wanted : left;
    reason = machine.run({ instructions: slice }).reason;
    drain();
    if (input.until !== undefined && log.console.includes(input.until)) {
      break;
    }
    if (reason.kind === 'finished' || reason.kind === 'out-of-memory') {
      break;
    }
  }
  drain();
  return { machine, reason, ...log, events };
}

function addEvent(log: Pick<RunLog, 'vms' | 'plain' | 'console' | 'findings'>, event: MachineEvent): void {
  if (event.kind === 'hypervisorConsole') {
    log.console.push(event.text);
  } else if (event.kind === 'finding') {
    log.findings.push(event.code);
  } else if (event.kind === 'guestConsole') {
    const prefixed = /^\[vm(\d+)\] (.*)$/s.exec(event.text);
    if (prefixed) {
      log.vms[Number(prefixed[1])]!.push(prefixed[2]!);
    } else {
      log.console.push(event.text);
      log.plain[event.vm ?? 0]?.push(event.text);
    }
  }
}
