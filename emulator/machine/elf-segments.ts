// SPDX-License-Identifier: Apache-2.0
/**
 * The loadable segments of an ELF file, so that an image can be given as the linker wrote it. Only what loading needs;
 * symbols and debug information are read elsewhere.
 * Source: System V ABI, ELF-64 object file format; RISC-V ELF psABI for the machine number.
 */

import type { ImageSegment } from './machine';

const EM_RISCV = 243;
const PT_LOAD = 1;
const ELF_HEADER_SIZE = 64;
const PROGRAM_HEADER_SIZE = 56;
/** More program headers than any linker writes for a bare guest; bounds the loop. */
const MAX_PROGRAM_HEADERS = 1024;

/** True when the bytes begin as an ELF file does. */
export function isElf(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

/**
 * Reads the PT_LOAD segments with their physical addresses (a guest's link addresses are guest-physical). The part of a
 * segment that the file does not hold (.bss) is left out: a guest's memory is zero at boot.
 * @param name what to call the file in messages
 * @throws Error when the file is not a whole little-endian ELF-64 for RISC-V with something to load
 */
export function parseElfSegments(bytes: Uint8Array, name: string): { entry: bigint; segments: ImageSegment[] } {
  if (!isElf(bytes)) {
    throw new Error(`${name}: not an ELF file`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < ELF_HEADER_SIZE) {
    throw new Error(`${name}: truncated, ${bytes.length} bytes are less than an ELF header`);
  }
  if (bytes[4] !== 2 || bytes[5] !== 1) {
    throw new Error(`${name}: not a little-endian 64-bit ELF file`);
  }
  const machine = view.getUint16(18, true);
  if (machine !== EM_RISCV) {
    throw new Error(`${name}: built for ELF machine ${machine}, not for RISC-V (${EM_RISCV})`);
  }
  const tableOffset = view.getBigUint64(32, true);
  const entrySize = view.getUint16(54, true);
  const count = view.getUint16(56, true);
  if (entrySize < PROGRAM_HEADER_SIZE || count > MAX_PROGRAM_HEADERS) {
    throw new Error(`${name}: unusable program header table (${count} entries of ${entrySize} bytes)`);
  }
  if (tableOffset + BigInt(entrySize * count) > BigInt(bytes.length)) {
    throw new Error(`${name}: truncated, the program headers lie beyond the end of the file`);
  }
  const segments: ImageSegment[] = [];
  for (let index = 0; index < count; index++) {
    const header = Number(tableOffset) + index * entrySize;
    const fileSize = view.getBigUint64(header + 32, true);
    if (view.getUint32(header, true) !== PT_LOAD || fileSize === 0n) {
      continue;
    }
    const offset = view.getBigUint64(header + 8, true);
    if (offset > BigInt(bytes.length) || fileSize > BigInt(bytes.length) - offset) {
      throw new Error(`${name}: truncated, segment ${index} lies beyond the end of the file`);
    }
    const start = Number(offset);
    segments.push({
      address: view.getBigUint64(header + 24, true),
      bytes: bytes.subarray(start, start + Number(fileSize)),
    });
  }
  if (segments.length === 0) {
    throw new Error(`${name}: has no segment to load`);
  }
  return { entry: view.getBigUint64(24, true), segments };
}
