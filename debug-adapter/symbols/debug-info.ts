// SPDX-License-Identifier: Apache-2.0
/**
 * All debug information of a file. Opening it reads nothing; the first question reads the headers of the units, and a
 * unit's functions and rows are read when an address in it is asked about.
 */

import { AbbreviationTable } from './abbreviations';
import type { ByteReader } from './byte-reader';
import type { DebugSections } from './debug-sections';
import { Entries } from './entries';
import { type FunctionCode, readFunctions } from './functions';
import { readLineHeader } from './line-header';
import { runLineProgram } from './line-program';
import { LineTable } from './line-table';
import { RangeIndex } from './range-index';
import { type AddressRange, rangesOf } from './ranges';
import { SymbolFileError } from './symbol-error';
import {
  isReadVersion,
  isTypeUnit,
  openUnit,
  readUnitHeader,
  readUnitLength,
  type Unit,
  type UnitHeader,
} from './unit';
import { UnitTables } from './unit-tables';

/** Decoded units that are kept. */
const MAXIMUM_DECODED = 256;
/** Line table rows that are kept, of some 20 bytes each; those of the last unit always are. */
const MAXIMUM_ROWS = 2_000_000;
const MAXIMUM_PROBLEMS = 100;
const MAXIMUM_UNITS = 200_000;

/** What a unit holds, decoded. */
export interface DecodedUnit {
  readonly unit: Unit;
  readonly lines: LineTable | undefined;
  readonly functions: readonly FunctionCode[];
  readonly functionIndex: RangeIndex<FunctionCode>;
}

export class DebugInfo {
  /** Damage that was met so far, in words; what it concerns is left out of the answers. */
  readonly problems: string[] = [];
  readonly entries = new Entries((offset) => this.unitOf(offset));
  private allHeaders: readonly UnitHeader[] | undefined;
  private textTables: UnitTables | undefined;
  private addressTables: UnitTables | undefined;
  private signatures: Map<bigint, number> | undefined;
  private addressIndex: RangeIndex<number> | undefined;
  private readonly units = new Map<number, Unit | undefined>();
  private readonly shapes = new Map<number, AbbreviationTable>();
  private recentFiles: { readonly index: number; readonly files: readonly (string | undefined)[] } | undefined;
  private readonly decoded = new Map<number, DecodedUnit | undefined>();
  private decodedRows = 0;

  /** @param isCode whether the linked image has code at an address */
  constructor(
    readonly sections: DebugSections,
    private readonly isCode: (address: number) => boolean,
  ) {}

  /** Number of units; they are numbered from 0. */
  get unitCount(): number {
    return this.headers.length;
  }

  /** The unit that holds an address. */
  unitAt(address: number): DecodedUnit | undefined {
    this.addressIndex ??= this.buildIndex();
    const index = this.addressIndex.find(address);
    return index === undefined ? undefined : this.decode(index);
  }

  /** The unit's first entry; undefined when it is damaged. */
  unit(index: number): Unit | undefined {
    if (!this.units.has(index)) {
      this.units.set(
        index,
        this.guarded(() => this.openOnce(this.headers[index]!)),
      );
    }
    return this.units.get(index);
  }

  /** Functions and rows of a unit. */
  decode(index: number): DecodedUnit | undefined {
    if (!this.decoded.has(index)) {
      const unit = isTypeUnit(this.headers[index]!) ? undefined : this.unit(index);
      const decoded = unit && this.decodeUnit(unit);
      this.decodedRows += rowsOf(decoded);
      while (this.decoded.size > 0 && (this.decoded.size >= MAXIMUM_DECODED || this.decodedRows > MAXIMUM_ROWS)) {
        this.forgetOldest();
      }
      this.decoded.set(index, decoded);
    }
    return this.decoded.get(index);
  }

  private forgetOldest(): void {
    const [index, decoded] = this.decoded.entries().next().value!;
    this.decoded.delete(index);
    this.decodedRows -= rowsOf(decoded);
    decoded?.unit.shapes.forget();
  }

