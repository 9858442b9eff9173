// SPDX-License-Identifier: Apache-2.0
/** The hart core's speed beside QEMU's, on the same ELFs, both with Sv39 on. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Compiler, defaultCompiler } from '../../support/kernel-build';
import { type CoreResult, runImage } from './core';
import { loadSegments } from './elf';

const PROGRAMS = [
  ['compute', 'integer compute'],
  ['chase', 'pointer chase over 64 MiB'],
  ['kernel', 'tasks, system calls, interrupts'],
] as const;

/** Odd, so that there is a median. */
const ROUNDS = 5;

interface Peer {
  readonly output: string;
  /** Processor time of the whole run, seconds. */
  readonly seconds: number;
}

function compile(compiler: Compiler, name: string, folder: string): string {
  const source = (file: string): string => join(__dirname, file);
  const elf = join(folder, `${name}.elf`);
  const flags =
    '-O2 -ffreestanding -nostdlib -static -fno-builtin -fno-pic -fno-pie -ffunction-sections -Wl,--build-id=none';
  const args = [...flags.split(' '), '-T', source('link.ld'), '-o', elf];
  const sources = ['start.S', 'common.c', `${name}.c`].map(source);
  const result = spawnSync(compiler.program, [...compiler.args, ...args, ...sources], {
    env: { ...process.env, ...compiler.env },
    encoding: 'utf8',
  });
  if (result.status !== 0) {
    throw new Error(`${compiler.name} cannot build the benchmark ${name}: ${result.stderr}`);
  }
  return elf;
}

function hasQemu(): boolean {
  return spawnSync('qemu-system-riscv64', ['--version']).status === 0;
}

/** Runs an ELF in QEMU behind OpenSBI; processor time as the shell's `times` tells it. */
function runQemu(elf: string): Peer {
  const command =
    'qemu-system-riscv64 -M virt -m 256M -nographic -monitor none -serial stdio -kernel "$0" </dev/null; times';
  const { stdout } = spawnSync('bash', ['-c', command, elf], { encoding: 'utf8', timeout: 120_000 });
  const lines = stdout.trimEnd().split('\n');
  const children = (lines.at(-1) ?? '').split(' ').map((part) => {
    const [minutes, seconds] = part.replace('s', '').split('m').map(Number);
    return (minutes ?? 0) * 60 + (seconds ?? 0);
  });
  const output = lines.filter((line) => /^[0-9a-f]{16}\r?$/.test(line)).at(-1) ?? '';
  return { output: output.trim(), seconds: children.reduce((sum, value) => sum + value, 0) };
}

/** Runs a program here and in QEMU by turns, and tells both rates: the medians, since a shared machine is noisy.
 *  `idle` is the processor time of a QEMU that does nothing, in seconds, undefined without QEMU. */
function compare(elf: string, idle: number | undefined): string {
  const image = loadSegments(readFileSync(elf));
  const ours: CoreResult[] = [];
  const theirs: Peer[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(runImage(image));
    if (idle !== undefined) {
      theirs.push(runQemu(elf));
    }
  }
  const { instructions, output } = ours[0]!;
  const rate = instructions / medianSeconds(ours) / 1e6;
  const line = `${(instructions / 1e6).toFixed(0)} M instructions, ${rate.toFixed(0)} M/s`;
  if (idle === undefined) {
    return line;
  }
  const their = instructions / (medianSeconds(theirs) - idle) / 1e6;
  const wrong = theirs.find((peer) => peer.output !== output);
  const note = wrong ? ` (DIFFERENT RESULTS: ${output} and ${wrong.output})` : '';
  return `${line}; qemu-system-riscv64 ${their.toFixed(0)} M/s; ratio ${(rate / their).toFixed(2)}${note}`;
}

/** Processor time of a QEMU that runs a program which does nothing. */
function idleSeconds(elf: string): number {
  return medianSeconds(Array.from({ length: ROUNDS }, () => runQemu(elf)));
}

function medianSeconds(runs: readonly { readonly seconds: number }[]): number {
  const sorted = runs.map(({ seconds }) => seconds).sort((left, right) => left - right);
  return sorted[sorted.length >> 1]!;
}

/** Compiles and runs all programs; one line each is printed. */
export async function benchHart(print: (line: string) => void = console.log): Promise<void> {
  const compiler = await defaultCompiler();
  const folder = mkdtempSync(join(tmpdir(), 'hart-bench-'));
  try {
    const qemu = hasQemu();
    const idle = qemu ? idleSeconds(compile(compiler, 'empty', folder)) : 0;
    for (const [name, title] of PROGRAMS) {
      const elf = compile(compiler, name, folder);
      print(`hart: ${title}: ${compare(elf, qemu ? idle : undefined)}`);
    }
    if (!qemu) {
      print('hart: qemu-system-riscv64 is not installed: nothing to compare with');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
