// SPDX-License-Identifier: Apache-2.0
/**
 * Finds the units that tell of a name or of a variable's address, without an index: looks for the bytes that refer to
 * it in .debug_info. That goes over a kernel's debug information at memory speed, keeps nothing in memory, and leads to
 * the few units whose entries have to be decoded.
 */

import type { Abbreviation, AbbreviationTable } from './abbreviations';
import type { DebugInfo } from './debug-info';
import type { DebugSection } from './debug-sections';
import { attribute, form } from './dwarf';
import { fixedSize } from './forms';
import { operation } from './operations';
import type { Unit } from './unit';

const CHUNK = 1024 * 1024;
/** More places of a text than this: short names are the ends of many others. All units are then looked into. */
const MAXIMUM_TEXTS = 16;
const MAXIMUM_ADDRESSES = 64;
/** Bytes before a name in an entry that are looked at. */
const LOOK_BACK = 64;

/** How the entries of a kind begin in a unit: the bytes of their code, so far before the reference to their name. */
interface EntryStart {
  readonly code: Uint8Array;
  readonly distance: number;
}

/** A place in a section that one of the wanted patterns was found at. */
interface Place {
  readonly bytes: Buffer;
  /** In `bytes`. */
  readonly at: number;
  /** In the section. */
  readonly offset: number;
  readonly pattern: Buffer;
}

export class UnitSearch {
  private readonly starts = new WeakMap<
    AbbreviationTable,
    Map<ReadonlySet<number>, readonly EntryStart[] | undefined>
  >();

  constructor(private readonly debugInfo: DebugInfo) {}

  /** Units that may have an entry with a name, one of some tags, and more to it than a declaration; each once. */
  *withName(name: string, tags: ReadonlySet<number>): Generator<Unit> {
    const text = Buffer.from(`${name}\0`);
    const texts = this.debugInfo.guarded(() => this.textOffsets(text));
    if (!texts || texts.length > MAXIMUM_TEXTS) {
      yield* this.units(this.debugInfo.allUnits());
      return;
    }
    const references = texts.map((offset) => {
      const pattern = Buffer.alloc(4);
      pattern.writeUInt32LE(offset % 0x1_0000_0000);
      return pattern;
    });
    // A unit may also hold the text itself.
    const inInfo = this.inSection('info', [...references, text], (place) =>
      this.unitsOf(place).filter((unit) => place.pattern === text || this.mayStart(unit, tags, place)),
    );
    const byIndex = this.inSection('str_offsets', references, ({ offset }) => this.debugInfo.unitsWithTexts(offset));
    yield* this.units(inInfo, byIndex);
  }

  /** Units that may place a variable at one of some addresses (unsigned); each once. */
  *withVariableAt(addresses: readonly bigint[], addressSize: 4 | 8): Generator<Unit> {
    const words = addresses.slice(0, MAXIMUM_ADDRESSES).map((address) => {
      const word = Buffer.alloc(8);
      word.writeBigUInt64LE(address);
      return word.subarray(0, addressSize);
    });
    const direct = words.map((word) => Buffer.concat([Buffer.from([operation.address]), word]));
    const inInfo = this.inSection('info', direct, (place) => this.unitsOf(place));
    const byIndex = this.inSection('addr', words, ({ offset }) => this.debugInfo.unitsWithAddresses(offset));
    yield* this.units(inInfo, byIndex);
  }

  private *units(...sources: Iterable<Unit>[]): Generator<Unit> {
    const seen = new Set<Unit>();
    for (const source of sources) {
      for (const unit of source) {
        if (!seen.has(unit)) {
          seen.add(unit);
          yield unit;
        }
      }
    }
  }

