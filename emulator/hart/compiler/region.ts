// SPDX-License-Identifier: Apache-2.0
/** A region: basic blocks of one page of guest code that lead to each other, read from the core's decoder. */

import { OP_CROSSING, OP_END, OP_JALR, OP_JR, OP_LINK } from '../operations';
import { isInline } from './instructions';
import { isBranch, type Slot } from './slot';

/** How a block ends. Targets are offsets from the page; they may lie outside the region, and outside the page. */
export type End =
  | { readonly kind: 'jump'; readonly target: number }
  | { readonly kind: 'branch'; readonly slot: Slot; readonly taken: number; readonly next: number }
  | {
      readonly kind: 'register';
      readonly slot: Slot;
      /** Whether rd becomes the address behind the jump, and its offset. */
      readonly links: boolean;
      readonly behind: number;
      readonly targets: readonly number[];
    }
  /** The interpreter goes on at the offset. */
  | { readonly kind: 'interpret'; readonly offset: number };

/** A slot that is not an end, the offset of its instruction, and the instructions of the block before that one. */
export interface Step {
  readonly slot: Slot;
  readonly offset: number;
  readonly before: number;
}

export interface Block {
  readonly offset: number;
  readonly steps: readonly Step[];
  /** Instructions that have retired when the block is at its end. */
  readonly count: number;
  readonly end: End;
  /** Jumps from elsewhere may lead here. */
  readonly isEntry: boolean;
}

interface Instruction {
  readonly slots: readonly Slot[];
  /** Where execution goes on, unless a branch is taken or it is unknown. */
  readonly next: number | undefined;
}

const INSTRUCTIONS_LIMIT = 700;
const PAGE_END = 0xffe;
/** Return addresses that a jump through a register is compared with. */
const RETURNS_LIMIT = 6;

/** Finds the instructions that can be reached from one without leaving the page, and where blocks begin. */
class Explorer {
  readonly instructions = new Map<number, Instruction>();
  /** Where blocks begin, and whether others than the region itself are likely to go there. */
  readonly leaders = new Map<number, boolean>();
  readonly returns: number[] = [];
  private readonly queue: number[] = [];

  constructor(private readonly decode: (offset: number) => readonly Slot[]) {}

  explore(start: number): void {
    this.queue.push(start);
    this.follow();
    // A start in the middle of a loop's block is reached from the head of the loop; it would only cut the block.
    if (![...this.instructions.values()].some(({ next }) => next === start)) {
      this.leaders.set(start, true);
    }
  }

  private follow(): void {
    for (let index = 0; index < this.queue.length; index++) {
      let offset: number | undefined = this.queue[index]!;
      while (offset !== undefined && offset <= PAGE_END && !this.instructions.has(offset)) {
        if (this.instructions.size === INSTRUCTIONS_LIMIT) {
          return;
        }
        offset = this.visit(offset);
      }
    }
  }

  private lead(offset: number, isEntry: boolean): void {
    if (offset < 0 || offset > PAGE_END) {
      return;
    }
    if (!this.leaders.has(offset)) {
      this.queue.push(offset);
    }
    this.leaders.set(offset, isEntry || this.leaders.get(offset) === true);
  }

  /** Decodes an instruction; returns where the same block goes on. */
  private visit(offset: number): number | undefined {
    const decoded = this.decode(offset);
    const next = decoded.find(({ operation }) => operation === OP_END)?.immediate;
    const slots = decoded.filter(({ operation }) => operation !== OP_END);
    this.instructions.set(offset, { slots, next });
    const first = slots[0];
    if (first?.operation === OP_LINK) {
      this.lead(first.immediate, true);
      if (this.returns.length < RETURNS_LIMIT && !this.returns.includes(first.immediate)) {
        this.returns.push(first.immediate);
      }
    }
    if (next === undefined) {
      return undefined;
    }
    const isConditional = first !== undefined && isBranch(first.operation);
    if (isConditional) {
      this.lead(first.immediate, true);
    }
    const isStraight = next === offset + 2 || next === offset + 4;
    if (isConditional || !isStraight || (first !== undefined && !isInline(first.operation))) {
      this.lead(next, !isStraight);
      return undefined;
    }
    return next;
  }
}

function endOf(slot: Slot, offset: number, next: number | undefined, returns: readonly number[]): End | undefined {
  if (isBranch(slot.operation)) {
    return { kind: 'branch', slot, taken: slot.immediate, next: next! };
  }
  if (slot.operation === OP_JR || slot.operation === OP_JALR) {
    return {
      kind: 'register',
      slot,
      links: slot.operation === OP_JALR,
      behind: offset + slot.length,
      targets: returns,
    };
  }
  if (slot.operation === OP_CROSSING || !isInline(slot.operation)) {
    return { kind: 'interpret', offset };
  }
  return undefined;
}

function buildBlock(explorer: Explorer, start: number): Block {
  const steps: Step[] = [];
  let count = 0;
  let offset = start;
  let end: End | undefined;
  while (end === undefined) {
    const instruction = explorer.instructions.get(offset);
    if (instruction === undefined || (count > 0 && explorer.leaders.has(offset))) {
      end = { kind: 'jump', target: offset };
      break;
    }
    const slot = instruction.slots[0];
    end = slot && endOf(slot, offset, instruction.next, explorer.returns);
    if (slot && !end) {
      steps.push({ slot, offset, before: count });
    }
    count += end?.kind === 'interpret' ? 0 : 1;
    if (!end) {
      offset = instruction.next!;
    }
  }
  return { offset: start, steps, count, end, isEntry: explorer.leaders.get(start) === true };
}

/** Offsets that a block leads to. */
export function successors({ end }: Block): readonly number[] {
  switch (end.kind) {
    case 'jump':
      return [end.target];
    case 'branch':
      return [end.next, end.taken];
    case 'register':
      return end.targets;
    case 'interpret':
      return [];
  }
}

/** Blocks reachable from an offset; `decode` gives the slots of one instruction. The first block is that of the offset. */
export function collectRegion(start: number, decode: (offset: number) => readonly Slot[]): Block[] {
  const explorer = new Explorer(decode);
  explorer.explore(start);
  return [...explorer.leaders.keys()]
    .filter((offset) => explorer.instructions.has(offset))
    .map((offset) => buildBlock(explorer, offset));
}
