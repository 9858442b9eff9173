// SPDX-License-Identifier: Apache-2.0
/** Types from their debugging entries (DWARF 5, chapter 5). */

import { canonicalTypeName } from './c-type-names';
import { attribute, baseEncoding, tag } from './dwarf';
import {
  blockOf,
  constantOf,
  type Entries,
  type Entry,
  type FoundAttribute,
  isBlock,
  numberOf,
  own,
  referenceOf,
} from './entries';
import { once } from './once';
import { SymbolFileError } from './symbol-error';
import type { SourcePlace } from './symbols';
import { sizeOf } from './type-sizes';
import type { BaseEncoding, EnumType, Member, QualifiedType, StructType, Type } from './types';

/** Types that are kept. Those in use live on, and are read again when they are met again. */
const MAXIMUM_TYPES = 20_000;
/** Dimensions of an array, members of a struct, enumerators: no program comes near. */
const MAXIMUM_CHILDREN = 50_000;
const MAXIMUM_DIMENSIONS = 64;

/** What types need from the rest of the debug information. */
export interface TypeSurroundings {
  readonly entries: Entries;
  /** Runs something that damage may stop, and notes the damage. */
  guarded<T>(action: () => T): T | undefined;
  /** Where an entry was declared. */
  placeOf(entry: Entry): SourcePlace | undefined;
  /** The complete type of a name in another unit, for one that is only declared. */
  completeType(tag: number, name: string, near: Entry): Type | undefined;
}

const VOID: Type = { kind: 'void' };

export class TypeReader {
  private readonly types = new Map<number, Type>();

  constructor(private readonly around: TypeSurroundings) {}

  /** The type that an entry's DW_AT_type leads to; void when it has none. */
  typeOf(entry: Entry): Type {
    const found = this.around.guarded(() => this.around.entries.find(entry, attribute.type) ?? null);
    if (found === undefined) {
      return unknown('the debug information is damaged');
    }
    return found ? this.referredType(found) : VOID;
  }

  /** The type whose entry is at an offset of .debug_info. */
  at(offset: number): Type {
    let type = this.types.get(offset);
    if (!type) {
      type = this.around.guarded(() => this.read(this.around.entries.at(offset)));
      type ??= unknown('the debug information is damaged');
      if (this.types.size >= MAXIMUM_TYPES) {
        this.types.delete(this.types.keys().next().value!);
      }
      this.types.set(offset, type);
    }
    return type;
  }

  private referredType(found: FoundAttribute): Type {
    const reference = this.around.guarded(() => referenceOf(found) ?? null);
    if (reference === undefined || reference === null) {
      return unknown('the debug information refers to a type in another file');
    }
    return this.at(reference);
  }

  private read(entry: Entry): Type {
    switch (entry.shape.tag) {
      case tag.baseType:
        return this.readBase(entry);
      case tag.pointerType:
      case tag.referenceType:
      case tag.rvalueReferenceType: {
        const size = this.number(entry, attribute.byteSize) ?? entry.unit.addressSize;
        return size > MAXIMUM_SCALAR_SIZE
          ? unknown(`a pointer of ${size} bytes`, size)
          : { kind: 'pointer', size, target: this.target(entry) };
      }
      case tag.structureType:
        return this.readStruct(entry, 'struct');
      case tag.unionType:
        return this.readStruct(entry, 'union');
      case tag.enumerationType:
        return this.readEnum(entry);
      case tag.arrayType:
        return this.readArray(entry);
      case tag.subroutineType:
      case tag.subprogram:
        return this.readFunction(entry);
      case tag.unspecifiedType:
        return VOID;
      default:
        return this.readWrapper(entry);
    }
  }

  private readWrapper(entry: Entry): Type {
    const kind = QUALIFIERS.get(entry.shape.tag);
    if (kind) {
      return { kind, target: this.target(entry) };
    }
    if (entry.shape.tag === tag.typedef) {
      return { kind: 'typedef', name: this.name(entry) ?? '', target: this.target(entry) };
    }
    return unknown(
      `the debug information describes a type by the unknown tag 0x${entry.shape.tag.toString(16)}`,
      this.number(entry, attribute.byteSize),
    );
  }

  private readBase(entry: Entry): Type {
    const size = this.number(entry, attribute.byteSize) ?? 0;
    const code = this.number(entry, attribute.encoding) ?? 0;
    const encoding = ENCODINGS.get(code);
    const name = canonicalTypeName(this.name(entry) ?? '');
    return encoding === undefined || size > MAXIMUM_SCALAR_SIZE
      ? unknown(`'${name}' is a number of the unknown encoding ${code} in ${size} bytes`, size)
      : { kind: 'base', name, size, encoding };
  }

