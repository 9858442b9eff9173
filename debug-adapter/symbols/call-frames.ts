// SPDX-License-Identifier: Apache-2.0
/**
 * The call frame tables: .debug_frame (DWARF 5, section 6.4) and .eh_frame (Linux Standard Base 5.0, chapter 10.6).
 * The first question reads where each description applies; a description is run when an address in it is asked about.
 */

import type { ByteReader } from './byte-reader';
import { type CommonInformation, runFrameProgram } from './call-frame-program';
import type { DebugSection, DebugSections } from './debug-sections';
import { decodePointer, type PointerBases } from './eh-pointers';
import { RangeIndex } from './range-index';
import type { UnwindRow } from './unwinding';

/** Descriptions in a file; a kernel has some hundred thousand. */
const MAXIMUM_DESCRIPTIONS = 1_000_000;
const MAXIMUM_COMMON = 10_000;
const MAXIMUM_ROWS = 4096;
/** Where a description covers code: its header is at most this long. */
const HEADER_WINDOW = 64;
/** Of one description: its program. The largest functions stay far below. */
const MAXIMUM_PROGRAM = 256 * 1024;
/** Calls return by way of a general register. A column behind those (GCC's alternate frame return column; 64 on RISC-V)
 *  stands for a program counter that a trap saved. LLVM writes no other mark of a signal frame into .debug_frame. */
const LAST_GENERAL_REGISTER = 31;

interface Table {
  readonly section: DebugSection;
  /** Of the section in memory, for relative pointers. */
  readonly address: number;
  /** .eh_frame: other marks, relative pointers. */
  readonly isExceptionTable: boolean;
}

interface Description {
  readonly table: Table;
  /** Of the common information that it refers to, in the section. */
  readonly common: number;
  readonly low: number;
  readonly high: number;
  /** Where its augmentation data or instructions start and end. */
  readonly start: number;
  readonly end: number;
}

interface ParsedCommon extends CommonInformation {
  readonly addressSize: number;
  readonly pointerEncoding: number;
  readonly hasAugmentationData: boolean;
}

export class CallFrames {
  private index: RangeIndex<Description> | undefined;
  private readonly commons = new Map<Table, Map<number, ParsedCommon | undefined>>();
  private readonly rows = new Map<number, UnwindRow | undefined>();

  /** @param guarded runs something that damage may stop, and notes the damage */
  constructor(
    private readonly sections: DebugSections,
    private readonly addressSize: number,
    private readonly guarded: <T>(action: () => T) => T | undefined,
  ) {}

  /** The row for an address (see address.ts); undefined when no description covers it, or the one that does is damaged. */
  rowAt(address: number): UnwindRow | undefined {
    if (!this.rows.has(address)) {
      if (this.rows.size >= MAXIMUM_ROWS) {
        this.rows.delete(this.rows.keys().next().value!);
      }
      this.rows.set(
        address,
        this.guarded(() => this.readRow(address)),
      );
    }
    return this.rows.get(address);
  }

  private readRow(address: number): UnwindRow | undefined {
    this.index ??= this.readIndex();
    const found = this.index.find(address);
    const common = found && this.common(found.table, found.common);
    if (!found || !common) {
      return undefined;
    }
    const length = Math.min(found.end - found.start, MAXIMUM_PROGRAM);
    const reader = found.table.section.reader(found.start, length);
    if (common.hasAugmentationData) {
      reader.skip(reader.uleb());
    }
    return runFrameProgram(reader, common, found.low, address);
  }

  private readIndex(): RangeIndex<Description> {
    const ranges: { low: number; high: number; value: Description }[] = [];
    for (const table of this.tables()) {
      this.guarded(() => {
        for (const value of this.descriptions(table)) {
          if (ranges.length >= MAXIMUM_DESCRIPTIONS) {
            return;
          }
          ranges.push({ low: value.low, high: value.high, value });
        }
      });
    }
    return new RangeIndex(ranges);
  }

  /** Where both describe a function, .debug_frame counts: of equal ranges the index gives the last. */
  private tables(): Table[] {
    const tables: Table[] = [];
    const exception = this.guarded(() => this.sections.findPlain('.eh_frame'));
    if (exception) {
      tables.push({ ...exception, isExceptionTable: true });
    }
    const debug = this.guarded(() => this.sections.find('frame'));
    if (debug) {
      tables.push({ section: debug, address: 0, isExceptionTable: false });
    }
    return tables;
  }

