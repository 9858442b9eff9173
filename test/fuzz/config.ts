// SPDX-License-Identifier: Apache-2.0
/**
 * Fuzzes the configuration reader: whatever the text, it ends, throws nothing, says the same twice, and every range it
 * gives lies inside the file.
 *
 *     npx tsx test/fuzz/config.ts [--seed N] [--cases N | --seconds N]
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ConfigResult, readConfig, type SourceRange } from '../../emulator/config';
import { SeededRandom } from '../support/random';
import { projectRoot } from '../support/requirements';
import { ConfigGrammar, mutate } from './config-generator';

const FILE = 'config.c';

export interface FuzzReport {
  readonly cases: number;
  /** Cases that gave a configuration at all. */
  readonly withConfig: number;
  readonly withoutDiagnostics: number;
  readonly codes: ReadonlyMap<string, number>;
  readonly slowest: { readonly milliseconds: number; readonly seed: number };
}

/** The text of one case. */
export function caseText(seed: number, samples: readonly string[]): string {
  const random = new SeededRandom(seed);
  const grown = new ConfigGrammar(random).file();
  if (random.chance(30)) {
    return grown;
  }
  const base = random.chance(50) ? grown : random.pick(samples);
  return mutate(base, random.pick(samples), random);
}

/** Reads one text and throws when a promise of the reader is broken. */
export function checkCase(text: string): ConfigResult {
  const options = { readInclude: (path: string) => (path.length % 2 === 0 ? { file: path, text } : undefined) };
  const result = readConfig(FILE, text, options);
  const again = readConfig(FILE, text, options);
  if (serialise(result) !== serialise(again)) {
    throw new Error('the same text was read in two ways');
  }
  if (result.config === undefined && result.diagnostics.length === 0) {
    throw new Error('no configuration, and nothing said about it');
  }
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.length);
  checkRanges(result, lines);
  return result;
}

function serialise(result: ConfigResult): string {
  return JSON.stringify(result, (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}` : value instanceof Map ? [...value] : value,
  );
}

function checkRanges(value: unknown, lines: readonly number[]): void {
  if (value instanceof Map) {
    checkRanges([...value.values()], lines);
  } else if (isRange(value)) {
    checkRange(value, lines);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) {
      checkRanges(inner, lines);
    }
  }
}

function isRange(value: unknown): value is SourceRange {
  return typeof value === 'object' && value !== null && 'start' in value && 'end' in value && 'file' in value;
}

function checkRange(range: SourceRange, lines: readonly number[]): void {
  const inside = [range.start, range.end].every(
    ({ line, column }) => line >= 0 && column >= 0 && line < lines.length && column <= lines[line]! + 1,
  );
  const ordered =
    range.start.line < range.end.line ||
    (range.start.line === range.end.line && range.start.column <= range.end.column);
  if (!inside || !ordered) {
    throw new Error(`a range outside of the file: ${JSON.stringify(range)}`);
  }
}

/** The example systems' configurations, to start from. */
export function sampleConfigs(): string[] {
  const systems = join(projectRoot, 'kernel', 'systems');
  const names = readdirSync(systems).sort();
  return names.flatMap((name) => {
    try {
      return [readFileSync(join(systems, name, 'config.c'), 'utf8')];
    } catch {
      return [];
    }
  });
}

/** Runs cases from `seed` on until `goOn` says no. Throws at the first broken promise, with the case's seed. */
export function fuzzConfig(seed: number, goOn: (cases: number) => boolean): FuzzReport {
  const samples = sampleConfigs();
  const codes = new Map<string, number>();
  let [cases, withConfig, withoutDiagnostics] = [0, 0, 0];
  let slowest = { milliseconds: 0, seed };
  for (; goOn(cases); cases++) {
    const text = caseText(seed + cases, samples);
    const start = performance.now();
    const result = guarded(seed + cases, text);
    const milliseconds = performance.now() - start;
    slowest = milliseconds > slowest.milliseconds ? { milliseconds, seed: seed + cases } : slowest;
    withConfig += result.config === undefined ? 0 : 1;
    withoutDiagnostics += result.diagnostics.length === 0 ? 1 : 0;
    for (const { code } of result.diagnostics) {
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
  }
  return { cases, withConfig, withoutDiagnostics, codes, slowest };
}

function guarded(seed: number, text: string): ConfigResult {
  try {
    return checkCase(text);
  } catch (problem) {
    throw new Error(`case ${seed}: ${problem instanceof Error ? problem.stack : problem}\n--- text ---\n${text}`);
  }
}

function main(): void {
  const { values } = parseArgs({
    options: { seed: { type: 'string' }, cases: { type: 'string' }, seconds: { type: 'string' } },
  });
  const end = performance.now() + Number(values.seconds ?? 10) * 1000;
  const limit = values.cases === undefined ? undefined : Number(values.cases);
  const goOn = (cases: number): boolean => (limit === undefined ? performance.now() < end : cases < limit);
  const report = fuzzConfig(Number(values.seed ?? 1), goOn);
  const { cases, withConfig, withoutDiagnostics, slowest } = report;
  console.log(`${cases} cases, ${withConfig} gave a configuration, ${withoutDiagnostics} without any diagnostic`);
  console.log(`slowest: case ${slowest.seed}, ${slowest.milliseconds.toFixed(0)} ms (read twice)`);
  for (const [code, count] of [...report.codes].sort((a, b) => b[1] - a[1])) {
    console.log(`${String(count).padStart(8)} ${code}`);
  }
}

if (require.main === module) {
  main();
}
