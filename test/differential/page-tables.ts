// SPDX-License-Identifier: Apache-2.0
/** The Sv39 tables of a random program: its own pages, and windows in which everything that can be wrong is wrong. */

import type { SeededRandom } from '../support/random';
import {
  ALIAS_L1,
  CODE,
  CODE_SIZE,
  DATA,
  DATA_SIZE,
  IDENTITY_L0,
  IDENTITY_L1,
  NOWHERE,
  RAM_BASE,
  ROOT,
  SECOND_ROOT,
  USED_SIZE,
  USER_L0,
  WINDOW_L0,
  WINDOW_PAGES,
} from './area';

const V = 1;
const R = 2;
const W = 4;
const X = 8;
const U = 16;
const G = 32;
const A = 64;
const D = 128;

/** A page-table entry for a physical address. */
function entry(pa: bigint, flags: number): bigint {
  return ((pa >> 12n) << 10n) | BigInt(flags);
}

function put(area: DataView, table: number, index: number, value: bigint): void {
  area.setBigUint64(table + 8 * index, BigInt.asUintN(64, value), true);
}

/** Accessed and dirty bits at random. */
function used(random: SeededRandom): number {
  return random.pick([0, A, A | D, D]);
}

/** A random, often broken, entry for a page of the window. */
export function windowEntry(random: SeededRandom, base: bigint): bigint {
  const page = base + BigInt(DATA + 4096 * random.below(DATA_SIZE / 4096));
  const permissions = random.pick([R, R | W, R | W | X, X, R | X, W, W | X, 0, R | W, R | W]);
  const flags = permissions | (random.chance(90) ? V : 0) | (random.chance(50) ? U : 0) | used(random);
  const value = entry(random.chance(6) ? NOWHERE : page, flags | (random.chance(10) ? G : 0));
  return random.chance(4) ? value | (1n << BigInt(54 + random.below(10))) : value;
}

function isCode(offset: number): boolean {
  return offset >= CODE && offset < CODE + CODE_SIZE;
}

function ownPages(area: DataView, random: SeededRandom, base: bigint, patchable: boolean): void {
  for (let offset = 0; offset < USED_SIZE; offset += 4096) {
    const write = patchable || !isCode(offset) ? W : 0;
    put(area, IDENTITY_L0, offset / 4096, entry(base + BigInt(offset), V | R | write | X | used(random)));
  }
  for (let offset = 0; offset < DATA + DATA_SIZE; offset += 4096) {
    const visible = isCode(offset) || offset < 0x2000 || offset >= DATA;
    const flags = visible ? V | U | R | (isCode(offset) ? X : W) | used(random) : 0;
    put(area, USER_L0, offset / 4096, entry(base + BigInt(offset), flags));
  }
}

function windows(area: DataView, random: SeededRandom, base: bigint): void {
  for (let page = 0; page < WINDOW_PAGES; page++) {
    put(area, WINDOW_L0, page, windowEntry(random, base));
  }
  const table = (offset: number): bigint => entry(base + BigInt(offset), V);
  put(area, ALIAS_L1, 0, table(USER_L0));
  put(area, ALIAS_L1, 1, table(WINDOW_L0));
  put(area, ALIAS_L1, 2, entry(base, V | R | W | used(random) | (random.chance(50) ? U : 0)));
  put(area, ALIAS_L1, 3, entry(base + 0x3000n, V | R | W | A | D));
  put(area, ALIAS_L1, 4, entry(NOWHERE, V));
  put(area, ALIAS_L1, 5, table(WINDOW_L0) | BigInt(random.pick([A, D, U])));
  put(area, ALIAS_L1, 6, entry(base, V | R | W | A | D) | (1n << BigInt(54 + random.below(10))));
  put(area, ALIAS_L1, 7, entry(base, V | W | A | D));
}

/** Fills both roots and everything below them. */
export function buildTables(area: DataView, random: SeededRandom, base: bigint, patchable: boolean): void {
  ownPages(area, random, base, patchable);
  windows(area, random, base);
  put(area, IDENTITY_L1, Number(((base - RAM_BASE) >> 21n) & 511n), entry(base + BigInt(IDENTITY_L0), V));
  for (const root of [ROOT, SECOND_ROOT]) {
    put(area, root, 2, entry(base + BigInt(IDENTITY_L1), V));
    put(area, root, 3, entry(RAM_BASE, V | R | W | used(random)));
    put(area, root, 4, entry(RAM_BASE + 0x200000n, V | R | W | A | D));
    put(area, root, 510, entry(RAM_BASE, V | R | W | U | used(random)));
  }
  put(area, ROOT, 1, entry(base + BigInt(ALIAS_L1), V));
}
