// SPDX-License-Identifier: Apache-2.0
/**
 * Processes, files, signals and devices of the guest kernel: its own test program (kernel/tests/process-actor) runs as the
 * first program, on the embedded machine and, where it is installed, under QEMU.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../../emulator';
import { type BuiltSystem, buildSystem, gnuCompiler } from '../support/kernel-build';
import { projectRoot, requireTool } from '../support/requirements';
import { bootSystem, runSystem } from '../support/run-system';
import { scratchFolder } from '../support/scratch';

const TESTS = join(projectRoot, 'kernel', 'tests');
const BUDGET = 3_000_000_000n;
const QEMU_PATIENCE_MS = 60_000;

/** The tests by name, as the program's tables list them. */
function testNames(): string[] {
  const folder = join(TESTS, 'process-actor');
  const sources = readdirSync(folder).filter((name) => name.endsWith('.c'));
  return sources.flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return [...text.matchAll(/^\t\{ "([^"]+)", \w+ \},$/gm)].map((match) => match[1]!);
  });
}

async function build(out: string, variant: 'default' | 'gnu' | 'optimised'): Promise<BuiltSystem> {
  return buildSystem(join(TESTS, 'process-system'), {
    drivers: join(TESTS, 'process-driver'),
    out,
    log: () => {},
    ...(variant === 'gnu' ? { compiler: gnuCompiler } : {}),
    ...(variant === 'optimised' ? { optimisation: '-O2' as const } : {}),
  });
}

function image(system: BuiltSystem): string {
  return system.images[0]!.elf;
}

/** What is typed at the console once the program has said something, and what it says last. */
interface Script {
  readonly typing: readonly { readonly after: RegExp; readonly text: string }[];
  readonly last: RegExp;
}

const CONSOLE: Script = {
  typing: [
    { after: /tests: [\s\S]*reading/, text: 'hello\rabx\x7fc\r' },
    { after: /typed <abc>/, text: 'lost\x03' },
    { after: /ended with 2[\s\S]*reading/, text: 'kept\r\x04' },
  ],
  last: /ended with 300[\s\S]*reading/,
};

/** Bao would stop the hart instead of handing an illegal instruction to the guest, so this is not for the embedded machine. */
const CONSOLE_IN_QEMU: Script = {
  typing: [...CONSOLE.typing, { after: CONSOLE.last, text: 'illegal\r' }],
  last: /ended with 4/,
};

/** Runs an image under QEMU by a script. @returns the console's lines */
async function runInQemu(elf: string, script: Script): Promise<string[]> {
  const options = ['-M', 'virt', '-m', '1G', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'];
  const qemu = spawn('qemu-system-riscv64', [...options, '-bios', 'default', '-kernel', elf]);
  try {
    return await converse(qemu, script);
  } finally {
    qemu.kill('SIGKILL');
  }
}

function converse(qemu: ChildProcess, script: Script): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const left = [...script.typing];
    let text = '';
    const patience = setTimeout(() => reject(new Error(`QEMU's guest said only:\n${text}`)), QEMU_PATIENCE_MS);
    qemu.on('error', reject);
    qemu.stdout!.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      while (left[0]?.after.test(text)) {
        qemu.stdin!.write(left.shift()!.text);
      }
      if (left.length === 0 && script.last.test(text)) {
        clearTimeout(patience);
        resolve(text.split(/\r?\n/));
      }
    });
  });
}

/** Runs a machine slice by slice until its console has said something, all rests, or the budget is used up. */
function runUntil(machine: Machine, wanted: RegExp): readonly string[] {
  for (;;) {
    const before = machine.position.instructions;
    const { lines } = runSystem(machine, { until: /./, instructions: BUDGET });
    const after = machine.position.instructions;
    if (wanted.test(lines.join('\n')) || after === before || after >= BUDGET) {
      return lines.map((line) => line.replace(/^\w+: /, ''));
    }
  }
}

/** Runs the system on the embedded machine by a script. @returns the console's lines */
function runEmbedded(system: BuiltSystem, script: Script): readonly string[] {
  const machine = bootSystem(system);
  for (const { after, text } of script.typing) {
    runUntil(machine, after);
    machine.sendConsole(0, Buffer.from(text, 'latin1'));
  }
  return runUntil(machine, script.last);
}

/** Fails with what the program said about the test. */
function assertPassed(lines: readonly string[], name: string): void {
  const at = lines.findIndex((line) => line === `ok ${name}` || line === `not ok ${name}`);
  const detail = lines.slice(Math.max(0, at - 12), at + 1).join('\n');
  assert.equal(lines[at], `ok ${name}`, at < 0 ? `never ran; the last lines:\n${lines.slice(-12).join('\n')}` : detail);
}

/** What the kernel must never say while it is tested: these lines mean a defect of its own. */
function assertNoComplaints(lines: readonly string[]): void {
  assert.deepEqual(
    lines.filter((line) => /BUG|Oops|WARNING|panic/.test(line)),
    [],
  );
}

function itPassesAll(lines: () => readonly string[]): void {
  for (const name of testNames()) {
    it(name, () => assertPassed(lines(), name));
  }

  it('never complains about itself', () => assertNoComplaints(lines()));

  it('releases managed resources of a failed probe from the newest to the oldest', () => {
    const order = lines().flatMap((line) => /managed resource (\w+) goes/.exec(line)?.[1] ?? []);
    assert.deepEqual(order.slice(0, 2), ['second', 'first']);
  });
}

/** @param more what is said after the keys that every machine gets */
function itReadsTheConsole(lines: () => readonly string[], ...more: readonly string[]): void {
  const said = () => lines().flatMap((line) => /(typed <.*>|reader ended with \w+)/.exec(line)?.[1] ?? []);

  it('reads lines from the console, lets them be edited, interrupted and ended', () => {
    assert.deepEqual(said(), [
      'typed <hello>',
      'typed <abc>',
      'reader ended with 2',
      'typed <kept>',
      'reader ended with 300',
      ...more,
    ]);
  });
}

describe('the processes of the guest kernel', () => {
  const scratch = scratchFolder();

  describe('on the embedded machine', () => {
    let lines: readonly string[] = [];

    before(async function () {
      this.timeout(240_000);
      lines = runEmbedded(await build(join(scratch(), 'embedded'), 'default'), CONSOLE);
    });

    itPassesAll(() => lines);
    itReadsTheConsole(() => lines);
  });

  for (const variant of ['default', 'gnu', 'optimised'] as const) {
    describe(`under QEMU, ${variant} build`, () => {
      let lines: readonly string[] = [];

      before(async function () {
        this.timeout(240_000);
        requireTool(this, 'qemu-system-riscv64', 'qemu-system-misc');
        if (variant === 'gnu') {
          requireTool(this, gnuCompiler.program, 'gcc-riscv64-unknown-elf');
        }
        const system = await build(join(scratch(), variant), variant);
        lines = await runInQemu(image(system), CONSOLE_IN_QEMU);
      });

      itPassesAll(() => lines);
      // Only here: Bao would stop the hart instead of handing the exception to the guest.
      itReadsTheConsole(() => lines, 'reader ended with 4');
    });
  }
});
