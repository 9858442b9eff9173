// SPDX-License-Identifier: Apache-2.0
/**
 * Many entries in little memory: the records that they were made from, in typed arrays, allocated in blocks as they fill.
 * When there is no room for one more, the oldest goes. Entries have numbers that are never used again.
 */

import { RECORD_WORDS } from '../../target';

const BLOCK = 1 << 14;
/** Bytes that an entry takes: its record, the time of its effect, what it is about. */
export const ENTRY_BYTES = 4 * RECORD_WORDS + 2 * 8;
const NOTHING = -1;

class Block {
  readonly words: Uint32Array;
  /** Virtual time of the effect. */
  readonly effects: Float64Array;
  readonly subjects: Float64Array;

  constructor(readonly size: number) {
    this.words = new Uint32Array(size * RECORD_WORDS);
    this.effects = new Float64Array(size);
    this.subjects = new Float64Array(size);
  }
}

/** Where a record lies. */
export interface StoredRecord {
  readonly words: Uint32Array;
  /** Index of its first word. */
  readonly at: number;
}

export class EntryStore {
  private blocks: (Block | undefined)[] = [];
  /** Number of the first entry since the last clearing. */
  private begin = 0;
  private count = 0;
  /** Where the next entry goes: count modulo capacity. */
  private slot = 0;

  /** @param capacity most entries that are kept; at least 1 */
  constructor(
    readonly capacity: number,
    begin = 0,
  ) {
    this.begin = begin;
    this.count = begin;
    this.slot = begin % capacity;
  }

  /** Number of the oldest entry that is kept. */
  get first(): number {
    return Math.max(this.begin, this.count - this.capacity);
  }

  /** Number after the newest. */
  get end(): number {
    return this.count;
  }

  /** Entries since the last clearing that had to go. */
  get dropped(): number {
    return this.first - this.begin;
  }

  /** Bytes that are allocated. */
  get bytes(): number {
    return this.blocks.reduce((sum, block) => sum + (block?.size ?? 0) * ENTRY_BYTES, 0);
  }

  has(number: number): boolean {
    return number < this.count && number >= this.begin && this.count - number <= this.capacity;
  }

  /** Copies a record. @returns the entry's number */
  add(words: Uint32Array, at: number): number {
    const { slot } = this;
    const inBlock = slot & (BLOCK - 1);
    const block = this.blocks[(slot - inBlock) / BLOCK] ?? this.newBlock(slot - inBlock);
    copyRecord(words, at, block.words, inBlock * RECORD_WORDS);
    block.effects[inBlock] = NOTHING;
    block.subjects[inBlock] = NOTHING;
    this.slot = slot + 1 === this.capacity ? 0 : slot + 1;
    return this.count++;
  }

  /** Of an entry that is kept. */
  record(number: number): StoredRecord {
    const slot = number % this.capacity;
    const inBlock = slot % BLOCK;
    return { words: this.blockOf(slot).words, at: inBlock * RECORD_WORDS };
  }

  /** Virtual time of its effect, in ticks. */
  effectOf(number: number): number | undefined {
    const slot = number % this.capacity;
    const effect = this.blockOf(slot).effects[slot % BLOCK]!;
    return effect === NOTHING ? undefined : effect;
  }

  /** What it is about: number of a request, or of a task. */
  subjectOf(number: number): number | undefined {
    const slot = number % this.capacity;
    const subject = this.blockOf(slot).subjects[slot % BLOCK]!;
    return subject === NOTHING ? undefined : subject;
  }

  /** Nothing when the entry is kept no more. */
  setEffect(number: number, time: number): void {
    if (this.has(number)) {
      const slot = number % this.capacity;
      const inBlock = slot & (BLOCK - 1);
      this.blocks[(slot - inBlock) / BLOCK]!.effects[inBlock] = time;
    }
  }

  setSubject(number: number, subject: number): void {
    if (this.has(number)) {
      const slot = number % this.capacity;
      const inBlock = slot & (BLOCK - 1);
      this.blocks[(slot - inBlock) / BLOCK]!.subjects[inBlock] = subject;
    }
  }

  clear(): void {
    this.blocks = [];
    this.begin = this.count;
  }

  /** The newest entries in a store of another size, under their numbers. */
  resized(capacity: number): EntryStore {
    const first = Math.max(this.first, this.count - capacity);
    const store = new EntryStore(capacity, first);
    for (let number = first; number < this.count; number++) {
      const { words, at } = this.record(number);
      store.add(words, at);
      store.setEffect(number, this.effectOf(number) ?? NOTHING);
      store.setSubject(number, this.subjectOf(number) ?? NOTHING);
    }
    store.begin = this.begin;
    return store;
  }

  private blockOf(slot: number): Block {
    return this.blocks[Math.floor(slot / BLOCK)]!;
  }

  /** The last one may be shorter. @param first slot */
  private newBlock(first: number): Block {
    const block = new Block(Math.min(BLOCK, this.capacity - first));
    this.blocks[first / BLOCK] = block;
    return block;
  }
}

/** Eight words at a time, which takes half as long as one by one; a record is a multiple of that. */
function copyRecord(from: Uint32Array, fromAt: number, to: Uint32Array, toAt: number): void {
  for (let done = 0; done < RECORD_WORDS; done += 8) {
    const source = fromAt + done;
    const target = toAt + done;
    to[target] = from[source]!;
    to[target + 1] = from[source + 1]!;
    to[target + 2] = from[source + 2]!;
    to[target + 3] = from[source + 3]!;
    to[target + 4] = from[source + 4]!;
    to[target + 5] = from[source + 5]!;
    to[target + 6] = from[source + 6]!;
    to[target + 7] = from[source + 7]!;
  }
}
