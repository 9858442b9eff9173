// SPDX-License-Identifier: Apache-2.0
/**
 * Many entries in little memory: numbers in typed arrays, allocated in blocks as they fill. When there is no room for
 * one more, the oldest goes. Entries have numbers that are never used again.
 */

/** 64-bit values of an entry. */
export const WORDS = 13;
const BLOCK = 1 << 14;
/** Bytes that an entry takes. */
export const ENTRY_BYTES = 8 * (WORDS + 5) + 3;
const NO_TIME = -1;

class Block {
  readonly words = new BigUint64Array(BLOCK * WORDS);
  readonly pc = new BigUint64Array(BLOCK);
  readonly instructions = new Float64Array(BLOCK);
  readonly time = new Float64Array(BLOCK);
  /** Virtual time and instructions of the effect. */
  readonly effectTime = new Float64Array(BLOCK);
  readonly subject = new Float64Array(BLOCK);
  readonly kind = new Uint8Array(BLOCK);
  readonly hart = new Uint8Array(BLOCK);
  readonly vm = new Uint8Array(BLOCK);
}

export interface Row {
  readonly kind: number;
  readonly hart: number;
  readonly vm: number;
  readonly pc: bigint;
  readonly instructions: number;
  readonly time: number;
  /** What it is about: number of a request, or of a task; -1 for nothing. */
  readonly subject: number;
  /** At most `WORDS`. */
  readonly words: readonly bigint[];
}

export interface StoredRow extends Row {
  readonly effectTime: number | undefined;
}

export class Columns {
  private blocks: Block[] = [];
  private count = 0;

  /** @param capacity most entries that are kept */
  constructor(readonly capacity: number) {}

  /** Number of the oldest entry that is kept: as many have been dropped. */
  get first(): number {
    return Math.max(0, this.count - this.capacity);
  }

  /** Number after the newest. */
  get end(): number {
    return this.count;
  }

  /** @returns the entry's number */
  add(row: Row): number {
    const { block, at } = this.place(this.count);
    block.kind[at] = row.kind;
    block.hart[at] = row.hart;
    block.vm[at] = row.vm;
    block.pc[at] = row.pc;
    block.instructions[at] = row.instructions;
    block.time[at] = row.time;
    block.effectTime[at] = NO_TIME;
    block.subject[at] = row.subject;
    for (let word = 0; word < WORDS; word++) {
      block.words[at * WORDS + word] = row.words[word] ?? 0n;
    }
    return this.count++;
  }

  /** What became of an entry; nothing when it is kept no more. */
  setEffect(index: number, time: number): void {
    if (this.has(index)) {
      const { block, at } = this.place(index);
      block.effectTime[at] = time;
    }
  }

  setSubject(index: number, subject: number): void {
    if (this.has(index)) {
      const { block, at } = this.place(index);
      block.subject[at] = subject;
    }
  }

  setWord(index: number, word: number, value: bigint): void {
    if (this.has(index)) {
      const { block, at } = this.place(index);
      block.words[at * WORDS + word] = value;
    }
  }

  kindOf(index: number): number {
    const { block, at } = this.place(index);
    return block.kind[at]!;
  }

  row(index: number): StoredRow | undefined {
    if (!this.has(index)) {
      return undefined;
    }
    const { block, at } = this.place(index);
    const effectTime = block.effectTime[at]!;
    return {
      kind: block.kind[at]!,
      hart: block.hart[at]!,
      vm: block.vm[at]!,
      pc: block.pc[at]!,
      instructions: block.instructions[at]!,
      time: block.time[at]!,
      effectTime: effectTime === NO_TIME ? undefined : effectTime,
      subject: block.subject[at]!,
      words: [...block.words.subarray(at * WORDS, (at + 1) * WORDS)],
    };
  }

  clear(): void {
    this.blocks = [];
    this.count = 0;
  }

  private has(index: number): boolean {
    return index >= this.first && index < this.count;
  }

  private place(index: number): { block: Block; at: number } {
    const slot = index % this.capacity;
    const number = Math.floor(slot / BLOCK);
    let block = this.blocks[number];
    if (block === undefined) {
      block = new Block();
      this.blocks[number] = block;
    }
    return { block, at: slot % BLOCK };
  }
}
