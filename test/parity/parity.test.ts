// SPDX-License-Identifier: Apache-2.0
/** Guests that ran on the real hypervisor run here, and print the same lines. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireShared, requireTool } from '../support/requirements';
import { buildGuests, gcc, npmCompiler, type RunLog, runGuests, type Toolchain } from './guests';

interface Scenario {
  readonly folder: string;
  readonly vms: number;
  /** Variants, each with its own golden folder; none means one run with the logs in golden/. */
  readonly variants?: readonly number[];
  readonly budget: bigint;
}

const SCENARIOS: readonly Scenario[] = [
  { folder: '01-hypercall-abi', vms: 3, budget: 50_000_000n },
  { folder: '03-order', vms: 3, budget: 50_000_000n },
  { folder: '05-sbi', vms: 1, budget: 5_000_000_000n },
  { folder: '09-vplic', vms: 2, budget: 600_000_000n },
  { folder: '09-vplic', vms: 2, variants: [1, 2, 3, 4, 5, 6, 7, 8], budget: 50_000_000n },
];

/** The guests of these scenarios print addresses of their own code, which depend on the compiler. */
const OWN_ADDRESS = /0x902[0-9a-f]{5}/g;

function lines(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function withoutInformation(log: readonly string[]): string[] {
  return log.filter((line) => !line.startsWith('#'));
}

function withoutDate(console: readonly string[]): string[] {
  return console.map((line) => line.replace(/^(Bao Hypervisor v\S+) \(.*\)$/, '$1'));
}

function compare(log: RunLog, golden: string, vms: number, hideAddresses: boolean): void {
  const view = (text: string[]): string[] =>
    hideAddresses ? text.map((line) => line.replace(OWN_ADDRESS, '0x902.....')) : text;
  for (let vm = 0; vm < vms; vm++) {
    const file = join(golden, `vm${vm}.log`);
    let expected: string[];
    try {
      expected = lines(file);
    } catch {
      continue;
    }
    assert.deepEqual(view(withoutInformation(log.vms[vm]!)), view(expected), `lines of VM ${vm}`);
  }
  assert.deepEqual(withoutDate(log.console), withoutDate(lines(join(golden, 'console.log'))), 'console');
}

function run(test: Mocha.Context, toolchain: Toolchain, scenario: Scenario, variant?: number): void {
  const folder = requireShared(test, join('parity', scenario.folder));
  const defines = variant === undefined ? [] : [`VAR=${variant}`];
  const images = buildGuests(toolchain, { folder, vms: scenario.vms, defines });
  const config = readFileSync(join(folder, 'config.c'), 'utf8');
  const log = runGuests({ config, images, budget: scenario.budget, until: '=== ALL DONE' });
  const golden = join(folder, 'golden', variant === undefined ? '' : `${variant}`);
  compare(log, golden, scenario.vms, toolchain !== gcc);
}

function describeScenarios(
  name: string,
  toolchain: () => Promise<Toolchain>,
  before: (test: Mocha.Context) => void,
): void {
  describe(`Parity with the real hypervisor, guests built by ${name}`, () => {
    for (const scenario of SCENARIOS) {
      for (const variant of scenario.variants ?? [undefined]) {
        it(`${scenario.folder}${variant === undefined ? '' : ` variant ${variant}`}`, async function () {
          before(this);
          run(this, await toolchain(), scenario, variant);
        });
      }
    }
  });
}

describeScenarios(
  'gcc',
  async () => gcc,
  (test) => requireTool(test, gcc.program, 'gcc-riscv64-unknown-elf'),
);

describeScenarios('the npm-installed compiler', npmCompiler, () => {});
