// SPDX-License-Identifier: Apache-2.0
/** Lists of `struct list_head`, which may be damaged or not initialised yet: a walk always ends, and says how. */

import type { Type } from '../../symbols';
import type { Structure } from './structure';
import { StructureError } from './structure-error';

export interface ListWalk {
  readonly entries: readonly Structure[];
  /** Why the walk ended before it was back at the head; for people. */
  readonly problem: string | undefined;
}

const MAX_ENTRIES = 4096;

/**
 * The entries of a list in its order.
 * @param head the `struct list_head` that is no entry
 * @param member of `type`, through which its entries are linked
 */
export async function walkList(head: Structure, type: Type, member: string): Promise<ListWalk> {
  const entries: Structure[] = [];
  const seen = new Set<bigint>([head.address]);
  const links = { next: `${member}.next`, prev: `${member}.prev` };
  const offset = head.at(type, 0n).offsetOf(member);
  let before = head.address;
  let next: bigint;
  try {
    next = (await head.load()).integer('next');
  } catch (error) {
    return { entries, problem: reason(error) };
  }
  while (next !== head.address) {
    const problem = doubt(next, before, head.address, seen, entries.length);
    if (problem !== undefined) {
      return { entries, problem };
    }
    const entry = head.at(type, next - offset);
    try {
      const members = await entry.load();
      if (members.integer(links.prev) !== before) {
        return { entries, problem: disagreement(next, before) };
      }
      seen.add(next);
      entries.push(entry);
      [before, next] = [next, members.integer(links.next)];
    } catch (error) {
      return { entries, problem: `${hex(before)} points to ${hex(next)}: ${reason(error)}` };
    }
  }
  return { entries, problem: undefined };
}

/** Why a link cannot be the next one. */
function doubt(
  next: bigint,
  before: bigint,
  head: bigint,
  seen: ReadonlySet<bigint>,
  count: number,
): string | undefined {
  if (next === 0n) {
    return before === head
      ? 'the list is not initialised yet'
      : `the entry at ${hex(before)} points to NULL: it is not initialised, or was freed`;
  }
  if (seen.has(next)) {
    return `the list runs in a circle: ${hex(before)} points back to ${hex(next)}`;
  }
  return count >= MAX_ENTRIES ? `the list has more than ${MAX_ENTRIES} entries` : undefined;
}

function disagreement(next: bigint, before: bigint): string {
  return `the entry at ${hex(next)} does not point back to ${hex(before)}: damaged, or being changed`;
}

/** The text of an error of reading structures; any other is thrown on. */
export function reason(error: unknown): string {
  if (error instanceof StructureError) {
    return error.message;
  }
  throw error;
}

function hex(address: bigint): string {
  return `0x${address.toString(16)}`;
}
