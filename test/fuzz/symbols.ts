// SPDX-License-Identifier: Apache-2.0
/**
 * Fuzzes the readers of ELF and DWARF: real images are damaged, opened, and asked everything. Opening may refuse with a
 * SymbolFileError; after that nothing is ever thrown, and every answer keeps its promises.
 *
 *     npx tsx test/fuzz/symbols.ts [--seed N] [--cases N | --seconds N]
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bytesSource, openSymbols, SymbolFileError, type Symbols } from '../../debug-adapter/symbols';
import { SeededRandom } from '../support/random';
import { buildWithBundled, buildWithGcc } from '../support/symbol-programs';
import { buildTypeProgram, buildTypeProgramWithGcc } from '../support/type-program';
import { damage } from './symbol-mutations';
import { type Answers, Questioner, type Questions } from './symbol-questions';

/** An undamaged file, and what to ask about it. */
export interface FuzzImage {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly questions: Questions;
}

export interface FuzzReport {
  readonly cases: number;
  /** Cases that could be opened. */
  readonly opened: number;
  readonly answers: Answers;
  readonly slowest: { readonly milliseconds: number; readonly seed: number };
}

const ADDRESSES = 48;

/** Builds the images to start from, by the compiler that the project brings, and by GNU's where it is installed. */
export async function fuzzImages(folder: string): Promise<FuzzImage[]> {
  const files = [
    await buildWithBundled(folder, 'd4', ['-gdwarf-4', '-O2']),
    await buildWithBundled(folder, 'd5', ['-gdwarf-5', '-O2', '-fasynchronous-unwind-tables']),
    await buildTypeProgram(folder, 'types4', ['-gdwarf-4', '-Og', '-fdebug-types-section']),
    await buildTypeProgram(folder, 'types5', ['-gdwarf-5', '-O0', '-fdebug-types-section']),
  ];
  if (spawnSync('riscv64-unknown-elf-gcc', ['--version']).status === 0) {
    files.push(
      buildWithGcc(folder, 'gcc4', ['-gdwarf-4', '-O2']),
      buildWithGcc(folder, 'gcc5', ['-gdwarf-5', '-O2', '-fasynchronous-unwind-tables']),
      buildWithGcc(folder, 'gcc32', ['-gdwarf-5', '-Og', '-march=rv32imac', '-mabi=ilp32']),
      buildTypeProgramWithGcc(folder, 'types4-gcc', ['-gdwarf-4', '-O1', '-fdebug-types-section']),
      buildTypeProgramWithGcc(folder, 'types2-gcc', ['-gdwarf-2', '-gstrict-dwarf', '-O0']),
    );
  }
  return files.map(fuzzImage);
}

/** An image to start from, from a file that is in order. */
export function fuzzImage(file: string): FuzzImage {
  const bytes = Uint8Array.from(readFileSync(file));
  return { name: file, bytes, questions: questionsFor(openSymbols(bytesSource(file, bytes))) };
}

function questionsFor(symbols: Symbols): Questions {
  const ranges = symbols.functions().flatMap((one) => one.ranges);
  const addresses = ranges.flatMap(({ low, high }) => {
    const step = (high - low) / 6n || 1n;
    return Array.from({ length: Number((high - low) / step) }, (_, index) => low + BigInt(index) * step);
  });
  const stride = Math.max(1, Math.floor(addresses.length / ADDRESSES));
  return {
    addresses: [...addresses.filter((_, index) => index % stride === 0), 0n, 0xffff_ffff_ffff_ffffn],
    functions: ['mix', 'loop', 'counted', 'no_such_function'],
    variables: ['sink', 'table', 'device_pointer', 'calls', 'file_static', 'extern_array', 'no_such_variable'],
    types: [
      'struct device',
      'struct bits',
      'u32',
      'unsigned long',
      'struct defined_elsewhere',
      'enum state',
      'nothing',
    ],
    enumerators: ['BUSY', 'FROM_SECOND', 'NOTHING'],
    files: ['main.c', 'inline.h', 'types.c'],
  };
}

/** Runs cases from `seed` on until `goOn` says no. Throws at the first broken promise, with the case's seed. */
export async function fuzzSymbols(
  images: readonly FuzzImage[],
  seed: number,
  goOn: (cases: number) => boolean,
): Promise<FuzzReport> {
  const answers = { frames: 0, variables: 0, located: 0, types: 0, rows: 0, problems: 0 };
  let [cases, opened] = [0, 0];
  let slowest = { milliseconds: 0, seed };
  for (; goOn(cases); cases++) {
    const random = new SeededRandom(seed + cases);
    const image = random.pick(images);
    const start = performance.now();
    const found = await askDamaged(image, damage(image.bytes, random), seed + cases);
    const milliseconds = performance.now() - start;
    slowest = milliseconds > slowest.milliseconds ? { milliseconds, seed: seed + cases } : slowest;
    opened += found ? 1 : 0;
    for (const key of Object.keys(answers) as (keyof Answers)[]) {
      answers[key] += found?.[key] ?? 0;
    }
  }
  return { cases, opened, answers, slowest };
}

/** @returns undefined when the file was refused */
async function askDamaged(image: FuzzImage, bytes: Uint8Array, seed: number): Promise<Answers | undefined> {
  try {
    const symbols = openOrRefuse(bytes);
    return symbols && (await new Questioner(symbols, image.questions).askAll());
  } catch (problem) {
    throw new Error(`case ${seed} of ${image.name}: ${problem instanceof Error ? problem.stack : problem}`);
  }
}

function openOrRefuse(bytes: Uint8Array): Symbols | undefined {
  try {
    return openSymbols(bytesSource('fuzzed.elf', bytes));
  } catch (error) {
    if (error instanceof SymbolFileError) {
      return undefined;
    }
    throw error;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seed: { type: 'string' }, cases: { type: 'string' }, seconds: { type: 'string' } },
  });
  const folder = mkdtempSync(join(tmpdir(), 'bao-fuzz-'));
  try {
    const images = await fuzzImages(folder);
    const end = performance.now() + Number(values.seconds ?? 10) * 1000;
    const limit = values.cases === undefined ? undefined : Number(values.cases);
    const goOn = (cases: number): boolean => (limit === undefined ? performance.now() < end : cases < limit);
    const { cases, opened, answers, slowest } = await fuzzSymbols(images, Number(values.seed ?? 1), goOn);
    console.log(`${cases} damaged files, ${opened} could be opened`);
    console.log(
      Object.entries(answers)
        .map(([what, count]) => `${count} ${what}`)
        .join(', '),
    );
    console.log(`slowest: case ${slowest.seed}, ${slowest.milliseconds.toFixed(0)} ms`);
    console.log(`memory at the end: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (require.main === module) {
  void main();
}