  private readStruct(entry: Entry, kind: StructType['kind']): Type {
    const signed = this.around.entries.referred(entry, attribute.signature);
    if (signed && signed.offset !== entry.offset) {
      return this.at(signed.offset);
    }
    const name = this.name(entry);
    const incomplete = own(entry, attribute.declaration) !== undefined;
    if (incomplete && name !== undefined) {
      const complete = this.around.completeType(entry.shape.tag, name, entry);
      if (complete) {
        return complete;
      }
    }
    const around = this.around;
    return {
      kind,
      name,
      size: this.number(entry, attribute.byteSize) ?? 0,
      incomplete,
      members: once(() => this.list(entry, tag.member, (child) => this.readMember(child))),
      get place() {
        return around.placeOf(entry);
      },
    };
  }

  private readMember(entry: Entry): Member | undefined {
    if (own(entry, attribute.external)) {
      return undefined;
    }
    const bits = this.number(entry, attribute.bitSize);
    const type = once(() => this.typeOf(entry));
    const base = { name: this.name(entry), type, bitSize: bits };
    const dataBits = this.number(entry, attribute.dataBitOffset);
    if (dataBits !== undefined) {
      return { ...base, ...this.placeBits(entry, dataBits, bits, type) };
    }
    const offset = this.memberOffset(entry);
    if (bits === undefined) {
      return { ...base, offset, bitOffset: undefined };
    }
    return { ...base, offset, bitOffset: this.oldBitOffset(entry, bits, type) };
  }

  /** DW_AT_data_bit_offset counts from the start of the struct; the storage is an aligned unit of the member's type. */
  private placeBits(entry: Entry, dataBits: number, bits: number | undefined, type: () => Type) {
    const storage = this.number(entry, attribute.byteSize) ?? sizeOf(type());
    const unitBits = Math.max(1, storage) * 8;
    const start = Math.floor(dataBits / unitBits) * unitBits;
    // A packed field may straddle the aligned unit; then its own first byte is where it starts.
    const fits = dataBits - start + (bits ?? 0) <= unitBits;
    const from = fits ? start : Math.floor(dataBits / 8) * 8;
    return { offset: from / 8, bitOffset: bits === undefined ? undefined : dataBits - from };
  }

  /** DW_AT_bit_offset (DWARF 3) counts from the most significant bit of the storage. */
  private oldBitOffset(entry: Entry, bits: number, type: () => Type): number {
    const found = own(entry, attribute.bitOffset);
    // Packed fields may reach beyond their storage: then it is negative.
    const fromTop = found ? numberOf(found) : 0;
    const storage = this.number(entry, attribute.byteSize) ?? sizeOf(type());
    return Math.max(0, storage * 8 - fromTop - bits);
  }

  private memberOffset(entry: Entry): number {
    const found = own(entry, attribute.dataMemberLocation);
    if (!found) {
      return 0;
    }
    return isBlock(found) ? constantOffset(entry, blockOf(found)) : numberOf(found);
  }

