// SPDX-License-Identifier: Apache-2.0
/** The ELF file header, segments and sections (System V gABI, chapters 4 and 5; RISC-V psABI for the machine). */

import { ByteReader, decodeText } from './byte-reader';
import type { ByteSource } from './byte-source';
import { SymbolFileError } from './symbol-error';

export type Architecture = 'riscv64' | 'riscv32' | 'aarch64' | 'arm';

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
  /** Bytes of an address: 4 in 32-bit files. */
  readonly addressSize: 4 | 8;
  readonly entry: number;
  /** Those to be loaded (PT_LOAD). */
  readonly segments: readonly ElfSegment[];
  /** All sections by their index; empty when the file has no section headers. */
  readonly sections: readonly ElfSection[];
}

/** What depends on the class of a file; sizes are bytes. */
interface ElfClass {
  readonly addressSize: 4 | 8;
  readonly headerBytes: number;
  readonly segmentBytes: number;
  readonly sectionBytes: number;
}

const CLASSES: ReadonlyMap<number, ElfClass> = new Map<number, ElfClass>([
  [1, { addressSize: 4, headerBytes: 52, segmentBytes: 32, sectionBytes: 40 }],
  [2, { addressSize: 8, headerBytes: 64, segmentBytes: 56, sectionBytes: 64 }],
]);

const SMALLEST_HEADER_BYTES = 52;
const LARGEST_HEADER_BYTES = 64;
const MACHINE_ARM = 40;
const MACHINE_AARCH64 = 183;
const MACHINE_RISCV = 243;
const TYPE_EXECUTABLE = 2;
const TYPE_SHARED = 3;
const SEGMENT_LOAD = 1;
const SECTION_WITHOUT_DATA = 8;
/** Far more than any linker writes; keeps a hostile header from costing memory. */
const MAXIMUM_HEADERS = 65_535;

const OTHER_MACHINES: ReadonlyMap<number, string> = new Map([
  [3, 'x86'],
  [8, 'MIPS'],
  [21, 'PowerPC'],
  [62, 'x86-64'],
]);
const TYPES: ReadonlyMap<number, string> = new Map([
  [1, 'a relocatable object: link it first'],
  [4, 'a core dump, not a program'],
]);