  private *inSection(
    name: 'info' | 'str_offsets' | 'addr',
    patterns: readonly Buffer[],
    unitsOf: (place: Place) => readonly Unit[],
  ): Generator<Unit> {
    const section = this.debugInfo.guarded(() => this.debugInfo.sections.find(name));
    for (const place of section ? placesIn(section, patterns) : []) {
      yield* this.debugInfo.guarded(() => unitsOf(place)) ?? [];
    }
  }

  private unitsOf({ offset }: Place): Unit[] {
    const unit = this.debugInfo.unitOf(offset);
    return unit ? [unit] : [];
  }

  /** Where the text stands in .debug_str, also as the end of a longer one. */
  private textOffsets(text: Buffer): number[] {
    const section = this.debugInfo.sections.find('str');
    const offsets: number[] = [];
    for (const { offset } of section ? placesIn(section, [text]) : []) {
      offsets.push(offset);
      if (offsets.length > MAXIMUM_TEXTS) {
        break;
      }
    }
    return offsets;
  }

  /** Whether an entry of a wanted kind may have its name's reference at a place. */
  private mayStart(unit: Unit, tags: ReadonlySet<number>, { bytes, at }: Place): boolean {
    let known = this.starts.get(unit.shapes);
    if (!known) {
      known = new Map();
      this.starts.set(unit.shapes, known);
    }
    if (!known.has(tags)) {
      known.set(tags, entryStarts(unit, tags));
    }
    const starts = known.get(tags);
    return !starts || starts.some(({ code, distance }) => endsAt(bytes, code, at - distance));
  }
}

/** Whether bytes stand before a position; also when what is before it is not at hand. */
function endsAt(bytes: Uint8Array, code: Uint8Array, end: number): boolean {
  const start = end - code.length;
  return start < 0 || code.every((byte, index) => bytes[start + index] === byte);
}

/** How entries of some tags begin; undefined when that depends on values that come before the name. */
function entryStarts(unit: Unit, tags: ReadonlySet<number>): EntryStart[] | undefined {
  const starts: EntryStart[] = [];
  for (const [code, shape] of unit.shapes.all()) {
    const isDeclaration = shape.attributes.some((one) => one.attribute === attribute.declaration);
    if (tags.has(shape.tag) && !isDeclaration) {
      const distance = distanceToName(unit, shape);
      if (distance === undefined || distance > LOOK_BACK) {
        return undefined;
      }
      if (distance >= 0) {
        starts.push({ code: encodeUleb(code), distance });
      }
    }
  }
  return starts;
}

/** Bytes before the name; -1 when the shape refers to no text, undefined when it varies. */
function distanceToName(unit: Unit, shape: Abbreviation): number | undefined {
  let distance: number | undefined = 0;
  for (const one of shape.attributes) {
    if (one.attribute === attribute.name) {
      return one.form === form.stringPointer ? distance : one.form === form.indirect ? undefined : -1;
    }
    const size = fixedSize(one.form, unit);
    distance = size === undefined || distance === undefined ? undefined : distance + size;
  }
  return -1;
}

function encodeUleb(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return Uint8Array.from(bytes);
}

/** All places of some patterns in a section, piece by piece; in a piece by ascending offset. */
function* placesIn(section: DebugSection, patterns: readonly Buffer[]): Generator<Place> {
  const longest = patterns.reduce((most, { length }) => Math.max(most, length), 0);
  if (longest === 0) {
    return;
  }
  for (let start = 0; start < section.size; start += CHUNK) {
    // Pieces overlap, so that no pattern is cut in two and what stands before it is at hand.
    const before = Math.min(start, LOOK_BACK + 16);
    const { bytes: raw } = section.window(start - before, CHUNK + before + longest - 1);
    const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.length);
    const places: Place[] = [];
    for (const pattern of patterns) {
      for (let at = bytes.indexOf(pattern, before); at >= 0; at = bytes.indexOf(pattern, at + 1)) {
        places.push({ bytes, at, offset: start - before + at, pattern });
      }
    }
    yield* places.sort((a, b) => a.at - b.at);
  }
}
