// SPDX-License-Identifier: Apache-2.0
/** The hart core's speed beside QEMU's, on the same ELFs, both with Sv39 on. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Compiler, defaultCompiler } from '../../support/kernel-build';
import { runImage } from './core';
import { loadSegments } from './elf';

const PROGRAMS = [
  ['compute', 'integer compute'],
  ['chase', 'pointer chase over 64 MiB'],
  ['kernel', 'tasks, system calls, interrupts'],
] as const;

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

/** Compiles and runs all programs; one line each is printed. */
export async function benchHart(print: (line: string) => void = console.log): Promise<void> {
  const compiler = await defaultCompiler();
  const folder = mkdtempSync(join(tmpdir(), 'hart-bench-'));
  try {
    const qemu = hasQemu();
    const idle = qemu ? runQemu(compile(compiler, 'empty', folder)).seconds : 0;
    for (const [name, title] of PROGRAMS) {
      const elf = compile(compiler, name, folder);
      const ours = runImage(loadSegments(readFileSync(elf)));
      const rate = ours.instructions / ours.seconds / 1e6;
      let line = `hart: ${title}: ${(ours.instructions / 1e6).toFixed(0)} M instructions, ${rate.toFixed(0)} M/s`;
      if (qemu) {
        const theirs = runQemu(elf);
        const their = ours.instructions / (theirs.seconds - idle) / 1e6;
        line += `; qemu-system-riscv64 ${their.toFixed(0)} M/s; ratio ${(rate / their).toFixed(2)}`;
        if (theirs.output !== ours.output) {
          line += ` (DIFFERENT RESULTS: ${ours.output} and ${theirs.output})`;
        }
      }
      print(line);
    }
    if (!qemu) {
      print('hart: qemu-system-riscv64 is not installed: nothing to compare with');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
