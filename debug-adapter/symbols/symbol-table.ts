// SPDX-License-Identifier: Apache-2.0
/** The ELF symbol table: by name, and the nearest symbol below an address. Decoded when first asked for. */

import { fromHalves, toAddress } from './address';
import { decodeText } from './byte-reader';
import type { ByteSource } from './byte-source';
import type { ElfFile, ElfSection } from './elf-file';

export type SymbolKind = 'function' | 'object' | 'other';
export type SymbolBinding = 'local' | 'global' | 'weak';

export interface ElfSymbol {
  readonly name: string;
  readonly address: bigint;
  /** In bytes; 0 when unknown. */
  readonly size: number;
  readonly kind: SymbolKind;
  readonly binding: SymbolBinding;
}

export interface SymbolAtAddress {
  readonly symbol: ElfSymbol;
  /** Bytes from the symbol to the address. */
  readonly offset: number;
  /** Whether the address lies within the symbol's size. */
  readonly inside: boolean;
}

const TABLE = 2;
const DYNAMIC_TABLE = 11;
const UNDEFINED_SECTION = 0;
const FIRST_RESERVED_SECTION = 0xff00;
const ABSOLUTE_SECTION = 0xfff1;
const KIND_OBJECT = 1;
const KIND_FUNCTION = 2;
const KIND_SECTION = 3;
const KIND_FILE = 4;
const KIND_TLS = 6;
/** Bounds memory on hostile input; a kernel has a few hundred thousand. */
const MAXIMUM_SYMBOLS = 16_000_000;
const MAXIMUM_NAME_BYTES = 256 * 1024 * 1024;

/** Where the fields of an entry are, by the class of the file. */
interface EntryShape {
  readonly bytes: number;
  readonly addressSize: 4 | 8;
  readonly info: number;
  readonly section: number;
  readonly address: number;
  readonly size: number;
}

const SHAPES: Readonly<Record<4 | 8, EntryShape>> = {
  4: { bytes: 16, addressSize: 4, info: 12, section: 14, address: 4, size: 8 },
  8: { bytes: 24, addressSize: 8, info: 4, section: 6, address: 8, size: 16 },
};

const BINDINGS: readonly SymbolBinding[] = ['local', 'global', 'weak'];

/** Symbols as columns; names stay in their string table until somebody wants them. */
interface Columns {
  readonly count: number;
  readonly addresses: Float64Array;
  readonly sizes: Float64Array;
  readonly names: Uint32Array;
  readonly info: Uint8Array;
  readonly strings: Uint8Array;
  /** Indices of the symbols in the order of their addresses; of several at one address the best comes last. */
  readonly order: Uint32Array;
}

export class SymbolTable {
  /** False for a stripped file. */
  readonly present: boolean;
  private readonly section: ElfSection | undefined;
  private readonly shape: EntryShape;
  private decoded: Columns | undefined;
  private names: Map<string, number[]> | undefined;
  private partialNames: Map<string, string[]> | undefined;
  private mangled: boolean | undefined;

  constructor(
    private readonly source: ByteSource,
    private readonly elf: ElfFile,
  ) {
    const shape = SHAPES[elf.addressSize];
    const find = (type: number) => elf.sections.find((section) => section.type === type && section.size >= shape.bytes);
    this.shape = shape;
    this.section = find(TABLE) ?? find(DYNAMIC_TABLE);
    this.present = this.section !== undefined;
  }

  /** All defined symbols that stand for code or data, in the order of the file. */
  all(): ElfSymbol[] {
    const columns = this.columns();
    return Array.from({ length: columns.count }, (_, index) => this.symbol(columns, index));
  }

  /** The symbols of a name; global ones first. */
  named(name: string): ElfSymbol[] {
    return this.symbolsOf(this.nameIndex().get(name) ?? []);
  }

  /** The symbols of a name, or of what compilers make of it for a specialised copy (`name.constprop.0`). */
  namedOrSpecialised(name: string): ElfSymbol[] {
    const specialised = this.partlyNamed(name).filter((full) => full.startsWith(`${name}.`));
    return this.symbolsOf([name, ...specialised].flatMap((full) => this.nameIndex().get(full) ?? []));
  }

  /**
   * Symbols that may be variables of a name: its own name, or what compilers make of a static inside a function
   * (`name.0` or `function.name`).
   */
  variablesNamed(name: string): ElfSymbol[] {
    const found = [name, ...this.partlyNamed(name)].flatMap((full) => this.nameIndex().get(full) ?? []);
    return this.symbolsOf(found).filter(({ kind }) => kind !== 'function');
  }

  private partlyNamed(name: string): readonly string[] {
    this.partialNames ??= indexPartialNames(this.nameIndex());
    return this.partialNames.get(name) ?? [];
  }

  /** Whether there are symbols whose names are not those of the source: C++ and Rust mangle them. */
  get hasMangledNames(): boolean {
    this.mangled ??= [...this.nameIndex().keys()].some((name) => /^_(Z|R)/.test(name));
    return this.mangled;
  }

  private nameIndex(): Map<string, number[]> {
    this.names ??= indexNames(this.columns());
    return this.names;
  }

  private symbolsOf(indices: readonly number[]): ElfSymbol[] {
    const found = indices.map((index) => this.symbol(this.columns(), index));
    return found.sort((a, b) => Number(a.binding === 'local') - Number(b.binding === 'local'));
  }

