// SPDX-License-Identifier: Apache-2.0
/** Headers of line programs, DWARF 2 to 5: parameters and the files that rows refer to (DWARF 5, section 6.2.4). */

import type { ByteReader } from './byte-reader';
import type { DebugSections } from './debug-sections';
import { readNumber, readText, skipForm } from './forms';
import { joinPath } from './paths';
import { readUnitLength } from './unit';
import type { UnitContext } from './unit-context';

export interface LineHeader {
  readonly version: number;
  readonly addressSize: number;
  readonly minimumInstruction: number;
  readonly maximumOperations: number;
  readonly defaultIsStatement: boolean;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeBase: number;
  /** Number of operands of each standard opcode; the first element is opcode 1. */
  readonly operandCounts: readonly number[];
  /** Paths by file number; version 5 counts from 0, older ones leave number 0 undefined. */
  readonly files: readonly (string | undefined)[];
  /** The program itself. */
  readonly program: ByteReader;
}

const contentType = { path: 1, directory: 2 } as const;

/**
 * Reads the header at `offset` of .debug_line.
 * @param unit the compilation unit that the program belongs to
 * @throws {SymbolFileError} when it is damaged or of another version
 */
export function readLineHeader(sections: DebugSections, unit: LineUnit, offset: number): LineHeader {
  const section = sections.get('line');
  const start = section.window(offset, 12);
  const { length, offsetSize } = readUnitLength(start);
  const reader = section.reader(start.offset, length);
  const version = reader.u16();
  if (version < 2 || version > 5) {
    throw reader.error(`line programs of version ${version} are not supported`);
  }
  const addressSize = version === 5 ? reader.u8() : unit.addressSize;
  if (version === 5 && reader.u8() !== 0) {
    throw reader.error('segment selectors are not supported');
  }
  const headerLength = offsetSize === 8 ? reader.u64() : reader.u32();
  const programAt = reader.position + headerLength;
  const parameters = readParameters(reader, version);
  const context: UnitContext = { ...contextOf(unit), version, addressSize, offsetSize };
  const files = version === 5 ? readFiles(reader, context, unit) : readOldFiles(reader, unit);
  reader.seek(programAt);
  return { version, addressSize, ...parameters, files, program: reader };
}

/** What a line program needs from its unit. */
export type LineUnit = UnitContext & { readonly directory: string | undefined };

function contextOf(unit: LineUnit): UnitContext {
  const { sections, offset, version, addressSize, offsetSize } = unit;
  return {
    sections,
    offset,
    version,
    addressSize,
    offsetSize,
    indexedAddress: (index) => unit.indexedAddress(index),
    indexedText: (index) => unit.indexedText(index),
    entryOfSignature: () => undefined,
  };
}

type Parameters = Omit<LineHeader, 'version' | 'addressSize' | 'files' | 'program'>;

function readParameters(reader: ByteReader, version: number): Parameters {
  const minimumInstruction = reader.u8();
  const maximumOperations = version >= 4 ? reader.u8() : 1;
  const defaultIsStatement = reader.u8() !== 0;
  const lineBase = reader.i8();
  const lineRange = reader.u8();
  const opcodeBase = reader.u8();
  if (lineRange === 0 || opcodeBase === 0 || maximumOperations === 0) {
    throw reader.error('the header of a line program is damaged');
  }
  const operandCounts = Array.from({ length: opcodeBase - 1 }, () => reader.u8());
  return { minimumInstruction, maximumOperations, defaultIsStatement, lineBase, lineRange, opcodeBase, operandCounts };
}

function readOldFiles(reader: ByteReader, unit: LineUnit): (string | undefined)[] {
  const directories: string[] = [unit.directory ?? ''];
  for (let directory = reader.text(); directory !== ''; directory = reader.text()) {
    directories.push(joinPath(unit.directory, directory));
  }
  const files: (string | undefined)[] = [undefined];
  for (let name = reader.text(); name !== ''; name = reader.text()) {
    files.push(joinPath(directories[reader.uleb()], name));
    reader.uleb();
    reader.uleb();
  }
  return files;
}

interface Entry {
  readonly path: string;
  readonly directory: number;
}

function readFiles(reader: ByteReader, context: UnitContext, unit: LineUnit): string[] {
  const directories = readEntries(reader, context).map((entry) => joinPath(unit.directory, entry.path));
  return readEntries(reader, context).map((entry) => joinPath(directories[entry.directory], entry.path));
}

/** Reads one of the two tables of version 5, each with its own format. */
function readEntries(reader: ByteReader, context: UnitContext): Entry[] {
  const formatCount = reader.u8();
  const format = Array.from({ length: formatCount }, () => ({ content: reader.uleb(), form: reader.uleb() }));
  const count = reader.uleb();
  if (count > reader.remaining) {
    throw reader.error(`a table of ${count} files is longer than the data`);
  }
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    let path = '';
    let directory = 0;
    for (const { content, form } of format) {
      if (content === contentType.path) {
        path = readText(reader, context, form) ?? '';
      } else if (content === contentType.directory) {
        directory = readNumber(reader, context, form, 0);
      } else {
        skipForm(reader, context, form);
      }
    }
    entries.push({ path, directory });
  }
  return entries;
}
