// SPDX-License-Identifier: Apache-2.0
/** The ELF file header, segments and sections (System V gABI, chapters 4 and 5; RISC-V psABI for the machine). */

import { ByteReader, decodeText } from './byte-reader';
import type { ByteSource } from './byte-source';
import { SymbolFileError } from './symbol-error';

export type Architecture = 'riscv64';

export interface ElfSegment {
  /** Virtual address, see address.ts. */
  readonly address: number;
  readonly physicalAddress: number;
  readonly fileOffset: number;
  readonly fileSize: number;
  readonly memorySize: number;
  readonly flags: number;
}

export interface ElfSection {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

export interface ElfFile {
  readonly architecture: Architecture;
  readonly entry: number;
  /** Those to be loaded (PT_LOAD). */
  readonly segments: readonly ElfSegment[];
  /** All sections by their index; empty when the file has no section headers. */
  readonly sections: readonly ElfSection[];
}

const HEADER_BYTES = 64;
const SEGMENT_BYTES = 56;
const SECTION_BYTES = 64;
const MACHINE_RISCV = 243;
const TYPE_EXECUTABLE = 2;
const TYPE_SHARED = 3;
const SEGMENT_LOAD = 1;
const SECTION_WITHOUT_DATA = 8;
/** Far more than any linker writes; keeps a hostile header from costing memory. */
const MAXIMUM_HEADERS = 65_535;

const MACHINES: ReadonlyMap<number, string> = new Map([
  [3, 'x86'],
  [40, 'Arm'],
  [62, 'x86-64'],
  [183, 'AArch64'],
  [MACHINE_RISCV, 'RISC-V'],
]);
const TYPES: ReadonlyMap<number, string> = new Map([
  [1, 'a relocatable object: link it first'],
  [4, 'a core dump, not a program'],
]);

interface Header {
  readonly entry: number;
  readonly segmentOffset: number;
  readonly sectionOffset: number;
  readonly segmentSize: number;
  readonly segmentCount: number;
  readonly sectionSize: number;
  readonly sectionCount: number;
  readonly nameSection: number;
}

/**
 * Reads the headers of a linked ELF file for RISC-V of 64 bits.
 * @throws {SymbolFileError} saying what about the file is wrong
 */
export function readElf(source: ByteSource): ElfFile {
  const header = readHeader(source);
  const segments = readSegments(source, header);
  const sections = readSections(source, header);
  return { architecture: 'riscv64', entry: header.entry, segments, sections };
}

function fail(source: ByteSource, what: string): never {
  throw new SymbolFileError(`${source.name}: ${what}`);
}

function readHeader(source: ByteSource): Header {
  const bytes = source.read(0, HEADER_BYTES);
  if (bytes.length < 4 || bytes[0] !== 0x7f || decodeText(bytes.subarray(1, 4)) !== 'ELF') {
    fail(source, 'not an ELF file');
  }
  if (bytes.length < HEADER_BYTES) {
    fail(source, `the ELF header is cut off: ${bytes.length} of ${HEADER_BYTES} bytes`);
  }
  checkClass(source, bytes);
  const reader = new ByteReader(bytes, `${source.name}, ELF header`);
  reader.seek(16);
  checkKind(source, reader.u16(), reader.u16());
  reader.skip(4);
  const entry = reader.address64();
  const segmentOffset = reader.u64();
  const sectionOffset = reader.u64();
  reader.skip(6);
  return {
    entry,
    segmentOffset,
    sectionOffset,
    segmentSize: reader.u16(),
    segmentCount: reader.u16(),
    sectionSize: reader.u16(),
    sectionCount: reader.u16(),
    nameSection: reader.u16(),
  };
}

function checkClass(source: ByteSource, bytes: Uint8Array): void {
  if (bytes[4] === 1) {
    fail(source, 'a 32-bit ELF file; only 64-bit ones are supported');
  }
  if (bytes[4] !== 2) {
    fail(source, `the ELF class is ${bytes[4]}, neither 32 nor 64 bits`);
  }
  if (bytes[5] !== 1) {
    fail(source, 'not little-endian');
  }
}

function checkKind(source: ByteSource, type: number, machine: number): void {
  if (machine !== MACHINE_RISCV) {
    fail(source, `made for ${MACHINES.get(machine) ?? `machine ${machine}`}, not for RISC-V`);
  }
  if (type !== TYPE_EXECUTABLE && type !== TYPE_SHARED) {
    fail(source, TYPES.get(type) ?? `the ELF type is ${type}, not a program`);
  }
}

/** Reads a table of headers; what lies beyond the end of the file is an error that names the table. */
function readTable(source: ByteSource, what: string, offset: number, count: number, size: number): ByteReader {
  const bytes = source.read(offset, count * size);
  if (bytes.length < count * size) {
    fail(source, `truncated: the ${what} headers should end at ${offset + count * size}, the file at ${source.size}`);
  }
  return new ByteReader(bytes, `${source.name}, ${what} headers`, offset);
}

function readSegments(source: ByteSource, header: Header): ElfSegment[] {
  if (header.segmentCount === 0 || header.segmentOffset === 0) {
    return [];
  }
  if (header.segmentSize !== SEGMENT_BYTES) {
    fail(source, `segment headers of ${header.segmentSize} bytes instead of ${SEGMENT_BYTES}`);
  }
  const reader = readTable(source, 'segment', header.segmentOffset, header.segmentCount, SEGMENT_BYTES);
  const segments: ElfSegment[] = [];
  for (let i = 0; i < header.segmentCount; i++) {
    const type = reader.u32();
    if (type !== SEGMENT_LOAD) {
      reader.skip(SEGMENT_BYTES - 4);
      continue;
    }
    const segment = readSegment(reader);
    checkSegment(source, segment, i);
    segments.push(segment);
  }
  return segments;
}

function readSegment(reader: ByteReader): ElfSegment {
  const flags = reader.u32();
  const fileOffset = reader.u64();
  const address = reader.address64();
  const physicalAddress = reader.address64();
  const fileSize = reader.u64();
  const memorySize = reader.u64();
  reader.skip(8);
  return { address, physicalAddress, fileOffset, fileSize, memorySize, flags };
}

function checkSegment(source: ByteSource, segment: ElfSegment, index: number): void {
  const end = segment.fileOffset + segment.fileSize;
  if (end > source.size) {
    fail(source, `truncated: segment ${index} should end at ${end}, the file at ${source.size}`);
  }
  if (segment.fileSize > segment.memorySize) {
    fail(source, `segment ${index} has more bytes in the file than in memory`);
  }
  if (Number.isNaN(segment.address) || Number.isNaN(segment.physicalAddress)) {
    fail(source, `segment ${index} has an address that no RISC-V address space contains`);
  }
}

function readSections(source: ByteSource, header: Header): ElfSection[] {
  if (header.sectionOffset === 0) {
    return [];
  }
  if (header.sectionSize !== SECTION_BYTES) {
    fail(source, `section headers of ${header.sectionSize} bytes instead of ${SECTION_BYTES}`);
  }
  // Counts that do not fit into the header stand in the first section header (gABI, "e_shnum", "e_shstrndx").
  const first = readRawSection(readTable(source, 'section', header.sectionOffset, 1, SECTION_BYTES));
  const count = header.sectionCount === 0 ? first.size : header.sectionCount;
  if (count > MAXIMUM_HEADERS) {
    fail(source, `${count} sections are more than any program has`);
  }
  const reader = readTable(source, 'section', header.sectionOffset, count, SECTION_BYTES);
  const raw = Array.from({ length: count }, () => readRawSection(reader));
  const names = raw[header.nameSection === 0xffff ? first.link : header.nameSection];
  return raw.map((section) => ({ ...section, name: names ? sectionName(source, names, section.nameOffset) : '' }));
}

type RawSection = Omit<ElfSection, 'name'> & { readonly nameOffset: number };

function readRawSection(reader: ByteReader): RawSection {
  const nameOffset = reader.u32();
  const type = reader.u32();
  const flags = reader.u32();
  reader.skip(4);
  const address = reader.address64();
  const offset = reader.u64();
  const size = reader.u64();
  const link = reader.u32();
  reader.skip(20);
  return { nameOffset, type, flags, address, offset, size, link };
}

function sectionName(source: ByteSource, names: RawSection, offset: number): string {
  if (names.type === SECTION_WITHOUT_DATA || offset >= names.size) {
    return '';
  }
  // Names of sections are short; longer ones are nothing we look for.
  const bytes = source.read(names.offset + offset, Math.min(64, names.size - offset));
  const end = bytes.indexOf(0);
  return decodeText(end < 0 ? bytes : bytes.subarray(0, end));
}
