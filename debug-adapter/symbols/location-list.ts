// SPDX-License-Identifier: Apache-2.0
/** Location lists: .debug_loc (DWARF 4) and .debug_loclists (DWARF 5, section 2.6.2). */

import type { ByteReader } from './byte-reader';
import type { DebugSection } from './debug-sections';
import { form } from './dwarf';
import type { Unit } from './unit';

/** An expression that holds from `low` to `high` (exclusive), see address.ts; they may be equal. */
export interface ListedExpression {
  readonly low: number;
  readonly high: number;
  readonly bytes: Uint8Array;
}

export interface LocationList {
  readonly ranges: readonly ListedExpression[];
  /** Holds wherever no range does. */
  readonly fallback: Uint8Array | undefined;
}

const kind = {
  end: 0,
  baseIndex: 1,
  startIndexEndIndex: 2,
  startIndexLength: 3,
  offsetPair: 4,
  fallback: 5,
  base: 6,
  startEnd: 7,
  startLength: 8,
  gnuViewPair: 9,
} as const;

const MAXIMUM_ENTRIES = 100_000;
const SMALL_WINDOW = 1024;
const LARGE_WINDOW = 1024 * 1024;

/**
 * Reads a list as a whole.
 * @param code form of the attribute that refers to it: an offset or an index
 * @throws {SymbolFileError} when it is damaged
 */
export function readLocationList(unit: Unit, code: number, value: number): LocationList {
  const section = unit.sections.get(unit.version >= 5 ? 'loclists' : 'loc');
  const offset = code === form.locationListIndex ? listOffset(unit, section, value) : value;
  const read = unit.version >= 5 ? readNewList : readOldList;
  const small = section.window(offset, SMALL_WINDOW);
  try {
    return read(unit, small);
  } catch (error) {
    if (small.bytes.length < SMALL_WINDOW) {
      throw error;
    }
    return read(unit, section.window(offset, LARGE_WINDOW));
  }
}

/**
 * The expression that holds at an address.
 * @param atEntry whether it is a function's first instruction: an empty range there tells how the variable is passed,
 *   even if something else is true of it before that instruction has run
 */
export function expressionAt(list: LocationList, address: number, atEntry: boolean): Uint8Array | undefined {
  const holds = ({ low, high }: ListedExpression) =>
    low === high ? atEntry && address === low : address >= low && address < high;
  return list.ranges.find(holds)?.bytes ?? list.fallback;
}

function listOffset(unit: Unit, section: DebugSection, index: number): number {
  const reader = section.reader(unit.locationListsBase + index * unit.offsetSize, unit.offsetSize);
  return unit.locationListsBase + (unit.offsetSize === 8 ? reader.u64() : reader.u32());
}

function readOldList(unit: Unit, reader: ByteReader): LocationList {
  const ranges: ListedExpression[] = [];
  const baseMark = unit.addressSize === 8 ? -1 : 0xffff_ffff;
  let base = unit.lowAddress ?? 0;
  for (;;) {
    const low = reader.address(unit.addressSize);
    const high = reader.address(unit.addressSize);
    if (low === 0 && high === 0) {
      return { ranges, fallback: undefined };
    }
    if (low === baseMark) {
      base = high;
    } else {
      push(reader, ranges, base + low, base + high, reader.block(reader.u16()));
    }
  }
}

function readNewList(unit: Unit, reader: ByteReader): LocationList {
  const ranges: ListedExpression[] = [];
  let fallback: Uint8Array | undefined;
  let base = unit.lowAddress ?? 0;
  for (;;) {
    const entry = reader.u8();
    switch (entry) {
      case kind.end:
        return { ranges, fallback };
      case kind.base:
        base = reader.address(unit.addressSize);
        break;
      case kind.baseIndex:
        base = unit.indexedAddress(reader.uleb());
        break;
      case kind.fallback:
        fallback = reader.block(reader.uleb()).slice();
        break;
      case kind.gnuViewPair:
        reader.uleb();
        reader.uleb();
        break;
      default: {
        const { low, high } = readBounds(reader, unit, entry, base);
        push(reader, ranges, low, high, reader.block(reader.uleb()));
      }
    }
  }
}

function readBounds(reader: ByteReader, unit: Unit, entry: number, base: number): { low: number; high: number } {
  switch (entry) {
    case kind.offsetPair: {
      const low = base + reader.uleb();
      return { low, high: base + reader.uleb() };
    }
    case kind.startEnd: {
      const low = reader.address(unit.addressSize);
      return { low, high: reader.address(unit.addressSize) };
    }
    case kind.startLength: {
      const low = reader.address(unit.addressSize);
      return { low, high: low + reader.uleb() };
    }
    case kind.startIndexEndIndex: {
      const low = unit.indexedAddress(reader.uleb());
      return { low, high: unit.indexedAddress(reader.uleb()) };
    }
    case kind.startIndexLength: {
      const low = unit.indexedAddress(reader.uleb());
      return { low, high: low + reader.uleb() };
    }
    default:
      throw reader.error(`location list entry kind ${entry} is unknown`);
  }
}

function push(reader: ByteReader, ranges: ListedExpression[], low: number, high: number, bytes: Uint8Array): void {
  if (ranges.length >= MAXIMUM_ENTRIES) {
    throw reader.error(`a location list has more than ${MAXIMUM_ENTRIES} entries`);
  }
  if (low <= high) {
    ranges.push({ low, high, bytes: bytes.slice() });
  }
}
