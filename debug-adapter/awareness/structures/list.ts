// SPDX-License-Identifier: Apache-2.0
/** Lists of `struct list_head`, which may be damaged or not initialised yet: a walk always ends, and says how. */

import type { Type } from '../../symbols';
import { type Structure, StructureError } from './structure';

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
  let link = head;
  for (;;) {
    const next = await linkAfter(link, head.address);
    if ('problem' in next) {
      return { entries, problem: next.problem };
    }
    if (next.link.address === head.address) {
      return { entries, problem: undefined };
    }
    const problem = await doubt(next.link, link, seen, entries.length);
    if (problem !== undefined) {
      return { entries, problem };
    }
    seen.add(next.link.address);
    entries.push(next.link.container(type, member));
    link = next.link;
  }
}

async function linkAfter(link: Structure, head: bigint): Promise<{ link: Structure } | { problem: string }> {
  try {
    const next = await link.target('next');
    return next === undefined ? { problem: notInitialised(link, head) } : { link: next };
  } catch (error) {
    return { problem: reason(error) };
  }
}

function notInitialised(link: Structure, head: bigint): string {
  return link.address === head
    ? 'the list is not initialised yet'
    : `the entry at ${hex(link.address)} points to NULL: it is not initialised, or was freed`;
}

/** Why an entry cannot be the next one. */
async function doubt(
  link: Structure,
  before: Structure,
  seen: ReadonlySet<bigint>,
  count: number,
): Promise<string | undefined> {
  if (seen.has(link.address)) {
    return `the list runs in a circle: ${hex(before.address)} points back to ${hex(link.address)}`;
  }
  if (count >= MAX_ENTRIES) {
    return `the list has more than ${MAX_ENTRIES} entries`;
  }
  try {
    const back = await link.integer('prev');
    return back === before.address
      ? undefined
      : `the entry at ${hex(link.address)} does not point back to ${hex(before.address)}: damaged, or being changed`;
  } catch (error) {
    return `${hex(before.address)} points to ${hex(link.address)}: ${reason(error)}`;
  }
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
