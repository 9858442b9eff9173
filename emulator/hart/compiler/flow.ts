// SPDX-License-Identifier: Apache-2.0
/**
 * The order of a region's blocks, its loops, and where the budget is looked at. Blocks are in reverse postorder, so
 * that jumps lead forwards but for those to the heads of loops. A loop is a stretch of that order; stretches nest.
 */

import { type Block, successors } from './region';

export interface Flow {
  /** Positions count from 0 in this order. */
  readonly blocks: readonly Block[];
  readonly positions: ReadonlyMap<number, number>;
  /** Positions that each position leads to. */
  readonly targets: readonly (readonly number[])[];
  /** Position of a loop's head -> position of its last block. */
  readonly loopEnds: ReadonlyMap<number, number>;
  /** The outermost loops that call nothing: position of the head -> position of the last block. */
  readonly closedLoops: ReadonlyMap<number, number>;
  /** Instructions from a block's start until the budget is looked at again, at most; by position. */
  readonly needed: readonly number[];
  /** Instructions that have retired at a block's start without being taken off the budget; by position. */
  readonly pending: readonly number[];
  /** Positions that the function can be entered at. */
  readonly entries: readonly number[];
}

type Successors = (block: Block) => readonly Block[];

/** Depth-first postorder from several roots, without recursion. */
function postorder(roots: readonly Block[], next: Successors): Block[] {
  const order: Block[] = [];
  const seen = new Set<Block>();
  for (const root of roots) {
    if (seen.has(root)) {
      continue;
    }
    seen.add(root);
    const stack = [{ block: root, rest: [...next(root)] }];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const successor = top.rest.shift();
      if (successor === undefined) {
        order.push(top.block);
        stack.pop();
      } else if (!seen.has(successor)) {
        seen.add(successor);
        stack.push({ block: successor, rest: [...next(successor)] });
      }
    }
  }
  return order;
}

/** How many loops each block lies in, from the retreating edges of an order. */
function loopDepths(order: readonly Block[], next: Successors): Map<Block, number> {
  const position = new Map(order.map((block, index) => [block, index]));
  const predecessors = new Map<Block, Block[]>(order.map((block) => [block, []]));
  const latches = new Map<Block, Block[]>();
  for (const block of order) {
    for (const successor of next(block)) {
      predecessors.get(successor)!.push(block);
      if (position.get(successor)! <= position.get(block)!) {
        latches.set(successor, [...(latches.get(successor) ?? []), block]);
      }
    }
  }
  const depths = new Map<Block, number>(order.map((block) => [block, 0]));
  for (const [head, sources] of latches) {
    const body = new Set<Block>([head]);
    const queue = [...sources];
    for (let block = queue.pop(); block !== undefined; block = queue.pop()) {
      // Blocks before the head reach into the middle of the loop; they are not part of it.
      if (!body.has(block) && position.get(block)! > position.get(head)!) {
        body.add(block);
        queue.push(...predecessors.get(block)!);
      }
    }
    for (const block of body) {
      depths.set(block, depths.get(block)! + 1);
    }
  }
  return depths;
}

/** Reverse postorder in which what lies in more loops comes first, so that the blocks of a loop stay together. */
function orderBlocks(roots: readonly Block[], next: Successors): Block[] {
  const first = postorder(roots, next).reverse();
  const depths = loopDepths(first, next);
  const outwards: Successors = (block) => [...next(block)].sort((a, b) => depths.get(a)! - depths.get(b)!);
  return postorder(roots, outwards).reverse();
}

/** Stretches from the heads to the last jumps back to them, made to nest by extending the outer ones. */
function findLoops(targets: readonly (readonly number[])[]): Map<number, number> {
  const ends = new Map<number, number>();
  targets.forEach((list, position) => {
    for (const target of list) {
      if (target <= position) {
        ends.set(target, Math.max(position, ends.get(target) ?? 0));
      }
    }
  });
  for (const head of [...ends.keys()].sort((a, b) => b - a)) {
    let end = ends.get(head)!;
    for (let position = head + 1; position <= end; position++) {
      end = Math.max(end, ends.get(position) ?? 0);
    }
    ends.set(head, end);
  }
  return ends;
}

function findClosedLoops(blocks: readonly Block[], loops: ReadonlyMap<number, number>): Map<number, number> {
  const closed = [...loops].filter(([head, end]) =>
    blocks.slice(head, end + 1).every((block) => block.end.kind === 'jump' || block.end.kind === 'branch'),
  );
  return new Map(closed.filter(([head]) => !closed.some(([outer, end]) => outer < head && head <= end)));
}

/** A loop that calls nothing is only entered at its head, which comes soon enough, and at heads of loops in it. */
function findEntries(
  blocks: readonly Block[],
  loops: ReadonlyMap<number, number>,
  closed: ReadonlyMap<number, number>,
): number[] {
  return blocks
    .map((_, position) => position)
    .filter((position) => blocks[position]!.isEntry)
    .filter(
      (position) => loops.has(position) || ![...closed].some(([head, end]) => head < position && position <= end),
    );
}

function findNeeded(
  blocks: readonly Block[],
  targets: readonly (readonly number[])[],
  loops: ReadonlyMap<number, number>,
): number[] {
  const needed = blocks.map(() => 0);
  for (let position = blocks.length - 1; position >= 0; position--) {
    const further = targets[position]!.filter((target) => target > position && !loops.has(target));
    needed[position] = blocks[position]!.count + Math.max(0, ...further.map((target) => needed[target]!));
  }
  return needed;
}

/** A block that only one other leads to lets that one's count be taken off the budget later, with its own. */
function findPending(
  blocks: readonly Block[],
  targets: readonly (readonly number[])[],
  loops: ReadonlyMap<number, number>,
  entries: readonly number[],
): number[] {
  const sources = blocks.map((): number[] => []);
  targets.forEach((list, position) => {
    for (const target of list) {
      sources[target]!.push(position);
    }
  });
  const pending = blocks.map(() => 0);
  const outside = new Set(entries);
  blocks.forEach((_, position) => {
    const [source, second] = sources[position]!;
    if (source !== undefined && second === undefined && !loops.has(position) && !outside.has(position)) {
      pending[position] = pending[source]! + blocks[source]!.count;
    }
  });
  return pending;
}

export function analyse(region: readonly Block[]): Flow {
  const byOffset = new Map(region.map((block) => [block.offset, block]));
  const next: Successors = (block) => successors(block).flatMap((offset) => byOffset.get(offset) ?? []);
  // Loops are entered at the lowest address, more often than not.
  const roots = region.filter(({ isEntry }) => isEntry).sort((a, b) => a.offset - b.offset);
  const blocks = orderBlocks(roots, next);
  const positions = new Map(blocks.map(({ offset }, position) => [offset, position]));
  const targets = blocks.map((block) => next(block).map(({ offset }) => positions.get(offset)!));
  const loopEnds = findLoops(targets);
  const closedLoops = findClosedLoops(blocks, loopEnds);
  const entries = findEntries(blocks, loopEnds, closedLoops);
  const needed = findNeeded(blocks, targets, loopEnds);
  const pending = findPending(blocks, targets, loopEnds, entries);
  return { blocks, positions, targets, loopEnds, closedLoops, needed, pending, entries };
}