  /** The source files of a unit by their numbers, without running its line program. */
  filesOf(index: number): readonly (string | undefined)[] {
    const unit = this.unit(index);
    if (unit?.lineProgram === undefined) {
      return [];
    }
    if (this.recentFiles?.index !== index) {
      const known = this.decoded.get(index)?.lines?.header;
      const header = known ?? this.guarded(() => readLineHeader(this.sections, unit, unit.lineProgram!));
      this.recentFiles = { index, files: header?.files ?? [] };
    }
    return this.recentFiles.files;
  }

  /** As `filesOf`, for a unit at hand. */
  filesOfUnit(unit: Unit): readonly (string | undefined)[] {
    const index = this.unitOfEntry(unit.header.offset);
    return index === undefined ? [] : this.filesOf(index);
  }

  private get headers(): readonly UnitHeader[] {
    this.allHeaders ??= this.readHeaders();
    return this.allHeaders;
  }

  /** Runs something that damage in the file may stop; the damage is noted. */
  guarded<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof SymbolFileError)) {
        throw error;
      }
      this.note(error.message);
      return undefined;
    }
  }

  private note(problem: string): void {
    if (this.problems.length < MAXIMUM_PROBLEMS && !this.problems.includes(problem)) {
      this.problems.push(problem);
    }
  }

  /** The unit that holds an offset of .debug_info. */
  unitOf(offset: number): Unit | undefined {
    const index = this.unitOfEntry(offset);
    return index === undefined ? undefined : this.unit(index);
  }

  /** All units that can be read, in the order of the file. */
  *allUnits(): Generator<Unit> {
    for (let index = 0; index < this.unitCount; index++) {
      const unit = this.unit(index);
      if (unit) {
        yield unit;
      }
    }
  }

  /** The units whose part of .debug_str_offsets holds an offset. */
  unitsWithTexts(offset: number): readonly Unit[] {
    this.textTables ??= new UnitTables(this.allUnits(), (unit) => unit.stringOffsetsBase);
    return this.textTables.at(offset);
  }

  /** The units whose part of .debug_addr holds an offset. */
  unitsWithAddresses(offset: number): readonly Unit[] {
    this.addressTables ??= new UnitTables(this.allUnits(), (unit) => unit.addressBase);
    return this.addressTables.at(offset);
  }

  private entryOfSignature(signature: bigint): number | undefined {
    this.signatures ??= new Map(
      this.headers.flatMap(({ signature: key, typeEntry }) => (key === undefined ? [] : [[key, typeEntry!]])),
    );
    return this.signatures.get(signature);
  }

  private readHeaders(): UnitHeader[] {
    const headers: UnitHeader[] = [];
    this.guarded(() => {
      const size = this.sections.find('info')?.size ?? 0;
      for (let offset = 0; offset < size && headers.length < MAXIMUM_UNITS; ) {
        const header = readUnitHeader(this.sections, offset);
        headers.push(header);
        if (header.entries === header.end) {
          this.note(describeEmpty(header));
        }
        offset = header.end;
      }
    });
    return headers;
  }

  private openOnce(header: UnitHeader): Unit | undefined {
    if (header.entries >= header.end) {
      return undefined;
    }
    let shapes = this.shapes.get(header.abbreviations);
    if (!shapes) {
      shapes = new AbbreviationTable(this.sections.get('abbrev'), header.abbreviations);
      this.shapes.set(header.abbreviations, shapes);
    }
    const unit = openUnit(this.sections, header, shapes, (signature) => this.entryOfSignature(signature));
    if (unit.splitName !== undefined) {
      this.note(`${unit.name ?? 'a unit'} has its debug information in ${unit.splitName}: build without -gsplit-dwarf`);
    }
    return unit;
  }

  private decodeUnit(unit: Unit): DecodedUnit {
    const lines = this.guarded(() => this.readLines(unit));
    const functions = this.guarded(() => readFunctions(unit, (offset) => this.findEntry(offset), this.isCode)) ?? [];
    const ranges = functions.flatMap((value) => value.ranges.map(({ low, high }) => ({ low, high, value })));
    return { unit, lines, functions, functionIndex: new RangeIndex(ranges) };
  }

  private readLines(unit: Unit): LineTable | undefined {
    if (unit.lineProgram === undefined) {
      return undefined;
    }
    const header = readLineHeader(this.sections, unit, unit.lineProgram);
    return new LineTable(header, runLineProgram(header), this.isCode);
  }

  private findEntry(offset: number): { unit: Unit; reader: ByteReader } | undefined {
    const index = this.unitOfEntry(offset);
    const unit = index === undefined ? undefined : this.unit(index);
    if (!unit || offset < unit.header.entries) {
      return undefined;
    }
    // Entries of functions are short, but may hold texts.
    const reader = this.sections.get('info').window(offset, Math.min(unit.header.end - offset, 16 * 1024));
    return { unit, reader };
  }

  private unitOfEntry(offset: number): number | undefined {
    let low = 0;
    let high = this.headers.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.headers[middle]!.offset <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    const header = this.headers[low];
    return header && offset >= header.offset && offset < header.end ? low : undefined;
  }

  private buildIndex(): RangeIndex<number> {
    const byOffset = new Map(this.headers.map((header, index) => [header.offset, index]));
    const ranges: { low: number; high: number; value: number }[] = [];
    const covered = new Set<number>();
    this.guarded(() => {
      for (const { unit, low, high } of readAddressRanges(this.sections)) {
        const value = byOffset.get(unit);
        if (value !== undefined && this.isCode(low)) {
          ranges.push({ low, high, value });
          covered.add(value);
        }
      }
    });
    for (let value = 0; value < this.headers.length; value++) {
      if (!covered.has(value)) {
        for (const { low, high } of this.rangesOfUnit(value)) {
          ranges.push({ low, high, value });
        }
      }
    }
    return new RangeIndex(ranges);
  }

  private rangesOfUnit(index: number): readonly AddressRange[] {
    const unit = isTypeUnit(this.headers[index]!) ? undefined : this.unit(index);
    if (!unit) {
      return [];
    }
    const own = this.guarded(() => rangesOf(unit, unit.lowAddress, unit.high, unit.highIsSize, unit.ranges)) ?? [];
    const real = own.filter(({ low }) => this.isCode(low));
    // Without ranges of its own, a unit holds what its line table describes.
    return real.length > 0 || unit.lineProgram === undefined ? real : (this.decode(index)?.lines?.ranges ?? []);
  }
}

