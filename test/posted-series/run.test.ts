// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineEvent } from '../../emulator';
import { applyEdits } from '../drivers/driver-tree';
import { buildFolder } from '../support/build-folder';
import { type BuildOptions, buildSystem, gnuCompiler } from '../support/kernel-build';
import { projectRoot, requireTool } from '../support/requirements';
import { bootSystem, runSystem, type Transcript } from '../support/run-system';
import { writeSeries } from './extract';
import { seriesThread } from './thread-file';

const FOLDER = 'posted-series';
const SYSTEM = join(projectRoot, 'kernel', 'systems', 'remio-console');
const REGISTERED = /Bao I\/O dispatcher device registered/;
const ASK = 2n;
const EMPTY = 1n;
const BUDGET = 400_000_000n;
/** Hypercalls in a row after which nobody doubts. */
const ENOUGH = 2000;

interface Variant {
  readonly name: string;
  readonly build: Pick<BuildOptions, 'compiler' | 'optimisation'>;
  readonly tool?: readonly [program: string, debianPackage: string];
}

const VARIANTS: readonly Variant[] = [
  { name: 'built as usual', build: {} },
  { name: 'built at -O2', build: { optimisation: '-O2' } },
  {
    name: 'built by gcc',
    build: { compiler: gnuCompiler },
    tool: [gnuCompiler.program, 'gcc-riscv64-unknown-elf'],
  },
];

for (const variant of VARIANTS) {
  describe(`remio-console with the drivers of the posted series, ${variant.name}`, function () {
    this.timeout(120_000);
    let folder: string;

    before(function () {
      folder = buildFolder(FOLDER);
      if (variant.tool) {
        requireTool(this, ...variant.tool);
      }
      writeSeries(seriesThread(this), join(folder, 'tree'));
    });

    after(() => rmSync(folder, { recursive: true, force: true }));

    /** Runs until the backend has asked an empty queue very often without a pause. */
    async function run(name: string, bootArguments: string): Promise<{ transcript: Transcript; asked: number }> {
      const system = join(folder, name, 'system');
      mkdirSync(system, { recursive: true });
      cpSync(SYSTEM, system, { recursive: true });
      applyEdits(system, [{ file: 'frontend.dts', from: 'bootargs = "', to: `bootargs = "${bootArguments} ` }]);
      const built = await buildSystem(system, {
        ...variant.build,
        drivers: join(folder, 'tree'),
        out: join(folder, name, 'out'),
        log: () => {},
      });
      let asked = 0;
      const stopAt = (event: MachineEvent): boolean => {
        if (event.kind === 'hypercall') {
          asked = event.args[2] === ASK && event.results[1] === EMPTY ? asked + 1 : 0;
        }
        return asked >= ENOUGH;
      };
      const transcript = runSystem(bootSystem(built), { instructions: BUDGET, stopAt, kinds: ['hypercall'] });
      return { transcript, asked };
    }

    it('asks an empty queue for ever at probe when the backend comes up first', async () => {
      const { transcript, asked } = await run('backend-first', 'delay=2000');
      assert.ok(asked >= ENOUGH, transcript.lines.join('\n'));
      assert.ok(!transcript.lines.some((line) => REGISTERED.test(line)), 'the probe should not have come to its end');
      assertExplained(transcript);
    });

    it("asks it for ever in the dispatcher's worker when a request was waiting", async () => {
      const { transcript, asked } = await run('frontend-first', 'delay=0');
      assert.ok(asked >= ENOUGH, transcript.lines.join('\n'));
      assert.ok(
        transcript.lines.some((line) => REGISTERED.test(line)),
        `the probe should have come to its end:\n${transcript.lines.join('\n')}`,
      );
      assertExplained(transcript);
    });
  });
}

function assertExplained(transcript: Transcript): void {
  const finding = transcript.findings.find((candidate) => candidate.code === 'empty-queue-loop');
  assert.ok(finding, `no such finding among: ${transcript.findings.map((each) => each.code).join(', ')}`);
  assert.match(finding.text, /a0/);
  assert.match(finding.text, /a1/);
}
