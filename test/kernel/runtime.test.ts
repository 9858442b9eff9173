// SPDX-License-Identifier: Apache-2.0
/**
 * The core of the guest kernel (locks, wait queues, work queues, threads, timers, interrupts, memory, faults): its tests are
 * C and run in the kernel itself, on the embedded machine and, where it is installed, under QEMU.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuiltSystem, buildSystem, gnuCompiler } from '../support/kernel-build';
import { projectRoot, requireTool } from '../support/requirements';
import { bootSystem, runSystem } from '../support/run-system';
import { scratchFolder } from '../support/scratch';

const TESTS = join(projectRoot, 'kernel', 'tests');
const SOURCES = join(TESTS, 'runtime');
const SUMMARY = /selftest: \d+ failed/;
const BUDGET = 5_000_000_000n;
const QEMU_PATIENCE_MS = 60_000;

const VARIANTS = [
  { name: 'default compiler, -Og', gnu: false, optimisation: '-Og' },
  { name: 'default compiler, -O2', gnu: false, optimisation: '-O2' },
  { name: 'GNU compiler, -Og', gnu: true, optimisation: '-Og' },
  { name: 'GNU compiler, -O2', gnu: true, optimisation: '-O2' },
] as const;

type Variant = (typeof VARIANTS)[number];

/** The tests by name, as the tables at the end of the C files list them. */
function testNames(): string[] {
  const sources = readdirSync(SOURCES).filter((name) => name.startsWith('test-'));
  return sources.flatMap((name) => {
    const text = readFileSync(join(SOURCES, name), 'utf8');
    return [...text.matchAll(/^\t\{ "([^"]+)", \w+ \},$/gm)].map((match) => match[1]!);
  });
}

/** The same guest loaded at an address that no large page begins at, with RAM that begins and ends as unevenly. */
function moveSystem(folder: string): string {
  const from = join(TESTS, 'process-system');
  cpSync(from, folder, { recursive: true });
  replaceIn(join(folder, 'config.c'), '0x90200000', '0x90345000');
  replaceIn(join(folder, 'guest.dts'), '<0x0 0x90000000 0x0 0x03f00000>', '<0x0 0x90123000 0x0 0x03ddd000>');
  return folder;
}

function replaceIn(file: string, old: string, replacement: string): void {
  const text = readFileSync(file, 'utf8');
  assert.ok(text.includes(old), `${file} has no ${old}`);
  writeFileSync(file, text.replaceAll(old, replacement));
}

function build(out: string, variant: Variant, folder = join(TESTS, 'process-system')): Promise<BuiltSystem> {
  return buildSystem(folder, {
    drivers: SOURCES,
    out,
    log: () => {},
    optimisation: variant.optimisation,
    ...(variant.gnu ? { compiler: gnuCompiler } : {}),
  });
}

/** Instructions are time here, so that what other programs do on this computer changes nothing. */
function runInQemu(system: BuiltSystem): string[] {
  const machine = ['-M', 'virt', '-m', '1G', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'];
  const time = ['-icount', 'shift=2,sleep=off'];
  const image = ['-bios', 'default', '-kernel', system.images[0]!.elf];
  const run = spawnSync('qemu-system-riscv64', [...machine, ...time, ...image], {
    encoding: 'latin1',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: QEMU_PATIENCE_MS,
  });
  return run.stdout.split(/\r?\n/);
}

function runEmbedded(system: BuiltSystem): string[] {
  const transcript = runSystem(bootSystem(system), { until: SUMMARY, instructions: BUDGET });
  return transcript.lines.map((line) => line.replace(/^\w+: /, ''));
}

/** Without the time in front. */
function message(line: string): string {
  return line.replace(/^\[ *\d+\.\d+\] /, '');
}

function itPassesAll(lines: () => readonly string[]): void {
  for (const name of testNames()) {
    it(name, () => {
      const messages = lines().map(message);
      const at = messages.findIndex((line) => line.endsWith(` ${name}`) && /^(not )?ok \d+ /.test(line));
      assert.ok(at >= 0, `never ran; the last lines:\n${messages.slice(-12).join('\n')}`);
      assert.match(messages[at]!, /^ok /, messages.slice(Math.max(0, at - 3), at + 1).join('\n'));
    });
  }

  it('ends, with all of them counted', () => {
    assert.ok(lines().map(message).includes(`1..${testNames().length}`));
  });
}

/** What a person reads when a task does the impossible. */
function itReportsFaults(lines: () => readonly string[]): void {
  const reports: readonly (readonly [string, RegExp])[] = [
    ['a NULL pointer', /^Unable to handle kernel NULL pointer dereference at virtual address 0000000000000018$/],
    ['a write to code', /^Unable to handle kernel paging request at virtual address ffffffff80/],
    ['a list entry deleted twice', /^Unable to handle kernel paging request at virtual address dead0000000001/],
    ['a double free', /^BUG kmalloc-64: Object already free \(double free\)/],
    ['a free of an inner pointer', /^BUG kmalloc-64: Invalid object pointer freed/],
    ['BUG_ON with its place', /^kernel BUG at .*test-faults\.c:\d+!$/],
    ['a write after free', /^BUG kmalloc-256: Poison overwritten$/],
    ['WARN_ON_ONCE with its place', /^WARNING: CPU: 0 PID: \d+ at .*test-faults\.c:\d+$/],
    ['a reference counter below zero', /^refcount_t: addition on 0; use-after-free\.$/],
  ];
  for (const [what, report] of reports) {
    it(`reports ${what} once`, () => {
      assert.equal(
        lines()
          .map(message)
          .filter((line) => report.test(line)).length,
        1,
      );
    });
  }

  it('names the task that died', () => {
    assert.ok(lines().some((line) => /CPU: 0 PID: \d+ Comm: zeroed-waiter/.test(line)));
  });
}

function itRuns(system: () => BuiltSystem): void {
  describe('on the embedded machine', () => {
    let lines: string[] = [];

    before(function () {
      this.timeout(240_000);
      lines = runEmbedded(system());
    });

    itPassesAll(() => lines);
    itReportsFaults(() => lines);
  });

  describe('under QEMU', () => {
    let lines: string[] = [];

    before(function () {
      this.timeout(240_000);
      requireTool(this, 'qemu-system-riscv64', 'qemu-system-misc');
      lines = runInQemu(system());
    });

    itPassesAll(() => lines);
    itReportsFaults(() => lines);
  });
}

describe('the core of the guest kernel', () => {
  const scratch = scratchFolder();

  for (const [index, variant] of VARIANTS.entries()) {
    describe(`built by the ${variant.name}`, () => {
      let system: BuiltSystem;

      before(async function () {
        this.timeout(240_000);
        if (variant.gnu) {
          requireTool(this, gnuCompiler.program, 'gcc-riscv64-unknown-elf');
        }
        system = await build(join(scratch(), `${index}`), variant);
      });

      itRuns(() => system);
    });
  }

  describe('at any page of physical memory', () => {
    let system: BuiltSystem;

    before(async function () {
      this.timeout(240_000);
      system = await build(join(scratch(), 'moved'), VARIANTS[0], moveSystem(join(scratch(), 'moved-system')));
    });

    itRuns(() => system);
  });
});
