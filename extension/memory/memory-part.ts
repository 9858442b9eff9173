// SPDX-License-Identifier: Apache-2.0
/** A stretch of memory of a debug session that one document shows, and its way into the document's address and back. */

/** What a document shows of it at most, in bytes. */
export const PART_SIZE = 1 << 14;

const ADDRESS_BITS = 64n;

export interface MemoryPart {
  /** Of the debug session. */
  readonly session: string;
  /** What it is: for people. */
  readonly title: string;
  /** Of the debug adapter: what `readMemory` takes. */
  readonly reference: string;
  /** Bytes of the whole. */
  readonly size: bigint;
  /** Bytes from the start of the whole to what is shown. */
  readonly start: bigint;
}

/** Address of the first byte of the whole: the debug adapter puts the space above it. */
export function baseOf({ reference }: MemoryPart): bigint {
  return BigInt.asUintN(Number(ADDRESS_BITS), BigInt(reference));
}

/** Bytes that are shown. */
export function lengthOf({ size, start }: MemoryPart): number {
  const rest = size - start;
  return Number(rest < PART_SIZE ? rest : BigInt(PART_SIZE));
}

export function queryOf({ session, reference, size, start }: MemoryPart): string {
  return new URLSearchParams({ session, reference, size: `${size}`, start: `${start}` }).toString();
}

/** @returns undefined for what queryOf did not make */
export function partOf(title: string, query: string): MemoryPart | undefined {
  const found = new URLSearchParams(query);
  const [session, reference] = [found.get('session'), found.get('reference')];
  const [size, start] = [number(found.get('size')), number(found.get('start'))];
  if (session === null || reference === null || !/^0x[0-9a-f]+$/.test(reference)) {
    return undefined;
  }
  return size === undefined || start === undefined || start >= size
    ? undefined
    : { session, title, reference, size, start };
}

function number(text: string | null): bigint | undefined {
  return text !== null && /^[0-9]{1,20}$/.test(text) ? BigInt(text) : undefined;
}

/** Another part of the same memory; undefined where there is none. @param parts how many parts further */
export function displacedPart(part: MemoryPart, parts: number): MemoryPart | undefined {
  const start = part.start + BigInt(parts * PART_SIZE);
  return start < 0n || start >= part.size ? undefined : { ...part, start };
}

/** The part that shows an address, beginning at a full line of its document. @returns undefined outside */
export function partWith(part: MemoryPart, address: bigint): MemoryPart | undefined {
  const offset = address - baseOf(part);
  return offset < 0n || offset >= part.size ? undefined : { ...part, start: offset - (offset % BigInt(PART_SIZE)) };
}

/** Line of its document, from 0 on, that shows an address. @param header lines before the bytes */
export function lineOf(part: MemoryPart, address: bigint, header: number): number {
  return header + Number((address - baseOf(part) - part.start) / 16n);
}
