// SPDX-License-Identifier: GPL-2.0
/** What the build does to linked images: a flat binary for Bao, and a copy without debug information for a file system. */

const PT_LOAD = 1;
/** A flat image larger than this is a mistake in a linker script, not a guest. */
const MAX_FLAT_BYTES = 64 * 1024 * 1024;

/** @param {Buffer} elf */
function loadSegments(elf) {
  const offset = Number(elf.readBigUInt64LE(32));
  const size = elf.readUInt16LE(54);
  return Array.from({ length: elf.readUInt16LE(56) }, (_, index) => offset + index * size)
    .filter((at) => elf.readUInt32LE(at) === PT_LOAD)
    .map((at) => ({
      offset: Number(elf.readBigUInt64LE(at + 8)),
      physical: elf.readBigUInt64LE(at + 24),
      fileSize: Number(elf.readBigUInt64LE(at + 32)),
    }));
}

/**
 * The bytes that lie in memory when the ELF is loaded at its physical addresses, from the lowest to the highest;
 * what no file content stands behind at the end (.bss) is left out.
 * @param {Buffer} elf little-endian ELF64
 * @returns {Buffer}
 * @throws {Error} when the segments lie too far apart
 */
export function flatBinary(elf) {
  const segments = loadSegments(elf).filter((segment) => segment.fileSize > 0);
  const start = segments.reduce((low, { physical }) => (physical < low ? physical : low), segments[0]?.physical ?? 0n);
  const sizes = segments.map((segment) => Number(segment.physical - start) + segment.fileSize);
  const size = Math.max(0, ...sizes);
  if (size > MAX_FLAT_BYTES) {
    throw new Error(`the image would take ${size} bytes: its segments lie too far apart`);
  }
  const flat = Buffer.alloc(size);
  for (const segment of segments) {
    elf.copy(flat, Number(segment.physical - start), segment.offset, segment.offset + segment.fileSize);
  }
  return flat;
}

/**
 * The ELF cut off behind what its program headers load, without section headers: what a loader needs.
 * @param {Buffer} elf little-endian ELF64
 * @returns {Buffer}
 */
export function withoutDebugInformation(elf) {
  const headersEnd = Number(elf.readBigUInt64LE(32)) + elf.readUInt16LE(54) * elf.readUInt16LE(56);
  const end = Math.max(headersEnd, ...loadSegments(elf).map((segment) => segment.offset + segment.fileSize));
  const short = Buffer.from(elf.subarray(0, end));
  short.writeBigUInt64LE(0n, 40);
  short.writeUInt16LE(0, 60);
  short.writeUInt16LE(0, 62);
  return short;
}
