// SPDX-License-Identifier: Apache-2.0
/**
 * First stage of translation, read from the tables in guest-physical memory: Sv39 (RISC-V privileged specification
 * 4.4). Any root can be asked about, not only the one a hart uses now. Permissions do not matter to a debugger.
 */

/** Reads an entry (64 bits, little-endian) at a guest-physical address; undefined where there is no memory. */
export type ReadEntry = (guestPhysical: bigint) => bigint | undefined;

const PAGE_BITS = 12n;
const LEVEL_BITS = 9n;
const INDEX_MASK = 0x1ffn;
const ENTRY_BYTES = 8n;
const TOP_LEVEL = 2n;
/** Bit 38 is repeated in all bits above it. */
const SIGN_BIT = 38n;

const VALID = 1n;
const READ = 2n;
const WRITE = 4n;
const EXECUTE = 8n;
const USER = 16n;
const ACCESSED = 64n;
const DIRTY = 128n;
const LEAF = READ | WRITE | EXECUTE;
/** Bits 54 to 63 belong to extensions that guests do not have. */
const RESERVED_FROM = 54n;
const NUMBER_SHIFT = 10n;

/**
 * The guest-physical address behind a guest-virtual one; undefined when the tables have none.
 * @param root page number of the root table; 0n: translation is off
 */
export function translateStage1(readEntry: ReadEntry, root: bigint, address: bigint): bigint | undefined {
  if (root === 0n) {
    return address;
  }
  const top = BigInt.asIntN(64, address) >> SIGN_BIT;
  if (top !== 0n && top !== -1n) {
    return undefined;
  }
  let table = root << PAGE_BITS;
  for (let level = TOP_LEVEL; level >= 0n; level--) {
    const shift = PAGE_BITS + LEVEL_BITS * level;
    const entry = readEntry(table + ((address >> shift) & INDEX_MASK) * ENTRY_BYTES);
    if (entry === undefined || isMalformed(entry)) {
      return undefined;
    }
    const base = (entry >> NUMBER_SHIFT) << PAGE_BITS;
    if ((entry & LEAF) !== 0n) {
      const inside = (1n << shift) - 1n;
      return (base & inside) === 0n ? base | (address & inside) : undefined;
    }
    table = base;
  }
  return undefined;
}

function isMalformed(entry: bigint): boolean {
  const permissions = entry & LEAF;
  const isPointer = permissions === 0n;
  return (
    (entry & VALID) === 0n ||
    entry >> RESERVED_FROM !== 0n ||
    permissions === WRITE ||
    permissions === (WRITE | EXECUTE) ||
    (isPointer && (entry & (USER | ACCESSED | DIRTY)) !== 0n)
  );
}
