// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { seriesThread, writeSeries } from '../posted-series';
import { buildFolder } from '../support/build-folder';
import { runScenarios, type ScenarioResults } from './driver-system';
import { addKernelActor, applyEdits } from './driver-tree';

/** Without this the posted drivers never get beyond their probe. */
const READ_THE_ANSWER = { file: 'arch/riscv/include/asm/bao.h', from: '\treturn a0;', to: '\treturn a1;' };

const BUDGET = 100_000_000n;

/** What the posted drivers do in the scenarios that our own pass; each group is one boot. */
const SYMPTOMS: readonly Readonly<Record<string, RegExp>>[] = [
  {
    served: /^ok$/,
    'attach-signal': /to be 4, got 14/,
    'get-info-bad-pointer': /expected after to be \d+/,
    'get-info-no-descriptors': /to be -24, got 0/,
    'complete-unknown': /to be -22, got 0/,
    'irqfd-counter': /to be 8, got -11/,
    'irqfd-bare-wakeup': /to be 1, got 0/,
    'irq-name': /strcmp\(irq\.name/,
    'ioeventfd-deassign-unknown': /to be -2, got 0/,
    'ipc-end': /to be -28, got 0/,
    'ipc-refused': /to be -22, got 1/,
    'ipc-peer-channel': /to be -13, got \d+/,
    'ipc-wrap': /to be -2, got \d/,
    'ipc-unmappable': /to be -2, got \d/,
  },
  { 'ioeventfd-deassign': /to be 0, got -17/ },
  { 'ioeventfd-conflict': /to be -17, got 0/ },
  { 'doorbell-unmatched': /STUCK/, 'doorbell-read': /STUCK/ },
  { 'doorbell-after-failure': /poke_is_done/ },
  { 'model-killed': /STUCK/ },
  { 'unbind-with-ioeventfd': /STUCK|FAILED|starts/ },
  { rebind: /STUCK|FAILED|starts/ },
];

describe('the posted drivers, once they read the answer from a1', function () {
  this.timeout(300_000);
  let folder: string;

  before(function () {
    folder = buildFolder('series');
    const drivers = join(folder, 'drivers');
    writeSeries(seriesThread(this), drivers);
    addKernelActor(drivers);
    applyEdits(drivers, [READ_THE_ANSWER]);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  SYMPTOMS.forEach((symptoms, index) => {
    describe(`in boot ${index + 1}`, () => {
      let results: ScenarioResults;

      before(async () => {
        results = await runScenarios({
          drivers: join(folder, 'drivers'),
          work: join(folder, `run-${index}`),
          scenarios: Object.keys(symptoms),
          instructions: BUDGET,
        });
      });

      for (const [scenario, symptom] of Object.entries(symptoms)) {
        it(`${String(symptom) === '/^ok$/' ? 'pass' : 'fail'} ${scenario}`, () => {
          assert.match(results.outcome.get(scenario) ?? '', symptom);
        });
      }
    });
  });
});