  private readEnum(entry: Entry): Type {
    const signed = this.around.entries.referred(entry, attribute.signature);
    if (signed && signed.offset !== entry.offset) {
      return this.at(signed.offset);
    }
    const name = this.name(entry);
    if (own(entry, attribute.declaration) && name !== undefined) {
      const complete = this.around.completeType(entry.shape.tag, name, entry);
      if (complete) {
        return complete;
      }
    }
    const size = this.number(entry, attribute.byteSize) ?? 0;
    if (size > MAXIMUM_SCALAR_SIZE) {
      return unknown(`an enumeration of ${size} bytes`, size);
    }
    const values = once(() => this.list(entry, tag.enumerator, (child) => this.readEnumerator(child)));
    const isSigned = once(() => this.enumIsSigned(entry, values()));
    const bits = Math.max(size, 1) * 8;
    return {
      kind: 'enum',
      name,
      size,
      get signed() {
        return isSigned();
      },
      enumerators: once(() =>
        values().map(({ name: key, value }) => {
          return { name: key, value: isSigned() ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value) };
        }),
      ),
    } satisfies EnumType;
  }

  /** By the underlying type when the compiler names one; else an enumeration is signed when a value is negative. */
  private enumIsSigned(entry: Entry, values: readonly { readonly value: bigint }[]): boolean {
    const underlying = own(entry, attribute.type) ? this.typeOf(entry) : VOID;
    const base = underlying.kind === 'typedef' ? underlying.target() : underlying;
    if (base.kind === 'base') {
      return base.encoding === 'signed' || base.encoding === 'signed-char';
    }
    return values.some(({ value }) => value < 0n);
  }

  private readEnumerator(entry: Entry): { name: string; value: bigint } | undefined {
    const name = this.name(entry);
    const value = own(entry, attribute.constantValue);
    return name === undefined || !value ? undefined : { name, value: constantOf(value) };
  }

  private readArray(entry: Entry): Type {
    const element = this.target(entry);
    const counts: (number | undefined)[] = [];
    for (const child of this.around.entries.children(entry)) {
      const { tag: kind } = child.shape;
      if (kind === tag.subrangeType && counts.length < MAXIMUM_DIMENSIONS) {
        counts.push(this.countOf(child));
      } else if (kind === tag.enumerationType) {
        counts.push(this.list(child, tag.enumerator, (one) => one).length);
      }
    }
    const dimensions = counts.length > 0 ? counts : [undefined];
    return dimensions.reduceRight<() => Type>((inner, count) => {
      const type: Type = { kind: 'array', element: inner, count };
      return () => type;
    }, element)();
  }

  /** Elements of a dimension; undefined when it is open or only known while the program runs. */
  private countOf(range: Entry): number | undefined {
    const count = this.plainNumber(range, attribute.count);
    if (count !== undefined) {
      return count;
    }
    const upper = this.plainNumber(range, attribute.upperBound);
    // GCC writes the bound of `[0]` as -1 in as many bits as it likes.
    return upper === undefined || upper < -1 || upper >= 0xffff_ffff_ffff ? undefined : wrapBound(upper) + 1;
  }

  private plainNumber(entry: Entry, name: number): number | undefined {
    const found = own(entry, name);
    if (!found || isBlock(found) || REFERENCES.has(found.value.form)) {
      return undefined;
    }
    return numberOf(found);
  }

  private readFunction(entry: Entry): Type {
    const children = once(() => this.list(entry, undefined, (child) => child));
    const isOf = (wanted: number) => children().filter((child) => child.shape.tag === wanted);
    return {
      kind: 'function',
      returns: this.target(entry),
      parameters: once(() => isOf(tag.formalParameter).map((child) => this.typeOf(child))),
      get variadic() {
        return isOf(tag.unspecifiedParameters).length > 0;
      },
    };
  }

  /** Reads the children of a kind; those after damage are left out. */
  private list<T>(parent: Entry, kind: number | undefined, read: (child: Entry) => T | undefined): T[] {
    const found: T[] = [];
    this.around.guarded(() => {
      for (const child of this.around.entries.children(parent)) {
        if (found.length >= MAXIMUM_CHILDREN) {
          return;
        }
        const one = kind === undefined || child.shape.tag === kind ? read(child) : undefined;
        if (one !== undefined) {
          found.push(one);
        }
      }
    });
    return found;
  }

  private target(entry: Entry): () => Type {
    return once(() => this.typeOf(entry));
  }

  private name(entry: Entry): string | undefined {
    return this.around.entries.text(entry, attribute.name);
  }

  private number(entry: Entry, name: number): number | undefined {
    const found = own(entry, name);
    if (!found || isBlock(found)) {
      return undefined;
    }
    const value = numberOf(found);
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  }
}

const MAXIMUM_SCALAR_SIZE = 64;

const QUALIFIERS: ReadonlyMap<number, QualifiedType['kind']> = new Map([
  [tag.constType, 'const'],
  [tag.volatileType, 'volatile'],
  [tag.restrictType, 'restrict'],
  [tag.atomicType, 'atomic'],
]);

const ENCODINGS: ReadonlyMap<number, BaseEncoding> = new Map([
  [baseEncoding.address, 'unsigned'],
  [baseEncoding.boolean, 'boolean'],
  [baseEncoding.float, 'float'],
  [baseEncoding.signed, 'signed'],
  [baseEncoding.signedChar, 'signed-char'],
  [baseEncoding.unsigned, 'unsigned'],
  [baseEncoding.unsignedChar, 'unsigned-char'],
  [baseEncoding.utf, 'unicode'],
]);

/** Forms of references, by which a bound names a variable instead of a number. */
const REFERENCES: ReadonlySet<number> = new Set([0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x20]);

function unknown(reason: string, size = 0): Type {
  return { kind: 'unknown', size, reason };
}

function wrapBound(upper: number): number {
  return upper === 0xffff_ffff ? -1 : upper;
}

/** DWARF 2 gives offsets as expressions that add to the struct's address (DW_OP_plus_uconst). */
function constantOffset(entry: Entry, block: Uint8Array): number {
  if (block[0] !== 0x23) {
    throw new SymbolFileError(
      `.debug_info: the offset of the member at 0x${entry.offset.toString(16)} is not constant`,
    );
  }
  let value = 0;
  for (let i = 1, scale = 1; i < Math.min(block.length, 8); i++, scale *= 128) {
    value += (block[i]! & 0x7f) * scale;
  }
  return value;
}