  private *descriptions(table: Table): Generator<Description> {
    const { section } = table;
    for (let offset = 0; offset < section.size; ) {
      const reader = section.window(offset, HEADER_WINDOW);
      const { length, idSize, start } = readLength(reader);
      if (length === 0) {
        // .eh_frame ends in one; .debug_frame has none.
        offset = start;
        continue;
      }
      const end = start + length;
      if (end > section.size) {
        throw reader.error(`truncated: an entry should end at 0x${end.toString(16)}`);
      }
      const id = idSize === 8 ? reader.bigUnsigned(8) : BigInt(reader.u32());
      if (id !== commonMark(table, idSize)) {
        const common = table.isExceptionTable ? start - Number(id) : Number(id);
        const description = this.guarded(() => this.describe(table, common, reader, end));
        if (description && description.low < description.high) {
          yield description;
        }
      }
      offset = end;
    }
  }

  private describe(table: Table, offset: number, reader: ByteReader, end: number): Description | undefined {
    const common = this.common(table, offset);
    if (!common) {
      return undefined;
    }
    const { addressSize, pointerEncoding } = common;
    const bases: PointerBases = { section: table.address, addressSize };
    const low = decodePointer(reader, pointerEncoding, bases);
    // The size is encoded like the address, but relative to nothing.
    const size = decodePointer(reader, pointerEncoding & 0x0f, bases);
    return { table, common: offset, low, high: low + size, start: reader.offset, end };
  }

  private common(table: Table, offset: number): ParsedCommon | undefined {
    let known = this.commons.get(table);
    if (!known) {
      known = new Map();
      this.commons.set(table, known);
    }
    if (!known.has(offset)) {
      if (known.size >= MAXIMUM_COMMON) {
        known.delete(known.keys().next().value!);
      }
      known.set(
        offset,
        this.guarded(() => this.readCommon(table, offset)),
      );
    }
    return known.get(offset);
  }

  private readCommon(table: Table, offset: number): ParsedCommon {
    const { section } = table;
    const { length, idSize, start } = readLength(section.window(offset, HEADER_WINDOW));
    const reader = section.reader(start, Math.min(length, MAXIMUM_PROGRAM));
    const id = idSize === 8 ? reader.bigUnsigned(8) : BigInt(reader.u32());
    if (id !== commonMark(table, idSize)) {
      throw reader.error('a frame description refers to something that is no common information entry');
    }
    const version = reader.u8();
    if (version !== 1 && version !== 3 && version !== 4) {
      throw reader.error(`frame tables of version ${version} are not supported`);
    }
    const augmentation = reader.text();
    const addressSize = version === 4 ? reader.u8() : this.addressSize;
    if (version === 4) {
      reader.skip(1);
    }
    const codeFactor = reader.uleb();
    const dataFactor = reader.sleb();
    if (!Number.isSafeInteger(codeFactor) || !Number.isSafeInteger(dataFactor)) {
      throw reader.error('an alignment factor is impossibly large');
    }
    const returnRegister = version === 1 ? reader.u8() : reader.uleb();
    const extra = readAugmentation(reader, augmentation, { section: table.address, addressSize });
    const program = reader.block(reader.remaining).slice();
    const isSignalFrame = extra.isSignalFrame || returnRegister > LAST_GENERAL_REGISTER;
    return { addressSize, codeFactor, dataFactor, returnRegister, program, ...extra, isSignalFrame };
  }
}

function readLength(reader: ByteReader): { length: number; idSize: 4 | 8; start: number } {
  const length = reader.u32();
  const isLong = length === 0xffff_ffff;
  if (!isLong && length >= 0xffff_fff0) {
    throw reader.error(`the length 0x${length.toString(16)} is reserved`);
  }
  return { length: isLong ? reader.u64() : length, idSize: isLong ? 8 : 4, start: reader.offset };
}

function commonMark(table: Table, idSize: number): bigint {
  return table.isExceptionTable ? 0n : idSize === 8 ? 0xffff_ffff_ffff_ffffn : 0xffff_ffffn;
}

/** The letters after `z` say what their data holds; its length says where the instructions start. */
function readAugmentation(reader: ByteReader, letters: string, bases: PointerBases) {
  const result = { pointerEncoding: 0, isSignalFrame: false, hasAugmentationData: letters.startsWith('z') };
  if (!result.hasAugmentationData) {
    // Outside of exception tables the GNU assembler writes the mark of a signal frame alone.
    if (letters !== '' && letters !== 'S') {
      throw reader.error(`the augmentation '${letters.slice(0, 16)}' is unknown`);
    }
    return { ...result, isSignalFrame: letters === 'S' };
  }
  const length = reader.uleb();
  const end = reader.position + length;
  for (const letter of letters.slice(1, 16)) {
    switch (letter) {
      case 'R':
        result.pointerEncoding = reader.u8();
        break;
      case 'P':
        decodePointer(reader, reader.u8() & 0x7f, bases);
        break;
      case 'L':
        reader.skip(1);
        break;
      case 'S':
        result.isSignalFrame = true;
        break;
    }
  }
  reader.seek(end);
  return result;
}