interface Header {
  readonly class: ElfClass;
  readonly architecture: Architecture;
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
 * Reads the headers of a linked little-endian ELF file for RISC-V or Arm, of 32 or 64 bits.
 * @throws {SymbolFileError} saying what about the file is wrong
 */
export function readElf(source: ByteSource): ElfFile {
  const header = readHeader(source);
  const segments = readSegments(source, header);
  const sections = readSections(source, header);
  const { architecture, entry } = header;
  return { architecture, addressSize: header.class.addressSize, entry, segments, sections };
}

function fail(source: ByteSource, what: string): never {
  throw new SymbolFileError(`${source.name}: ${what}`);
}

function readHeader(source: ByteSource): Header {
  const bytes = source.read(0, LARGEST_HEADER_BYTES);
  if (bytes.length < 4 || bytes[0] !== 0x7f || decodeText(bytes.subarray(1, 4)) !== 'ELF') {
    fail(source, 'not an ELF file');
  }
  const elfClass = classOf(source, bytes);
  if (bytes.length < elfClass.headerBytes) {
    fail(source, `the ELF header is cut off: ${bytes.length} of ${elfClass.headerBytes} bytes`);
  }
  const reader = new ByteReader(bytes, `${source.name}, ELF header`);
  reader.seek(16);
  checkType(source, reader.u16());
  const architecture = architectureOf(source, reader.u16(), elfClass);
  reader.skip(4);
  const entry = reader.address(elfClass.addressSize);
  const segmentOffset = readWord(reader, elfClass);
  const sectionOffset = readWord(reader, elfClass);
  reader.skip(6);
  return {
    class: elfClass,
    architecture,
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

/** An offset or a size, as large as an address. */
function readWord(reader: ByteReader, { addressSize }: ElfClass): number {
  return addressSize === 8 ? reader.u64() : reader.u32();
}

function classOf(source: ByteSource, bytes: Uint8Array): ElfClass {
  if (bytes.length < SMALLEST_HEADER_BYTES) {
    fail(source, `the ELF header is cut off: ${bytes.length} of ${LARGEST_HEADER_BYTES} bytes`);
  }
  const elfClass = CLASSES.get(bytes[4]!);
  if (!elfClass) {
    fail(source, `the ELF class is ${bytes[4]}, neither 32 nor 64 bits`);
  }
  if (bytes[5] !== 1) {
    fail(source, 'not little-endian');
  }
  return elfClass;
}

function architectureOf(source: ByteSource, machine: number, { addressSize }: ElfClass): Architecture {
  if (machine === MACHINE_RISCV) {
    return addressSize === 8 ? 'riscv64' : 'riscv32';
  }
  if (machine === MACHINE_AARCH64 && addressSize === 8) {
    return 'aarch64';
  }
  if (machine === MACHINE_ARM && addressSize === 4) {
    return 'arm';
  }
  return fail(source, `made for ${OTHER_MACHINES.get(machine) ?? `machine ${machine}`}, not for RISC-V or Arm`);
}

function checkType(source: ByteSource, type: number): void {
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
  const { segmentBytes } = header.class;
  if (header.segmentSize !== segmentBytes) {
    fail(source, `segment headers of ${header.segmentSize} bytes instead of ${segmentBytes}`);
  }
  const reader = readTable(source, 'segment', header.segmentOffset, header.segmentCount, segmentBytes);
  const segments: ElfSegment[] = [];
  for (let i = 0; i < header.segmentCount; i++) {
    const type = reader.u32();
    if (type !== SEGMENT_LOAD) {
      reader.skip(segmentBytes - 4);
      continue;
    }
    const segment = header.class.addressSize === 8 ? readSegment64(reader) : readSegment32(reader);
    checkSegment(source, segment, i);
    segments.push(segment);
  }
  return segments;
}

function readSegment64(reader: ByteReader): ElfSegment {
  const flags = reader.u32();
  const fileOffset = reader.u64();
  const address = reader.address64();
  const physicalAddress = reader.address64();
  const fileSize = reader.u64();
  const memorySize = reader.u64();
  reader.skip(8);
  return { address, physicalAddress, fileOffset, fileSize, memorySize, flags };
}

function readSegment32(reader: ByteReader): ElfSegment {
  const fileOffset = reader.u32();
  const address = reader.u32();
  const physicalAddress = reader.u32();
  const fileSize = reader.u32();
  const memorySize = reader.u32();
  const flags = reader.u32();
  reader.skip(4);
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
    fail(source, `segment ${index} has an address that no address space contains`);
  }
}

function readSections(source: ByteSource, header: Header): ElfSection[] {
  if (header.sectionOffset === 0) {
    return [];
  }
  const { sectionBytes } = header.class;
  if (header.sectionSize !== sectionBytes) {
    fail(source, `section headers of ${header.sectionSize} bytes instead of ${sectionBytes}`);
  }
  // Counts that do not fit into the header stand in the first section header (gABI, "e_shnum", "e_shstrndx").
  const first = readRawSection(readTable(source, 'section', header.sectionOffset, 1, sectionBytes), header.class);
  const count = header.sectionCount === 0 ? first.size : header.sectionCount;
  if (count > MAXIMUM_HEADERS) {
    fail(source, `${count} sections are more than any program has`);
  }
  const reader = readTable(source, 'section', header.sectionOffset, count, sectionBytes);
  const raw = Array.from({ length: count }, () => readRawSection(reader, header.class));
  const names = raw[header.nameSection === 0xffff ? first.link : header.nameSection];
  return raw.map((section) => ({ ...section, name: names ? sectionName(source, names, section.nameOffset) : '' }));
}

type RawSection = Omit<ElfSection, 'name'> & { readonly nameOffset: number };

function readRawSection(reader: ByteReader, elfClass: ElfClass): RawSection {
  const { addressSize } = elfClass;
  const nameOffset = reader.u32();
  const type = reader.u32();
  const flags = readWord(reader, elfClass);
  const address = reader.address(addressSize);
  const offset = readWord(reader, elfClass);
  const size = readWord(reader, elfClass);
  const link = reader.u32();
  reader.skip(4 + 2 * addressSize);
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
