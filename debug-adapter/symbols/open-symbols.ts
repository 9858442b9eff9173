// SPDX-License-Identifier: Apache-2.0

import { toAddress, toInternal } from './address';
import { type ByteSource, CachedSource } from './byte-source';
import { CallFrames } from './call-frames';
import { DebugInfo, type DecodedUnit } from './debug-info';
import { DebugSections } from './debug-sections';
import { type ElfFile, type ElfSegment, readElf } from './elf-file';
import type { FunctionCode, FunctionNames, InlinedCode } from './functions';
import { ProgramData } from './program-data';
import { RangeIndex } from './range-index';
import { SourceFiles } from './source-files';
import { sourcePlace } from './source-place';
import { type ElfSymbol, type SymbolAtAddress, SymbolTable } from './symbol-table';
import type {
  CodeFrame,
  CodeLocation,
  CodeRange,
  Enumerator,
  Segment,
  SourceAddress,
  SourcePlace,
  SymbolFunction,
  Symbols,
} from './symbols';
import type { FunctionPlace } from './tail-calls';
import type { FunctionType, Type } from './types';
import type { Unit } from './unit';
import type { UnwindRow } from './unwinding';
import type { FrameVariables, Variable } from './variables';

/**
 * Opens the symbols of a linked RISC-V program. Only headers are read; everything else when it is asked for.
 * @throws {SymbolFileError} when the file is no such program or is cut off
 */
export function openSymbols(source: ByteSource): Symbols {
  const cached = new CachedSource(source);
  return new ProgramSymbols(source, cached, readElf(cached));
}

const EXECUTABLE_SECTION = 4;
const ALLOCATED_SECTION = 2;
const segmentFlag = { execute: 1, write: 2, read: 4 } as const;
const UNKNOWN_FUNCTION = '??';

class ProgramSymbols implements Symbols {
  readonly name: string;
  readonly architecture: ElfFile['architecture'];
  readonly addressSize: ElfFile['addressSize'];
  readonly entry: bigint;
  readonly segments: readonly Segment[];
  readonly hasSymbolTable: boolean;
  readonly hasDebugInfo: boolean;
  private readonly table: SymbolTable;
  private readonly debugInfo: DebugInfo;
  private readonly isCode: (address: number) => boolean;
  private readonly data: ProgramData;
  private readonly callFrames: CallFrames;
  private files: SourceFiles | undefined;

  constructor(
    private readonly source: ByteSource,
    cached: ByteSource,
    elf: ElfFile,
  ) {
    this.name = source.name;
    this.architecture = elf.architecture;
    this.addressSize = elf.addressSize;
    this.entry = Number.isNaN(elf.entry) ? 0n : toAddress(elf.entry);
    this.segments = elf.segments.map(toSegment);
    this.table = new SymbolTable(cached, elf);
    this.hasSymbolTable = this.table.present;
    this.hasDebugInfo = elf.sections.some((section) => section.name === '.debug_info' && section.size > 0);
    this.isCode = codeTest(elf);
    const sections = new DebugSections(cached, elf);
    this.debugInfo = new DebugInfo(sections, this.isCode);
    this.data = new ProgramData(this.debugInfo, this.table, elf.addressSize, (address) =>
      this.functionPlaceAt(address),
    );
    this.callFrames = new CallFrames(sections, elf.addressSize, (action) => this.debugInfo.guarded(action));
  }

  get problems(): readonly string[] {
    return this.debugInfo.problems;
  }

  segmentData(segment: Segment): Uint8Array {
    return this.source.read(segment.fileOffset, segment.fileSize);
  }

  lookup(address: bigint): CodeLocation | undefined {
    const internal = toInternal(address);
    const symbol = this.table.at(internal);
    const unit = this.debugInfo.unitAt(internal);
    const location = unit && this.locate(unit, address, internal, symbol);
    // A symbol of known size says nothing about what follows it; a label in assembly does.
    const named = symbol && this.isCode(internal) && (symbol.inside || symbol.symbol.size === 0);
    if (location || !named) {
      return location;
    }
    const frames = [{ function: symbol.symbol.name, inlined: false }];
    return { address, frames, isStatement: false, symbol };
  }