  /** The nearest symbol at or below an address. Functions and objects are preferred at the same address. */
  at(address: number): SymbolAtAddress | undefined {
    const columns = this.columns();
    let index = lastAtOrBelow(columns, address);
    if (index < 0) {
      return undefined;
    }
    // A symbol of unknown size (a label in assembly) does not hide the function around it.
    const nearest = index;
    for (let steps = 0; index >= 0 && steps < 16; index--, steps++) {
      const symbol = columns.order[index]!;
      if (address < columns.addresses[symbol]! + columns.sizes[symbol]!) {
        return this.answer(columns, symbol, address, true);
      }
    }
    return this.answer(columns, columns.order[nearest]!, address, false);
  }

  private answer(columns: Columns, index: number, address: number, inside: boolean): SymbolAtAddress {
    return { symbol: this.symbol(columns, index), offset: address - columns.addresses[index]!, inside };
  }

  private symbol(columns: Columns, index: number): ElfSymbol {
    const info = columns.info[index]!;
    const type = info & 15;
    return {
      name: nameAt(columns.strings, columns.names[index]!),
      address: toAddress(columns.addresses[index]!),
      size: columns.sizes[index]!,
      kind: type === KIND_FUNCTION ? 'function' : type === KIND_OBJECT ? 'object' : 'other',
      binding: BINDINGS[info >> 4] ?? 'global',
    };
  }

  private columns(): Columns {
    this.decoded ??= this.decode();
    return this.decoded;
  }

  private decode(): Columns {
    const { section } = this;
    const names = section && this.elf.sections[section.link];
    if (!section || !names) {
      return decodeColumns(new Uint8Array(), new Uint8Array(), this.shape);
    }
    const bytes = this.source.read(section.offset, Math.min(section.size, MAXIMUM_SYMBOLS * this.shape.bytes));
    return decodeColumns(bytes, this.source.read(names.offset, Math.min(names.size, MAXIMUM_NAME_BYTES)), this.shape);
  }
}

function decodeColumns(bytes: Uint8Array, strings: Uint8Array, shape: EntryShape): Columns {
  const capacity = Math.floor(bytes.length / shape.bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const is64 = shape.addressSize === 8;
  const addresses = new Float64Array(capacity);
  const sizes = new Float64Array(capacity);
  const names = new Uint32Array(capacity);
  const info = new Uint8Array(capacity);
  let count = 0;
  for (let at = 0; at + shape.bytes <= bytes.length; at += shape.bytes) {
    const name = view.getUint32(at, true);
    const low = view.getUint32(at + shape.address, true);
    const address = is64 ? fromHalves(low, view.getUint32(at + shape.address + 4, true)) : low;
    const kind = view.getUint8(at + shape.info);
    if (isWanted(kind & 15, view.getUint16(at + shape.section, true), strings, name) && !Number.isNaN(address)) {
      const highSize = is64 ? view.getUint32(at + shape.size + 4, true) : 0;
      addresses[count] = address;
      sizes[count] = view.getUint32(at + shape.size, true) + highSize * 0x1_0000_0000;
      names[count] = name;
      info[count] = kind;
      count++;
    }
  }
  return { count, addresses, sizes, names, info, strings, order: sortByAddress(count, addresses, sizes, info) };
}

/** Keeps what stands for code or data and has a name; drops mapping symbols (`$x`, `$d`) and the assembler's locals. */
function isWanted(type: number, section: number, strings: Uint8Array, name: number): boolean {
  const first = strings[name];
  const defined = section !== UNDEFINED_SECTION && (section < FIRST_RESERVED_SECTION || section === ABSOLUTE_SECTION);
  const hidden = first === undefined || first === 0 || first === 0x24 || (first === 0x2e && strings[name + 1] === 0x4c);
  return defined && !hidden && type !== KIND_SECTION && type !== KIND_FILE && type !== KIND_TLS;
}

function sortByAddress(count: number, addresses: Float64Array, sizes: Float64Array, info: Uint8Array): Uint32Array {
  const rank = (index: number): number => {
    const type = info[index]! & 15;
    const known = type === KIND_FUNCTION || type === KIND_OBJECT ? 4 : 0;
    return known + (sizes[index]! > 0 ? 2 : 0) + (info[index]! >> 4 > 0 ? 1 : 0);
  };
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  return order.sort((a, b) => addresses[a]! - addresses[b]! || rank(a) - rank(b) || b - a);
}

/** Position in `order` of the last symbol whose address is not above; -1 when there is none. */
function lastAtOrBelow(columns: Columns, address: number): number {
  let low = 0;
  let high = columns.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (columns.addresses[columns.order[middle]!]! <= address) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

function indexNames(columns: Columns): Map<string, number[]> {
  const names = new Map<string, number[]>();
  for (let index = 0; index < columns.count; index++) {
    const name = nameAt(columns.strings, columns.names[index]!);
    const known = names.get(name);
    if (known) {
      known.push(index);
    } else {
      names.set(name, [index]);
    }
  }
  return names;
}

/** Names with dots, by what stands before the first dot and by what stands after the last one, unless it is a number. */
function indexPartialNames(names: Iterable<readonly [string, unknown]>): Map<string, string[]> {
  const partial = new Map<string, string[]>();
  for (const [name] of names) {
    const first = name.indexOf('.');
    const parts = first < 0 ? [] : [name.slice(0, first), name.slice(name.lastIndexOf('.') + 1)];
    for (const part of parts.filter((one) => !/^\d*$/.test(one))) {
      const known = partial.get(part);
      if (known) {
        known.push(name);
      } else {
        partial.set(part, [name]);
      }
    }
  }
  return partial;
}

/** Longer names are cut: hostile tables overlap names to make them cost the square of their size. */
const MAXIMUM_NAME = 4096;

function nameAt(strings: Uint8Array, offset: number): string {
  const end = strings.indexOf(0, offset);
  const limit = Math.min(end < 0 ? strings.length : end, offset + MAXIMUM_NAME);
  return decodeText(strings.subarray(offset, limit));
}
