// SPDX-License-Identifier: Apache-2.0
/**
 * Writes events into the ring in the machine's shared memory. Records are fixed-size (see ../hart/layout.ts) and written
 * with 32-bit stores, because an event may follow every hypercall and 64-bit ones would allocate.
 *
 * The ring and its counter lie below everything that grows, and a shared WebAssembly memory never moves, so the views
 * made here stay valid for the machine's whole life.
 */

import {
  EVENT_FLAGS,
  EVENT_HART,
  EVENT_INSTRUCTIONS,
  EVENT_KIND,
  EVENT_LENGTH,
  EVENT_PAYLOAD,
  EVENT_PC,
  EVENT_SIZE,
  EVENT_TIME,
  EVENT_VM,
} from '../hart/layout';

/** Bytes of text one record holds. */
export const TEXT_BYTES = EVENT_SIZE - EVENT_PAYLOAD;
/** In EVENT_FLAGS of text records: the next record continues this one. */
export const FLAG_MORE = 0x8000;
/** In EVENT_FLAGS of guestConsole: the guest has not ended the line. */
export const FLAG_PARTIAL = 0x4000;
/** In EVENT_HART and EVENT_VM: none. */
export const NONE = 0xff;
const NO_HART = NONE;

const WORD = 4;
const TWO_TO_32 = 0x1_0000_0000;

// Word offsets inside a record, and shifts inside its first two words.
const RECORD_WORDS = EVENT_SIZE / WORD;
const KIND = EVENT_KIND / WORD;
const HART_SHIFT = 8 * EVENT_HART;
const VM_SHIFT = 8 * EVENT_VM;
const LENGTH = EVENT_LENGTH / WORD;
const FLAGS_SHIFT = 8 * (EVENT_FLAGS - EVENT_LENGTH);
const INSTRUCTIONS = EVENT_INSTRUCTIONS / WORD;
const TIME = EVENT_TIME / WORD;
const PC = EVENT_PC / WORD;
const PAYLOAD = EVENT_PAYLOAD / WORD;
const PAYLOAD_TO_LENGTH = PAYLOAD - LENGTH;

/** What the ring needs of the hart core. */
export interface RingMemory {
  readonly memory: WebAssembly.Memory;
  readonly options: { readonly eventCapacity: number };
  readonly eventRing: number;
  readonly eventCount: number;
  hartBlock(hart: number): number;
}

/** Clocks at the moment of an event. */
export interface EventClock {
  /** Instructions retired by all harts. */
  instructions: number;
  /** Virtual time in timebase ticks. */
  ticks: number;
}

export class EventRecorder {
  readonly #words: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #ringWord: number;
  readonly #countWord: number;
  readonly #mask: number;
  readonly #clock: EventClock;
  readonly #pcWords: Int32Array;
  #payload = 0;

  /** @param hartPc offset of the pc inside a hart's block */
  constructor(ring: RingMemory, clock: EventClock, hartCount: number, hartPc: number) {
    this.#words = new Uint32Array(ring.memory.buffer);
    this.#bytes = new Uint8Array(ring.memory.buffer);
    this.#ringWord = ring.eventRing / WORD;
    this.#countWord = ring.eventCount / WORD;
    this.#mask = ring.options.eventCapacity - 1;
    this.#clock = clock;
    this.#pcWords = new Int32Array(hartCount);
    for (let hart = 0; hart < hartCount; hart++) {
      this.#pcWords[hart] = (ring.hartBlock(hart) + hartPc) / WORD;
    }
  }

  /** Events written so far, the core's own included. */
  get count(): number {
    return this.#words[this.#countWord]! + this.#words[this.#countWord + 1]! * TWO_TO_32;
  }

  /**
   * Begins a record; its payload is then given by arg functions, each with the index of a 64-bit slot.
   * @param hart physical CPU, or NONE
   */
  begin(kind: number, hart: number, vm: number, flags = 0): void {
    const words = this.#words;
    const count = words[this.#countWord]!;
    const at = this.#ringWord + (count & this.#mask) * RECORD_WORDS;
    words[at + KIND] = kind | (hart << HART_SHIFT) | (vm << VM_SHIFT);
    words[at + LENGTH] = flags << FLAGS_SHIFT;
    this.#store(at + INSTRUCTIONS, this.#clock.instructions);
    this.#store(at + TIME, this.#clock.ticks);
    if (hart === NO_HART) {
      this.#store(at + PC, 0);
    } else {
      const pc = this.#pcWords[hart]!;
      words[at + PC] = words[pc]!;
      words[at + PC + 1] = words[pc + 1]!;
    }
    this.#payload = at + PAYLOAD;
    for (let word = this.#payload; word < at + RECORD_WORDS; word++) {
      words[word] = 0;
    }
    const next = count + 1;
    words[this.#countWord] = next;
    if (next === TWO_TO_32) {
      words[this.#countWord + 1]!++;
    }
  }

  /** Guest-virtual pc of a hart now. */
  pcOf(hart: number): bigint {
    const pc = this.#pcWords[hart]!;
    return (BigInt(this.#words[pc + 1]!) << 32n) | BigInt(this.#words[pc]!);
  }

  /** A non-negative integer below 2^53. */
  arg(index: number, value: number): void {
    this.#store(this.#payload + index * 2, value);
  }

  /** A 64-bit value as two halves. */
  argHalves(index: number, low: number, high: number): void {
    this.#words[this.#payload + index * 2] = low;
    this.#words[this.#payload + index * 2 + 1] = high;
  }

  argBig(index: number, value: bigint): void {
    this.argHalves(index, Number(value & 0xffff_ffffn), Number((value >> 32n) & 0xffff_ffffn));
  }

  /** A handle of the record that begin() began, for patch(). Valid until the ring comes round. */
  mark(): number {
    return this.#payload;
  }

  /** Writes a slot of an earlier record. */
  patch(mark: number, index: number, low: number, high: number): void {
    this.#words[mark + index * 2] = low;
    this.#words[mark + index * 2 + 1] = high;
  }

  /** Adds flags to an earlier record. */
  patchFlags(mark: number, flags: number): void {
    this.#words[mark - PAYLOAD_TO_LENGTH]! |= flags << FLAGS_SHIFT;
  }

  /** Sets the length field of the record that begin() began. */
  setLength(length: number): void {
    this.#words[this.#payload - PAYLOAD_TO_LENGTH]! |= length;
  }

  /** Writes text as one record, or as several that say so. `flags` is kept in every one. */
  text(kind: number, hart: number, vm: number, bytes: Uint8Array, flags = 0): void {
    let start = 0;
    do {
      const part = bytes.subarray(start, start + TEXT_BYTES);
      start += part.length;
      this.begin(kind, hart, vm, start < bytes.length ? flags | FLAG_MORE : flags);
      this.#bytes.set(part, this.#payload * WORD);
      this.setLength(part.length);
    } while (start < bytes.length);
  }

  #store(word: number, value: number): void {
    this.#words[word] = value;
    this.#words[word + 1] = value < TWO_TO_32 ? 0 : Math.floor(value / TWO_TO_32);
  }
}
