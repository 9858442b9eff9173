// SPDX-License-Identifier: Apache-2.0
/** Memory as text: sixteen bytes a line, with their address before and their characters behind them. */

const PER_LINE = 16;
const HALF = 8;
const ADDRESS_DIGITS = 10;

export interface MemoryBytes {
  /** Of the first byte. */
  readonly address: bigint;
  readonly bytes: Uint8Array;
  /** Bytes behind them that cannot be read. */
  readonly unreadable: number;
}

/** One line for each sixteen bytes. */
export function memoryLines({ address, bytes, unreadable }: MemoryBytes): string[] {
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += PER_LINE) {
    lines.push(line(address + BigInt(start), bytes.subarray(start, start + PER_LINE)));
  }
  return unreadable === 0 ? lines : [...lines, `${hex(address + BigInt(bytes.length))}  not mapped`];
}

function line(address: bigint, bytes: Uint8Array): string {
  const digits = Array.from({ length: PER_LINE }, (_, index) => byteText(bytes[index]));
  const halves = [digits.slice(0, HALF), digits.slice(HALF)].map((half) => half.join(' '));
  return `${hex(address)}  ${halves.join('  ')}  |${characters(bytes)}|`;
}

function byteText(byte: number | undefined): string {
  return byte === undefined ? '  ' : byte.toString(16).padStart(2, '0');
}

function characters(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
}

export function hex(value: bigint): string {
  return `0x${value.toString(16).padStart(ADDRESS_DIGITS - 2, '0')}`;
}
