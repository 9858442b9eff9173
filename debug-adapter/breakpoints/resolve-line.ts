// SPDX-License-Identifier: Apache-2.0
/** From a line of a source file to the addresses at which it begins to be executed. */

import type { Program, ProgramFile } from '../programs';
import type { SourceAddress, SourcePlace, Symbols } from '../symbols';
import type { CodePoint, Resolution } from './resolution';

/** The first line with code at or after a line, over all programs that have the file. */
export function resolveLine(files: readonly ProgramFile[], line: number, column: number | undefined): Resolution {
  const lines = files.map(({ program, file }) => firstAtOrAfter(program.symbols.linesOf(file), line));
  const actual = Math.min(...lines.filter((each) => each !== undefined));
  if (!Number.isFinite(actual)) {
    return { points: [], reason: 'the file has code, but none at or after this line', place: undefined };
  }
  const wantedColumn = actual === line ? column : undefined;
  const found = files
    .filter((_, index) => lines[index] === actual)
    .flatMap((each) => pointsIn(each, actual, wantedColumn));
  return { points: found.map(({ point }) => point), reason: undefined, place: found[0]?.place };
}

/** Lines and columns with code in a part of a file. */
export function breakpointLocations(
  files: readonly ProgramFile[],
  firstLine: number,
  lastLine: number,
): { readonly line: number; readonly column: number }[] {
  const found = new Map<string, { line: number; column: number }>();
  for (const { program, file } of files) {
    const lines = program.symbols.linesOf(file).filter((line) => line >= firstLine && line <= lastLine);
    for (const line of lines) {
      for (const { place } of program.symbols.addressesOf(file, line)) {
        found.set(`${line}:${place.column}`, { line, column: place.column });
      }
    }
  }
  return [...found.values()].sort((one, other) => one.line - other.line || one.column - other.column);
}

/** Why there is no code of a file. */
export function missingFile(programs: readonly Program[]): string {
  const without = programs.filter(({ symbols }) => !symbols.hasDebugInfo).map(({ file }) => file);
  const more = [...new Set(without)].map((file) => `; ${file} has no debug information`);
  return `no image has code of this file${more.join('')}`;
}

function firstAtOrAfter(sorted: readonly number[], line: number): number | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < line) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return sorted[low];
}

function pointsIn(
  { program, file }: ProgramFile,
  line: number,
  column: number | undefined,
): { point: CodePoint; place: SourcePlace }[] {
  const all = program.symbols.addressesOf(file, line);
  const wanted = column === undefined ? all : atColumn(all, column);
  return firstOfEachCopy(program.symbols, wanted).map((each) => ({
    point: pointAt(program, each.address),
    place: { ...each.place, line },
  }));
}

/** Where a line begins: behind the prologue, if it is that of a function. */
function pointAt(program: Program, start: bigint): CodePoint {
  const { symbols } = program;
  const address = behindPrologue(symbols, start);
  const hidden = address === start ? 0 : (symbols.lookup(address)?.frames.length ?? 1) - 1;
  return { vm: program.vm, root: undefined, address, program, hidden };
}

/** What begins at the column, or at the next one that something begins at. */
function atColumn(all: readonly SourceAddress[], column: number): readonly SourceAddress[] {
  const columns = all.map(({ place }) => place.column).filter((each) => each >= column);
  const next = Math.min(...columns);
  return columns.length === 0 ? all : all.filter(({ place }) => place.column === next);
}

/** A line of a loop begins at several addresses of a function; the first of them stands for the line. Each inlined
 *  copy of a function has a first one of its own. */
function firstOfEachCopy(symbols: Symbols, addresses: readonly SourceAddress[]): SourceAddress[] {
  const found = new Map<string, SourceAddress>();
  for (const each of addresses) {
    const frames = symbols.lookup(each.address)?.frames ?? [];
    const calls = frames.slice(1).map(({ place }) => `${place?.file}:${place?.line}:${place?.column}`);
    const key = [...frames.map((frame) => frame.function), ...calls].join(' ');
    if (!found.has(key)) {
      found.set(key, each);
    }
  }
  return [...found.values()];
}

/** At a function's first instruction its arguments are not yet where the debug information says. */
function behindPrologue(symbols: Symbols, address: bigint): bigint {
  const symbol = symbols.symbolAt(address);
  if (symbol === undefined || symbol.offset !== 0) {
    return address;
  }
  return symbols.functionsNamed(symbol.symbol.name).find(({ entry }) => entry === address)?.body ?? address;
}
