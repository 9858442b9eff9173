// SPDX-License-Identifier: Apache-2.0
/** The system in which the drivers are tested: kernel/tests/driver-system, run with chosen drivers and scenarios. */

import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildSystem } from '../support/kernel-build';
import { projectRoot } from '../support/requirements';
import { bootSystem, runSystem, type Transcript } from '../support/run-system';
import { applyEdits, type Edit } from './driver-tree';

const SYSTEM = join(projectRoot, 'kernel', 'tests', 'driver-system');
const LAST_LINE = /all scenarios have run/;
const BUDGET = 1_500_000_000n;

export interface DriverRun {
  /** A kernel tree with the drivers. */
  readonly drivers: string;
  /** An empty folder for what is built. */
  readonly work: string;
  readonly scenarios: readonly string[];
  /** Changes to the files of the system, its device trees for instance. */
  readonly systemEdits?: readonly Edit[];
  readonly instructions?: bigint;
  readonly build?: Pick<BuildOptions, 'compiler' | 'optimisation'>;
}

/** How a scenario ended: its own words, `ok` when all was well, or `silent` when it never said anything. */
export interface ScenarioResults {
  readonly outcome: ReadonlyMap<string, string>;
  readonly transcript: Transcript;
}

/** Builds the system with some drivers, runs the scenarios, and says how each one ended. */
export async function runScenarios(run: DriverRun): Promise<ScenarioResults> {
  const folder = join(run.work, 'driver-system');
  mkdirSync(folder, { recursive: true });
  cpSync(SYSTEM, folder, { recursive: true });
  writeFileSync(join(folder, 'scenarios'), run.scenarios.map((name) => `${name}\n`).join(''));
  applyEdits(folder, run.systemEdits ?? []);
  const system = await buildSystem(folder, {
    ...run.build,
    drivers: run.drivers,
    out: join(run.work, 'out'),
    log: () => {},
  });
  const transcript = runSystem(bootSystem(system), {
    until: LAST_LINE,
    instructions: run.instructions ?? BUDGET,
  });
  return { outcome: outcomes(run.scenarios, transcript.lines), transcript };
}

function outcomes(scenarios: readonly string[], lines: readonly string[]): Map<string, string> {
  const results = new Map<string, string>(scenarios.map((name) => [name, 'silent']));
  let last = '';
  for (const line of lines) {
    const match = /^\S+: ([a-z0-9-]+): (ok|STUCK|FAILED.*|starts|no such scenario)$/.exec(line);
    if (match && results.has(match[1]!)) {
      const detail = match[2] === 'FAILED with status 100' ? `FAILED: ${last}` : match[2]!;
      results.set(match[1]!, detail);
    } else {
      last = line.replace(/^\S+: /, '');
    }
  }
  return results;
}
