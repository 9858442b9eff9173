// SPDX-License-Identifier: Apache-2.0
/**
 * Fuzzes all that reads device trees: whatever the text, it ends, throws nothing, says the same twice, and every range it
 * gives lies inside the file. The checks get what could be read of it.
 *
 *     npx tsx test/fuzz/device-tree.ts [--seed N] [--cases N | --seconds N]
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../../emulator';
import { checkSpecification, compileDts, crossCheck, type Diagnostic } from '../../extension/device-tree';
import { configText, randomSystem, treeText } from '../device-tree/cross-systems';
import { SeededRandom } from '../support/random';
import { randomSource } from '../support/random-tree';
import { projectRoot } from '../support/requirements';

export interface DeviceTreeFuzzReport {
  readonly cases: number;
  /** Cases that gave a tree. */
  readonly withTree: number;
  readonly codes: ReadonlyMap<string, number>;
  readonly slowest: { readonly milliseconds: number; readonly seed: number };
}

interface Case {
  readonly tree: string;
  readonly config: string;
}

const PIECES = [
  ...['{', '}', ';', '<', '>', '[', ']', '(', ')', '"', "'", ',', '=', '&', '/', '\\', '#', '@', ':', '\0', '\ud800'],
  ...[
    '/dts-v1/;',
    '/plugin/;',
    '/delete-node/ ',
    '/delete-property/ ',
    '/bits/ 64 ',
    '/include/ "x.dts"',
    '/memreserve/ ',
  ],
  ...['\n#define A(x) x A(A(x))\n', '\n#include "x.dts"\n', '\n#if 1\n', '\n#endif\n', 'A(A(1))', '/*', '*/', '//'],
  ...[
    '0xffffffff',
    '0xffffffffffffffff',
    '-1',
    '(1 / 0)',
    '&{/',
    '&uart',
    '#address-cells = <',
    '#interrupt-cells = <0>;',
  ],
  ...[
    'ranges;',
    'ranges = <0>;',
    'reg = <0 0 0 0 0>;',
    'interrupts = <1>;',
    'interrupt-parent = <&',
    'status = "okay";',
  ],
  ...[
    'device_type = "pci";',
    'compatible = "simple-bus";',
    'compatible = "bao,ipcshmem";',
    'id = <0>;',
    'phandle = <1>;',
  ],
];
const MAX_DAMAGE = 6;

/** The texts of one case. */
export function treeCase(seed: number, samples: readonly string[]): Case {
  const random = new SeededRandom(seed);
  const system = randomSystem(random);
  const base = random.pick([randomSource(random), treeText(system, 0), random.pick(samples)]);
  const config = configText(system);
  return {
    tree: random.chance(10) ? base : damaged(base, random),
    config: random.chance(50) ? config : damaged(config, random),
  };
}

function damaged(text: string, random: SeededRandom): string {
  let result = text;
  for (let count = 1 + random.below(MAX_DAMAGE); count > 0; count--) {
    const at = random.below(result.length + 1);
    const kept = result.slice(at + (random.chance(50) ? random.below(40) : 0));
    const copied = random.chance(20) ? result.slice(at, at + random.below(200)) : '';
    result = result.slice(0, at) + random.pick(PIECES) + copied + kept;
  }
  return result;
}

/** Reads and checks one case. @returns what was found; throws when a promise is broken */
export function checkTreeCase(texts: Case): { readonly found: readonly Diagnostic[]; readonly hasTree: boolean } {
  const result = everything(texts);
  if (JSON.stringify(result.found) !== JSON.stringify(everything(texts).found)) {
    throw new Error('the same text was read in two ways');
  }
  if (!result.hasTree && result.found.length === 0) {
    throw new Error('no tree, and nothing said about it');
  }
  const lines = new Map(Object.entries(texts).map(([file, text]) => [file, text.split(/\r\n|\r|\n/)]));
  for (const { range, related = [], fixes = [] } of result.found) {
    for (const each of [range, ...related.map((other) => other.range), ...fixes.map((fix) => fix.range)]) {
      checkRange(each, lines);
    }
  }
  return result;
}

function everything({ tree: text, config: configuration }: Case) {
  // The included file is the text itself: a circle.
  const readInclude = (path: string) => (path.length % 2 === 0 ? undefined : { file: 'tree', text });
  const { tree, diagnostics } = compileDts(text, { file: 'tree', readInclude });
  const { config } = readConfig('config', configuration);
  const found = [
    ...diagnostics,
    ...(tree ? checkSpecification(tree, { strict: true }) : []),
    ...(tree && config ? crossCheck(config, [{ vm: 0, tree }]) : []),
  ];
  return { found, hasTree: tree !== undefined };
}

function checkRange({ file, start, end }: Diagnostic['range'], lines: ReadonlyMap<string, readonly string[]>): void {
  // A line marker in the text may name any file, and any line.
  const text = lines.get(file);
  const inside = [start, end].every(
    ({ line, column }) => line >= 0 && column >= 0 && (text?.[line] === undefined || column <= text[line].length + 1),
  );
  const ordered = start.line < end.line || (start.line === end.line && start.column <= end.column);
  if (!inside || !ordered) {
    throw new Error(`a range outside of the file: ${JSON.stringify({ file, start, end })}`);
  }
}

/** The example systems' trees, to start from. */
export function sampleTrees(): string[] {
  const systems = join(projectRoot, 'kernel', 'systems');
  return readdirSync(systems, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.dts'))
    .sort()
    .map((name) => readFileSync(join(systems, name), 'utf8'));
}

/** Runs cases from `seed` on until `goOn` says no. Throws at the first broken promise, with the case's seed. */
export function fuzzDeviceTrees(seed: number, goOn: (cases: number) => boolean): DeviceTreeFuzzReport {
  const samples = sampleTrees();
  const codes = new Map<string, number>();
  let [cases, withTree] = [0, 0];
  let slowest = { milliseconds: 0, seed };
  for (; goOn(cases); cases++) {
    const texts = treeCase(seed + cases, samples);
    const start = performance.now();
    const { found, hasTree } = guarded(seed + cases, texts);
    const milliseconds = performance.now() - start;
    slowest = milliseconds > slowest.milliseconds ? { milliseconds, seed: seed + cases } : slowest;
    withTree += hasTree ? 1 : 0;
    for (const code of new Set(found.map((each) => each.code))) {
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
  }
  return { cases, withTree, codes, slowest };
}

function guarded(seed: number, texts: Case): ReturnType<typeof checkTreeCase> {
  try {
    return checkTreeCase(texts);
  } catch (problem) {
    throw new Error(`case ${seed}: ${problem instanceof Error ? problem.stack : problem}\n--- tree ---\n${texts.tree}`);
  }
}

function main(): void {
  const { values } = parseArgs({
    options: { seed: { type: 'string' }, cases: { type: 'string' }, seconds: { type: 'string' } },
  });
  const end = performance.now() + Number(values.seconds ?? 10) * 1000;
  const limit = values.cases === undefined ? undefined : Number(values.cases);
  const goOn = (cases: number): boolean => (limit === undefined ? performance.now() < end : cases < limit);
  const { cases, withTree, codes, slowest } = fuzzDeviceTrees(Number(values.seed ?? 1), goOn);
  console.log(`${cases} cases, ${withTree} gave a tree`);
  console.log(`slowest: case ${slowest.seed}, ${slowest.milliseconds.toFixed(0)} ms (read twice)`);
  for (const [code, count] of [...codes].sort((a, b) => b[1] - a[1])) {
    console.log(`${String(count).padStart(8)} ${code}`);
  }
}

if (require.main === module) {
  main();
}
