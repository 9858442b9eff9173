// SPDX-License-Identifier: Apache-2.0
/** Sets of addresses: .debug_ranges (DWARF 4), .debug_rnglists (DWARF 5) and pairs of low and high address. */

import type { ByteReader } from './byte-reader';
import type { DebugSection } from './debug-sections';
import { form } from './dwarf';
import type { Unit } from './unit';

/** From `low` to `high`, exclusive; addresses as in address.ts. */
export interface AddressRange {
  readonly low: number;
  readonly high: number;
}

const kind = {
  end: 0,
  baseIndex: 1,
  startIndexEndIndex: 2,
  startIndexLength: 3,
  offsetPair: 4,
  base: 5,
  startEnd: 6,
  startLength: 7,
} as const;

const SMALL_WINDOW = 512;
const LARGE_WINDOW = 64 * 1024;
const LARGEST_ENTRY = 32;
/** In one list; a kernel linked as one unit stays below. */
const MAXIMUM_RANGES = 1_000_000;

/** The ranges of an entry by its attributes. Empty ranges and such with addresses that are not exact are left out. */
export function rangesOf(
  unit: Unit,
  low: number | undefined,
  high: number | undefined,
  highIsSize: boolean,
  list: { readonly form: number; readonly value: number } | undefined,
): AddressRange[] {
  if (list) {
    return unit.version >= 5 ? readRangeList(unit, list.form, list.value) : readOldRanges(unit, list.value);
  }
  if (low === undefined || high === undefined) {
    return [];
  }
  const output: AddressRange[] = [];
  push(output, low, highIsSize ? low + high : high);
  return output;
}

function push(ranges: AddressRange[], low: number, high: number): void {
  if (low < high && Number.isSafeInteger(low) && Number.isSafeInteger(high)) {
    ranges.push({ low, high });
  }
}

/** Entries of a list, with the window moved on as it is used up. */
class ListReader {
  private window: ByteReader;
  private count = 0;

  constructor(
    private readonly section: DebugSection,
    offset: number,
  ) {
    this.window = section.window(offset, SMALL_WINDOW);
  }

  next(): ByteReader {
    const { offset, remaining } = this.window;
    if (remaining < LARGEST_ENTRY && offset + remaining < this.section.size) {
      this.window = this.section.window(offset, LARGE_WINDOW);
    }
    if (++this.count > MAXIMUM_RANGES) {
      throw this.window.error(`a list has more than ${MAXIMUM_RANGES} ranges`);
    }
    return this.window;
  }
}

function readOldRanges(unit: Unit, offset: number): AddressRange[] {
  const list = new ListReader(unit.sections.get('ranges'), offset);
  const output: AddressRange[] = [];
  let base = unit.lowAddress ?? 0;
  const baseMark = unit.addressSize === 8 ? -1 : 0xffff_ffff;
  for (;;) {
    const reader = list.next();
    const low = reader.address(unit.addressSize);
    const high = reader.address(unit.addressSize);
    if (low === 0 && high === 0) {
      return output;
    }
    // All ones select a new base.
    if (low === baseMark) {
      base = high;
    } else {
      push(output, base + low, base + high);
    }
  }
}

function readRangeList(unit: Unit, code: number, value: number): AddressRange[] {
  const section = unit.sections.get('rnglists');
  const list = new ListReader(section, code === form.rangeListIndex ? listOffset(unit, section, value) : value);
  const output: AddressRange[] = [];
  let base = unit.lowAddress ?? 0;
  for (;;) {
    const reader = list.next();
    const entry = reader.u8();
    if (entry === kind.end) {
      return output;
    }
    if (entry === kind.base || entry === kind.baseIndex) {
      base = entry === kind.base ? reader.address(unit.addressSize) : unit.indexedAddress(reader.uleb());
    } else {
      readEntry(reader, unit, entry, base, output);
    }
  }
}

function listOffset(unit: Unit, section: DebugSection, index: number): number {
  const reader = section.reader(unit.rangeListsBase + index * unit.offsetSize, unit.offsetSize);
  return unit.rangeListsBase + (unit.offsetSize === 8 ? reader.u64() : reader.u32());
}

function readEntry(reader: ByteReader, unit: Unit, entry: number, base: number, output: AddressRange[]): void {
  switch (entry) {
    case kind.offsetPair: {
      const low = base + reader.uleb();
      push(output, low, base + reader.uleb());
      break;
    }
    case kind.startEnd: {
      const low = reader.address(unit.addressSize);
      push(output, low, reader.address(unit.addressSize));
      break;
    }
    case kind.startLength: {
      const low = reader.address(unit.addressSize);
      push(output, low, low + reader.uleb());
      break;
    }
    case kind.startIndexEndIndex: {
      const low = unit.indexedAddress(reader.uleb());
      push(output, low, unit.indexedAddress(reader.uleb()));
      break;
    }
    case kind.startIndexLength: {
      const low = unit.indexedAddress(reader.uleb());
      push(output, low, low + reader.uleb());
      break;
    }
    default:
      throw reader.error(`range list entry kind ${entry} is unknown`);
  }
}