  stopPlaceAt(address: bigint): SourcePlace | undefined {
    const internal = toInternal(address);
    const unit = this.debugInfo.unitAt(internal);
    const row = unit?.lines?.stopRowAt(internal);
    return unit && row !== undefined ? rowPlace(unit, row) : undefined;
  }

  addressesOf(file: string, line: number): SourceAddress[] {
    const found = new Map<bigint, SourceAddress>();
    for (const { unit, files } of this.unitsOf(file)) {
      const decoded = this.debugInfo.decode(unit);
      const starts = decoded?.lines?.startsOf((number) => files.has(number), line) ?? [];
      // A line is only said to start where nothing of it is executed if it starts nowhere else.
      const real = starts.some((start) => !start.empty) ? starts.filter((start) => !start.empty) : starts;
      for (const { address, column } of real) {
        const path = [...files].map((number) => decoded!.lines!.header.files[number])[0] ?? file;
        const start = this.sourceAddress(decoded!, address, { file: path, line, column });
        found.set(start.address, start);
      }
    }
    return [...found.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
  }

  lineRangeAt(address: bigint): CodeRange | undefined {
    const internal = toInternal(address);
    const range = this.debugInfo.unitAt(internal)?.lines?.runAt(internal);
    return range && { low: toAddress(range.low), high: toAddress(range.high) };
  }

  linesOf(file: string): number[] {
    const lines = new Set<number>();
    for (const { unit, files } of this.unitsOf(file)) {
      this.debugInfo.decode(unit)?.lines?.linesOf((number) => files.has(number), lines);
    }
    return [...lines].sort((a, b) => a - b);
  }

  sourceFiles(): readonly string[] {
    return this.sourceIndex().paths;
  }

  functionsNamed(name: string): SymbolFunction[] {
    const byEntry = new Map<bigint, SymbolFunction>();
    for (const symbol of this.table.namedOrSpecialised(name)) {
      const one = this.functionOfSymbol(symbol, name);
      if (one && !byEntry.has(one.entry)) {
        byEntry.set(one.entry, one);
      }
    }
    const found = [...byEntry.values()];
    // Only where the symbol table may not know the name, all debug information has to be read.
    const complete = found.length > 0 || (this.table.present && !this.table.hasMangledNames);
    return complete ? found : this.functions().filter((one) => isNamed(one, name));
  }

  functions(): SymbolFunction[] {
    return this.decodedUnits().flatMap((unit) => unit.functions.map((code) => this.toFunction(unit, code)));
  }

  copiesOf(name: string): SourceAddress[] {
    const found: SourceAddress[] = [];
    for (const unit of this.decodedUnits()) {
      for (const code of unit.functions) {
        for (const copy of copies(code, name)) {
          const address = entryOf(copy);
          found.push(this.sourceAddress(unit, address, placeAt(unit, address)));
        }
      }
    }
    return found.sort((a, b) => (a.address < b.address ? -1 : 1));
  }

  variablesAt(address: bigint): FrameVariables[] {
    const internal = toInternal(address);
    const code = this.debugInfo.unitAt(internal)?.functionIndex.find(internal);
    if (!code) {
      return this.lookup(address) ? [{ parameters: [], blocks: [] }] : [];
    }
    const levels = [code, ...inlinedCallsAt(code, internal)].reverse();
    return levels.map(({ offset }) => this.data.variablesOf(offset, code.offset, internal));
  }

  variablesNamed(name: string, near?: bigint): Variable[] {
    return this.data.variablesNamed(name, this.unitNear(near));
  }

  variablesOfUnit(address: bigint): Variable[] {
    const unit = this.unitNear(address);
    return unit ? this.data.variablesOfUnit(unit) : [];
  }

  typeNamed(name: string, near?: bigint): Type | undefined {
    return this.data.typeNamed(name, this.unitNear(near));
  }

  enumeratorNamed(name: string, near?: bigint): Enumerator | undefined {
    return this.data.enumeratorNamed(name, this.unitNear(near));
  }

  typeOfFunction(address: bigint): FunctionType | undefined {
    const internal = toInternal(address);
    const code = this.debugInfo.unitAt(internal)?.functionIndex.find(internal);
    const type = code && this.data.functionType(code.offset);
    return type?.kind === 'function' ? type : undefined;
  }

  unwindRowAt(address: bigint): UnwindRow | undefined {
    return this.callFrames.rowAt(toInternal(address));
  }

  private functionPlaceAt(address: number): FunctionPlace | undefined {
    const code = this.debugInfo.unitAt(address)?.functionIndex.find(address);
    return code && { offset: code.offset, entry: entryOf(code) };
  }

  private unitNear(address: bigint | undefined): Unit | undefined {
    return address === undefined ? undefined : this.debugInfo.unitAt(toInternal(address))?.unit;
  }

  symbolNamed(name: string): ElfSymbol | undefined {
    return this.table.named(name)[0];
  }

  symbolsNamed(name: string): ElfSymbol[] {
    return this.table.named(name);
  }

  symbolAt(address: bigint): SymbolAtAddress | undefined {
    return this.table.at(toInternal(address));
  }

  symbols(): ElfSymbol[] {
    return this.table.all();
  }

  /** The function that starts at a symbol, whether debug information describes it or, as for assembly, does not. */
  private functionOfSymbol(symbol: ElfSymbol, name: string): SymbolFunction | undefined {
    const internal = toInternal(symbol.address);
    const unit = this.debugInfo.unitAt(internal);
    const code = unit?.functionIndex.find(internal);
    if (unit && code) {
      const named = symbol.name === name || isNamed(code, name);
      return named && entryOf(code) === internal ? this.toFunction(unit, code) : undefined;
    }
    if (symbol.name !== name || symbol.kind === 'object' || !this.isCode(internal)) {
      return undefined;
    }
    return {
      name,
      entry: symbol.address,
      body: symbol.address,
      ranges: [{ low: symbol.address, high: symbol.address + BigInt(Math.max(symbol.size, 1)) }],
      place: unit && placeAt(unit, internal),
      external: symbol.binding !== 'local',
    };
  }

  private sourceIndex(): SourceFiles {
    this.files ??= new SourceFiles(this.debugInfo);
    return this.files;
  }

  private unitsOf(file: string) {
    const index = this.sourceIndex();
    return index.unitsWith(index.matching(file));
  }

  private decodedUnits(): DecodedUnit[] {
    const indices = Array.from({ length: this.debugInfo.unitCount }, (_, index) => index);
    return indices.map((index) => this.debugInfo.decode(index)).filter((unit) => unit !== undefined);
  }

  private locate(
    unit: DecodedUnit,
    address: bigint,
    internal: number,
    symbol: SymbolAtAddress | undefined,
  ): CodeLocation | undefined {
    const row = unit.lines?.rowAt(internal);
    const code = unit.functionIndex.find(internal);
    if (row === undefined && !code) {
      return undefined;
    }
    const place = row === undefined ? undefined : rowPlace(unit, row);
    const frames = code
      ? framesOf(unit, code, internal, place)
      : [{ function: symbol?.symbol.name ?? UNKNOWN_FUNCTION, place, inlined: false }];
    const isStatement = row !== undefined && unit.lines!.isStatement(internal, row);
    return { address, frames, place, isStatement, symbol };
  }

  private sourceAddress(unit: DecodedUnit, internal: number, place: SourcePlace | undefined): SourceAddress {
    const code = unit.functionIndex.find(internal);
    const innermost = code && framesOf(unit, code, internal, place)[0];
    return {
      address: toAddress(internal),
      place: place ?? { file: unit.unit.name ?? '', line: 0, column: 0 },
      function: innermost?.function,
      inlined: innermost?.inlined ?? false,
    };
  }

  private toFunction(unit: DecodedUnit, code: FunctionCode): SymbolFunction {
    const entry = entryOf(code);
    const main = code.ranges.find((range) => range.low === entry)!;
    const place = this.declarationOf(code) ?? placeAt(unit, entry);
    return {
      name: nameOf(code),
      ...(code.linkageName === undefined ? {} : { linkageName: code.linkageName }),
      entry: toAddress(entry),
      body: toAddress(unit.lines?.bodyStart(main.low, main.high) ?? entry),
      ranges: code.ranges.map(({ low, high }) => ({ low: toAddress(low), high: toAddress(high) })),
      ...(place ? { place } : {}),
      external: code.external ?? false,
    };
  }

  private declarationOf(code: FunctionNames): SourcePlace | undefined {
    const file = code.unit && code.file !== undefined ? this.debugInfo.filesOfUnit(code.unit)[code.file] : undefined;
    return file === undefined ? undefined : sourcePlace(file, code.line, 0);
  }
}

function toSegment(segment: ElfSegment): Segment {
  return {
    address: toAddress(segment.address),
    physicalAddress: toAddress(segment.physicalAddress),
    fileOffset: segment.fileOffset,
    fileSize: segment.fileSize,
    memorySize: segment.memorySize,
    readable: (segment.flags & segmentFlag.read) !== 0,
    writable: (segment.flags & segmentFlag.write) !== 0,
    executable: (segment.flags & segmentFlag.execute) !== 0,
  };
}

/** Tells addresses of code from those that the linker gave to functions it dropped. */
function codeTest(elf: ElfFile): (address: number) => boolean {
  const wanted = EXECUTABLE_SECTION | ALLOCATED_SECTION;
  const sections = elf.sections.filter((section) => (section.flags & wanted) === wanted && section.size > 0);
  const parts =
    sections.length > 0
      ? sections.map(({ address, size }) => ({ low: address, high: address + size }))
      : elf.segments.map(({ address, memorySize }) => ({ low: address, high: address + memorySize }));
  return (address) => parts.some(({ low, high }) => address >= low && address < high);
}

function nameOf(names: FunctionNames): string {
  return names.name ?? names.linkageName ?? UNKNOWN_FUNCTION;
}

function isNamed(names: Pick<FunctionNames, 'name' | 'linkageName'>, name: string): boolean {
  return names.name === name || names.linkageName === name;
}

function entryOf(code: FunctionCode | InlinedCode): number {
  return ('entry' in code ? code.entry : undefined) ?? code.ranges[0]!.low;
}

/** Large functions hold hundreds of inlined calls: an index for each function that has been asked about. */
const inlinedIndices = new WeakMap<FunctionCode | InlinedCode, RangeIndex<InlinedCode>>();

function inlinedAt(code: FunctionCode | InlinedCode, address: number): InlinedCode | undefined {
  if (code.inlined.length === 0) {
    return undefined;
  }
  let index = inlinedIndices.get(code);
  if (!index) {
    index = new RangeIndex(
      code.inlined.flatMap((value) => value.ranges.map(({ low, high }) => ({ low, high, value }))),
    );
    inlinedIndices.set(code, index);
  }
  return index.find(address);
}

function* copies(code: FunctionCode, name: string): Generator<FunctionCode | InlinedCode> {
  const open: (FunctionCode | InlinedCode)[] = [code];
  for (let next = open.pop(); next; next = open.pop()) {
    if (isNamed(next, name) && next.ranges.length > 0) {
      yield next;
    }
    open.push(...next.inlined);
  }
}

function filePlace(unit: DecodedUnit, file: number, line: number, column: number): SourcePlace | undefined {
  const path = unit.lines?.header.files[file];
  return path === undefined ? undefined : sourcePlace(path, line, column);
}

function rowPlace(unit: DecodedUnit, row: number): SourcePlace | undefined {
  const { files, lines, columns } = unit.lines!.rows;
  return filePlace(unit, files[row]!, lines[row]!, columns[row]!);
}

function placeAt(unit: DecodedUnit, address: number): SourcePlace | undefined {
  const row = unit.lines?.rowAt(address);
  return row === undefined ? undefined : rowPlace(unit, row);
}

/** The calls inlined at an address, outermost first. */
function inlinedCallsAt(code: FunctionCode, address: number): InlinedCode[] {
  const calls: InlinedCode[] = [];
  for (let call = inlinedAt(code, address); call; call = inlinedAt(call, address)) {
    calls.push(call);
  }
  return calls;
}

/** The calls that lead to an address, innermost first. */
function framesOf(unit: DecodedUnit, code: FunctionCode, address: number, place: SourcePlace | undefined): CodeFrame[] {
  const frames: CodeFrame[] = [];
  let current: FunctionCode | InlinedCode = code;
  for (const inlined of inlinedCallsAt(code, address)) {
    const call = filePlace(unit, inlined.callFile, inlined.callLine, inlined.callColumn);
    frames.push({ function: nameOf(current), place: call, inlined: current !== code });
    current = inlined;
  }
  frames.push({ function: nameOf(current), place, inlined: current !== code });
  return frames.reverse();
}
