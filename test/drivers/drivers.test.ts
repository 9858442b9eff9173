// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildFolder } from '../support/build-folder';
import { gnuCompiler } from '../support/kernel-build';
import { projectRoot, requireTool } from '../support/requirements';
import { type DriverRun, runScenarios, type ScenarioResults } from './driver-system';
import { addKernelActor, applyEdits, type Edit, writeOwnTree } from './driver-tree';
import { BATCHES, MANY_DMS, SECOND_NODE } from './reverts';

/** In an order in which none can disturb the next; those that unbind the driver come last. */
const SCENARIOS = [
  'served',
  'ioeventfd-deassign',
  'ioeventfd-deassign-exact',
  'ioeventfd-deassign-unknown',
  'ioeventfd-conflict',
  'ioeventfd-bad-flags',
  'attach-signal',
  'get-info-bad-pointer',
  'get-info-no-descriptors',
  'get-info-unknown',
  'complete-unknown',
  'irqfd-counter',
  'irqfd-closed',
  'irqfd-bare-wakeup',
  'irq-name',
  'second-opener',
  'doorbell',
  'doorbell-narrow',
  'doorbell-unmatched',
  'doorbell-read',
  'doorbell-removed',
  'doorbell-after-failure',
  'interrupt',
  'complete-foreign',
  'complete-next',
  'attach-two',
  'model-killed',
  'model-left',
  'attach-bad-pointer',
  'load',
  'contention',
  'ipc-end',
  'ipc-data',
  'ipc-refused',
  'ipc-peer-channel',
  'ipc-event',
  'ipc-wrap',
  'ipc-unmappable',
  'ipc-unbind',
  'rebind',
  'unbind-keeps-descriptors',
  'unbind-wakes-sleeper',
  'unbind-with-ioeventfd',
  'unbind-with-irqfd',
  'unbind-answers',
  'request-before-bind',
];

/** With a defect back, a run may end in an endless loop; this is enough for every good one. */
const REVERT_BUDGET = 100_000_000n;

function assertAllPass({ outcome, transcript }: ScenarioResults): void {
  const failed = [...outcome].filter(([, result]) => result !== 'ok');
  assert.deepEqual(failed, [], transcript.lines.slice(-40).join('\n'));
}

describe('the drivers', function () {
  this.timeout(300_000);
  let folder: string;
  let count = 0;

  before(() => {
    folder = buildFolder('drivers');
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  async function run(
    scenarios: readonly string[],
    edits: readonly Edit[],
    options: Pick<DriverRun, 'systemEdits' | 'instructions' | 'build'> = {},
  ): Promise<ScenarioResults> {
    const drivers = join(folder, 'drivers');
    rmSync(drivers, { recursive: true, force: true });
    writeOwnTree(drivers);
    addKernelActor(drivers);
    applyEdits(drivers, edits);
    return runScenarios({ drivers, work: join(folder, `run-${count++}`), scenarios, ...options });
  }

  describe('as they are', () => {
    let results: ScenarioResults;

    before(async () => {
      results = await run(SCENARIOS, []);
    });

    for (const scenario of SCENARIOS) {
      it(`pass ${scenario}`, () => {
        assert.equal(results.outcome.get(scenario), 'ok', results.transcript.lines.slice(-40).join('\n'));
      });
    }

    it('serve on when the device tree has a second dispatcher, which they refuse', async () => {
      const { outcome, transcript } = await run(['served'], [], { systemEdits: SECOND_NODE });
      assert.equal(outcome.get('served'), 'ok', transcript.lines.slice(-40).join('\n'));
    });

    it('serve more than sixteen device models', async () => {
      const { outcome, transcript } = await run(['many-dms', 'served'], [], { systemEdits: MANY_DMS });
      assert.deepEqual([...outcome.values()], ['ok', 'ok'], transcript.lines.slice(-40).join('\n'));
    });

    it('pass everything when built at -O2', async () => {
      assertAllPass(await run(SCENARIOS, [], { build: { optimisation: '-O2' } }));
    });

    it('pass everything when built by gcc', async function () {
      requireTool(this, gnuCompiler.program, 'gcc-riscv64-unknown-elf');
      assertAllPass(await run(SCENARIOS, [], { build: { compiler: gnuCompiler } }));
    });
  });

  for (const batch of BATCHES) {
    describe(`with a defect back: ${batch.name}`, () => {
      let results: ScenarioResults;

      before(async () => {
        const scenarios = batch.reverts.map((revert) => revert.scenario);
        const edits = batch.reverts.flatMap((revert) => revert.edits);
        results = await run(scenarios, edits, { systemEdits: batch.system ?? [], instructions: REVERT_BUDGET });
      });

      for (const revert of batch.reverts) {
        it(`fail ${revert.scenario}: ${revert.title} (${revert.defect})`, () => {
          assert.match(results.outcome.get(revert.scenario) ?? '', revert.symptom);
        });
      }
    });
  }

  it('have a line in the table of mended defects for each of the reverts', () => {
    const table = readFileSync(join(projectRoot, 'kernel', 'drivers', 'README.md'), 'utf8');
    for (const { defect, scenario } of BATCHES.flatMap((batch) => batch.reverts)) {
      const row = table.split('\n').find((line) => line.startsWith(`| ${defect} |`));
      assert.ok(
        row?.includes(`\`${scenario}\``),
        `row ${defect} of kernel/drivers/README.md does not name ${scenario}`,
      );
    }
  });
});
