// SPDX-License-Identifier: Apache-2.0
/** Damages ELF files where it hurts: in the debug information, the tables it rests on, and the headers. */

import type { SeededRandom } from '../support/random';

/** A part of a file, in bytes. */
interface Part {
  readonly offset: number;
  readonly size: number;
}

interface Header {
  readonly sectionOffset: number;
  readonly sectionCount: number;
  readonly headerSize: number;
  readonly is64: boolean;
}

const INTERESTING = [0, 1, 2, 4, 8, 0x10, 0x7f, 0x80, 0x90, 0x91, 0x9f, 0xa3, 0xf3, 0xff];
const MAXIMUM_RUN = 512;

/** A changed copy of a valid file. The first bytes mostly stay, because what is interesting comes behind them. */
export function damage(image: Uint8Array, random: SeededRandom): Uint8Array {
  const bytes = image.slice();
  const header = readHeader(bytes);
  const parts = debugParts(bytes, header);
  for (let count = 1 + random.below(4); count > 0; count--) {
    changeOnce(bytes, header, parts, random);
  }
  return random.chance(4) ? bytes.subarray(0, random.below(bytes.length)) : bytes;
}

function changeOnce(bytes: Uint8Array, header: Header, parts: readonly Part[], random: SeededRandom): void {
  const part = random.pick(parts);
  switch (random.below(12)) {
    case 0:
      changeSection(bytes, header, random);
      break;
    case 1:
      fill(bytes, run(part, random), random.pick([0, 0xff, 0x80]));
      break;
    case 2: {
      // Something that was valid elsewhere: references and lengths that lead to the wrong place.
      const from = run(random.pick(parts), random);
      bytes.copyWithin(part.offset + random.below(part.size), from.offset, from.offset + from.size);
      break;
    }
    case 3:
      shift(bytes, part, random);
      break;
    default:
      for (let count = 1 + random.below(8); count > 0; count--) {
        changeByte(bytes, part.offset + random.below(part.size), random);
      }
  }
}

function changeByte(bytes: Uint8Array, at: number, random: SeededRandom): void {
  bytes[at] = random.chance(50)
    ? bytes[at]! ^ (1 << random.below(8))
    : random.chance(70)
      ? random.pick(INTERESTING)
      : random.below(256);
}

function run(part: Part, random: SeededRandom): Part {
  const size = 1 + random.below(Math.min(part.size, MAXIMUM_RUN));
  return { offset: part.offset + random.below(part.size - size + 1), size };
}

function fill(bytes: Uint8Array, { offset, size }: Part, value: number): void {
  bytes.fill(value, offset, offset + size);
}

/** Drops some bytes in the middle of a part, so that all behind them stands too early. */
function shift(bytes: Uint8Array, part: Part, random: SeededRandom): void {
  const at = part.offset + random.below(part.size);
  bytes.copyWithin(at, at + 1 + random.below(8), part.offset + part.size);
}

/** Makes a section lie about its type, flags, place or size. */
function changeSection(bytes: Uint8Array, header: Header, random: SeededRandom): void {
  const view = new DataView(bytes.buffer);
  const at = header.sectionOffset + random.below(header.sectionCount) * header.headerSize;
  const fields = header.is64 ? [4, 8, 16, 24, 32, 40] : [4, 8, 12, 16, 20, 24];
  const field = at + random.pick(fields);
  const old = view.getUint32(field, true);
  const changes = [
    0,
    old >>> 1,
    old + 1,
    old - 1,
    old + random.below(4096),
    old ^ (1 << random.below(31)),
    0xffff_fff0,
  ];
  view.setUint32(field, random.pick(changes), true);
}

function readHeader(bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const is64 = bytes[4] === 2;
  return {
    is64,
    sectionOffset: is64 ? Number(view.getBigUint64(40, true)) : view.getUint32(32, true),
    sectionCount: view.getUint16(is64 ? 60 : 48, true),
    headerSize: is64 ? 64 : 40,
  };
}

/** What readers look into, beyond code and data: sections that are not loaded, and the unwinding tables. */
function debugParts(bytes: Uint8Array, header: Header): Part[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const parts: Part[] = [];
  for (let index = 1; index < header.sectionCount; index++) {
    const at = header.sectionOffset + index * header.headerSize;
    const flags = view.getUint32(at + 8, true);
    const offset = view.getUint32(at + (header.is64 ? 24 : 16), true);
    const size = view.getUint32(at + (header.is64 ? 32 : 20), true);
    const isCode = (flags & 4) !== 0;
    if (!isCode && size > 0 && offset + size <= bytes.length) {
      parts.push({ offset, size });
    }
  }
  return parts;
}
