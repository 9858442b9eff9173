// SPDX-License-Identifier: Apache-2.0
/** The DWARF sections of a file, read in pieces as they are needed. */

import { inflateSync } from 'node:zlib';
import { ByteReader, decodeText } from './byte-reader';
import { type ByteSource, bytesSource, joinedSource } from './byte-source';
import type { ElfFile, ElfSection } from './elf-file';
import { SymbolFileError } from './symbol-error';

export type DebugSectionName =
  | 'info'
  | 'abbrev'
  | 'aranges'
  | 'line'
  | 'str'
  | 'line_str'
  | 'str_offsets'
  | 'addr'
  | 'ranges'
  | 'rnglists'
  | 'loc'
  | 'loclists'
  | 'types'
  | 'frame';

const COMPRESSED = 0x800;
const ZLIB = 1;
const MAXIMUM_UNCOMPRESSED = 1024 * 1024 * 1024;
const TEXT_PIECE = 256;
const MAXIMUM_TEXT = 64 * 1024;

/** One section; offsets are relative to its start. */
export class DebugSection {
  constructor(
    readonly name: string,
    private readonly source: ByteSource,
    private readonly start: number,
    readonly size: number,
  ) {}

  /** A reader over `length` bytes at `offset`. @throws {SymbolFileError} when they are not all there */
  reader(offset: number, length: number): ByteReader {
    const bytes = this.read(offset, length);
    if (bytes.length < length) {
      throw new SymbolFileError(`${this.name}: ${length} bytes at 0x${offset.toString(16)} reach beyond the end`);
    }
    return new ByteReader(bytes, this.name, offset);
  }

  /** A reader over at most `length` bytes at `offset`. */
  window(offset: number, length: number): ByteReader {
    return new ByteReader(this.read(offset, length), this.name, offset);
  }

  /** A text that ends in a zero byte; cut off where it gets longer than any name. */
  text(offset: number): string {
    for (let length = TEXT_PIECE; ; length *= 4) {
      const bytes = this.read(offset, length);
      const end = bytes.indexOf(0);
      if (end >= 0 || length >= MAXIMUM_TEXT) {
        return decodeText(end >= 0 ? bytes.subarray(0, end) : bytes);
      }
      if (bytes.length < length) {
        throw new SymbolFileError(`${this.name}: the text at 0x${offset.toString(16)} does not end`);
      }
    }
  }

  /** This section, and another one that goes on behind its end. */
  joined(other: DebugSection): DebugSection {
    const parts = [this, other].map((part) => ({ size: part.size, read: part.read.bind(part) }));
    const source = joinedSource(this.name, parts);
    return new DebugSection(this.name, source, 0, source.size);
  }

  private read(offset: number, length: number): Uint8Array {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    return this.source.read(this.start + Math.min(offset, this.size), wanted);
  }
}

export class DebugSections {
  private readonly opened = new Map<DebugSectionName, DebugSection | undefined>();

  constructor(
    private readonly source: ByteSource,
    private readonly elf: ElfFile,
  ) {}

  /** A section that may be absent. The type units of DWARF 4 (.debug_types) go on where 'info' ends. */
  find(name: DebugSectionName): DebugSection | undefined {
    if (!this.opened.has(name)) {
      const section = this.open(`.debug_${name}`);
      const types = name === 'info' && section ? this.find('types') : undefined;
      this.opened.set(name, types ? section!.joined(types) : section);
    }
    return this.opened.get(name);
  }

  /** Where the units of .debug_types start in 'info'. */
  get typesStart(): number {
    return this.get('info').size - (this.find('types')?.size ?? 0);
  }

  /** A section that is not DWARF's own, by its full name, with its address in memory (see address.ts). */
  findPlain(name: string): { readonly section: DebugSection; readonly address: number } | undefined {
    const found = this.elf.sections.find((one) => one.name === name && one.size > 0);
    const section = found && this.open(name);
    return section && { section, address: found.address };
  }

  /** A section that something else refers to. @throws {SymbolFileError} when it is absent */
  get(name: DebugSectionName): DebugSection {
    const section = this.find(name);
    if (!section) {
      throw new SymbolFileError(`${this.source.name}: the section .debug_${name} is missing`);
    }
    return section;
  }

  private open(name: string): DebugSection | undefined {
    const section = this.elf.sections.find((one) => one.name === name && one.size > 0);
    if (!section) {
      return undefined;
    }
    if (section.offset + section.size > this.source.size) {
      throw new SymbolFileError(`${this.source.name}: truncated: the section ${name} reaches beyond the file's end`);
    }
    return section.flags & COMPRESSED ? this.inflate(section) : this.plain(section);
  }

  private plain(section: ElfSection): DebugSection {
    return new DebugSection(section.name, this.source, section.offset, section.size);
  }

  /** gABI, "Section Compression". */
  private inflate(section: ElfSection): DebugSection {
    const is64 = this.elf.addressSize === 8;
    const headerBytes = is64 ? 24 : 12;
    const header = this.plain(section).reader(0, headerBytes);
    const type = header.u32();
    header.skip(is64 ? 4 : 0);
    const size = is64 ? header.u64() : header.u32();
    if (type !== ZLIB || size > MAXIMUM_UNCOMPRESSED) {
      throw header.error('only debug information compressed by zlib, 1 GiB at most, can be read: link with -gz=none');
    }
    const packed = this.source.read(section.offset + headerBytes, section.size - headerBytes);
    try {
      const bytes = inflateSync(packed, { maxOutputLength: size });
      return new DebugSection(section.name, bytesSource(section.name, bytes), 0, bytes.length);
    } catch {
      throw header.error('the compressed data is damaged');
    }
  }
}