function rowsOf(decoded: DecodedUnit | undefined): number {
  return decoded?.lines?.rows.count ?? 0;
}

function describeEmpty({ offset, version }: UnitHeader): string {
  const place = `.debug_info: the unit at 0x${offset.toString(16)}`;
  return isReadVersion(version) ? `${place} is empty` : `${place} is DWARF ${version}; 2 to 5 can be read`;
}

interface UnitRange extends AddressRange {
  /** Offset of the unit in .debug_info. */
  readonly unit: number;
}

/** .debug_aranges (DWARF 5, section 6.1.2): which unit holds which addresses. */
function* readAddressRanges(sections: DebugSections): Generator<UnitRange> {
  const section = sections.find('aranges');
  for (let offset = 0; section && offset < section.size; ) {
    const start = section.window(offset, 12);
    const { length, offsetSize } = readUnitLength(start);
    const reader = section.reader(start.offset, length);
    offset = start.offset + length;
    const version = reader.u16();
    const unit = offsetSize === 8 ? reader.u64() : reader.u32();
    const addressSize = reader.u8();
    reader.skip(1);
    if (version === 2 && (addressSize === 4 || addressSize === 8)) {
      // The pairs are aligned to their own size, counted from the start of the set.
      const headerBytes = start.position + reader.position;
      reader.skip(-headerBytes & (2 * addressSize - 1));
      yield* readPairs(reader, unit, addressSize);
    }
  }
}

function* readPairs(reader: ByteReader, unit: number, addressSize: number): Generator<UnitRange> {
  while (reader.remaining >= 2 * addressSize) {
    const low = reader.address(addressSize);
    const size = reader.address(addressSize);
    if (size > 0) {
      yield { unit, low, high: low + size };
    }
  }
}
