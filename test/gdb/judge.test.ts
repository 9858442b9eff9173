// SPDX-License-Identifier: Apache-2.0
/**
 * gdb is the judge: at hundreds of stops in each program, spread over its instructions by chance, our back traces, inlined
 * calls, lines, preserved registers, arguments, locals, types and values are those that gdb gives for the same registers
 * and memory. exclusions.ts lists what may differ, and why.
 */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type BuiltSystem, buildSystem, defaultCompiler, gnuCompiler } from '../support/kernel-build';
import { requireTool } from '../support/requirements';
import { scratchFolder } from '../support/scratch';
import { compareStops } from './compare';
import { type BothViews, look } from './look';
import type { SeenFrame } from './tree';
import { buildValues } from './values-system';

const STOPS = 300;
const SEED = 2024;

const BUILDS = [
  { name: 'clang -Og', gnu: false, optimisation: '-Og' },
  { name: 'clang -O2', gnu: false, optimisation: '-O2' },
  { name: 'gcc -Og', gnu: true, optimisation: '-Og' },
  { name: 'gcc -O2', gnu: true, optimisation: '-O2' },
] as const;

/** The programs of a system, and in how many functions the stops must be so that they mean something. */
const PROGRAMS: readonly { name: string; functions: number; file(system: BuiltSystem): string }[] = [
  { name: 'kernel and drivers', functions: 100, file: (system) => image(system, 'backend').elf },
  { name: 'device model', functions: 20, file: (system) => image(system, 'backend').programs['device-model']! },
  { name: 'init', functions: 10, file: (system) => image(system, 'backend').programs.init! },
  { name: 'frontend', functions: 20, file: (system) => image(system, 'frontend').elf },
];

function image(system: BuiltSystem, name: string) {
  return system.images.find((each) => each.name === name)!;
}

function variablesOf(frame: SeenFrame): number {
  return frame.parameters.length + frame.blocks.flat().length;
}

/** The first differences of a program, readable. */
function differencesOf(views: readonly BothViews[]): string[] {
  return views.flatMap(({ ours, gdbs }, stop) =>
    compareStops(ours, gdbs).map((each) => `stop ${stop}, ${each.where}: ours ${each.ours}, gdb's ${each.gdbs}`),
  );
}

function check(seen: readonly BothViews[], functions: number): void {
  assert.deepEqual(differencesOf(seen).slice(0, 20), []);
  assert.ok(seen.length >= STOPS, `${seen.length} stops`);
  const visited = new Set(seen.map(({ gdbs }) => gdbs.frames[0]?.function));
  assert.ok(visited.size >= functions, `stops in ${visited.size} functions`);
  const frames = seen.flatMap(({ gdbs }) => gdbs.frames);
  assert.ok(frames.some((frame) => variablesOf(frame) > 0));
}

function requireBoth(test: Mocha.Context, gnu: boolean): void {
  test.timeout(300_000);
  requireTool(test, 'gdb-multiarch', 'gdb-multiarch');
  if (gnu) {
    requireTool(test, gnuCompiler.program, 'gcc-riscv64-unknown-elf');
  }
}

describe('beside gdb', () => {
  const scratch = scratchFolder();

  for (const build of BUILDS) {
    describe(`images of ${build.name}`, () => {
      const views = new Map<string, Promise<BothViews[]>>();

      before(async function () {
        requireBoth(this, build.gnu);
        const system = await buildSystem('remio-console', {
          out: join(scratch(), build.name.replace(' ', '')),
          log: () => {},
          optimisation: build.optimisation,
          ...(build.gnu ? { compiler: gnuCompiler } : {}),
        });
        // All at a time: gdb and this process take turns in each of them.
        for (const { name, file } of PROGRAMS) {
          views.set(name, look(system, file(system), STOPS, SEED));
        }
        await Promise.all(views.values());
      });

      for (const { name, functions } of PROGRAMS) {
        it(`${name}: frames, variables and values`, async () => {
          check((await views.get(name))!, functions);
        });
      }

      for (const version of ['-gdwarf-4', '-gdwarf-5']) {
        it(`values of every shape, ${version}`, async function () {
          requireBoth(this, build.gnu);
          const compiler = build.gnu ? gnuCompiler : await defaultCompiler();
          const system = buildValues(scratch(), compiler, [build.optimisation, version]);
          check(await look(system, system.images[0]!.elf, STOPS, SEED), 10);
        });
      }
    });
  }
});
