// SPDX-License-Identifier: Apache-2.0
/**
 * Events as the machine writes them (EVENT_ constants in ../hart/layout.ts): for who keeps many of them, and looks at few.
 * A record is RECORD_WORDS little-endian words of 32 bits, of which a slot of the payload takes two. `at` is the index of
 * a record's first word.
 */

import {
  EVENT_FLAGS,
  EVENT_HART,
  EVENT_INSTRUCTIONS,
  EVENT_LENGTH,
  EVENT_PAYLOAD,
  EVENT_PC,
  EVENT_SIZE,
  EVENT_TIME,
  EVENT_VM,
} from '../hart/layout';
import { EventKind, type MachineEvent } from './event';
import { FLAG_OUTPUTS, INTERRUPT_SOURCES, OPERATIONS, REQUEST_STATES } from './reader';
import { NONE } from './recorder';

const WORD = 4;
const TWO_TO_32 = 0x1_0000_0000;
const LOW_HALF = 0xffff;
const BYTE = 0xff;
const FLAGS_SHIFT = 8 * (EVENT_FLAGS - EVENT_LENGTH);
const ASK = 2n;
const REMIO_HYPERCALL = 2n;

export const RECORD_WORDS = EVENT_SIZE / WORD;

/** Slots of payloads, as reader.ts decodes them. */
export const RecordSlot = {
  hypercallResult: 5,
  sbiError: 8,
  requestSlot: 0,
  requestSerial: 1,
  requestState: 2,
  interrupt: 0,
  interruptSource: 1,
  answer: 3,
} as const;

export function recordKind(words: Uint32Array, at: number): number {
  return words[at]! & LOW_HALF;
}

/** Physical CPU; 255 for none. */
export function recordHart(words: Uint32Array, at: number): number {
  return (words[at]! >>> (8 * EVENT_HART)) & BYTE;
}

/** Virtual machine; 255 for the hypervisor. */
export function recordVm(words: Uint32Array, at: number): number {
  return (words[at]! >>> (8 * EVENT_VM)) & BYTE;
}

/** Instructions retired by all harts; exact below 2^53. */
export function recordInstructions(words: Uint32Array, at: number): number {
  return numberAt(words, at + EVENT_INSTRUCTIONS / WORD);
}

/** Virtual time in ticks; exact below 2^53. */
export function recordTime(words: Uint32Array, at: number): number {
  return numberAt(words, at + EVENT_TIME / WORD);
}

/** A slot of the payload; exact below 2^53. */
export function recordSlot(words: Uint32Array, at: number, slot: number): number {
  return numberAt(words, at + EVENT_PAYLOAD / WORD + 2 * slot);
}

/** A slot of the payload, unsigned. */
export function recordValue(words: Uint32Array, at: number, slot: number): bigint {
  const word = at + EVENT_PAYLOAD / WORD + 2 * slot;
  return (BigInt(words[word + 1]!) << 32n) | BigInt(words[word]!);
}

/** Copies a slot of one record to that of another. */
export function copySlot(
  from: Uint32Array,
  fromAt: number,
  fromSlot: number,
  to: Uint32Array,
  toAt: number,
  toSlot: number,
): void {
  const source = fromAt + EVENT_PAYLOAD / WORD + 2 * fromSlot;
  const target = toAt + EVENT_PAYLOAD / WORD + 2 * toSlot;
  to[target] = from[source]!;
  to[target + 1] = from[source + 1]!;
}

/** @param value a non-negative integer below 2^32 */
export function setRecordSlot(words: Uint32Array, at: number, slot: number, value: number): void {
  const word = at + EVENT_PAYLOAD / WORD + 2 * slot;
  words[word] = value;
  words[word + 1] = 0;
}

export function setRecordValue(words: Uint32Array, at: number, slot: number, value: bigint): void {
  storeAt(words, at + EVENT_PAYLOAD / WORD + 2 * slot, value);
}

/** What every record says of its place and time. */
export interface RecordPlace {
  readonly hart?: number;
  readonly vm?: number;
  readonly instructions: bigint;
  readonly time: bigint;
  readonly pc: bigint;
}

/** A record with nothing but a kind and a place; its payload is all zeros. */
export function placeRecord(words: Uint32Array, at: number, kind: number, place: RecordPlace): void {
  words.fill(0, at, at + RECORD_WORDS);
  words[at] = kind | ((place.hart ?? NONE) << (8 * EVENT_HART)) | ((place.vm ?? NONE) << (8 * EVENT_VM));
  storeAt(words, at + EVENT_INSTRUCTIONS / WORD, place.instructions);
  storeAt(words, at + EVENT_TIME / WORD, place.time);
  storeAt(words, at + EVENT_PC / WORD, place.pc);
}

/** Kinds of events that can be made into records again. */
export type RecordableEvent = Extract<
  MachineEvent,
  { kind: 'hypercall' | 'sbiCall' | 'requestState' | 'vcpuResumed' | 'interruptInjected' | 'interruptTaken' }
>;

/** The record of an event, as the machine would have written it: for events that do not come from this machine. */
export function encodeRecord(event: RecordableEvent): Uint32Array {
  const words = new Uint32Array(RECORD_WORDS);
  placeRecord(words, 0, EventKind[event.kind], event);
  for (const [slot, value] of payloadOf(event).entries()) {
    setRecordValue(words, 0, slot, value);
  }
  if (event.kind === 'hypercall' && writesOutputs(event)) {
    words[EVENT_LENGTH / WORD]! |= FLAG_OUTPUTS << FLAGS_SHIFT;
  }
  return words;
}

function payloadOf(event: RecordableEvent): readonly bigint[] {
  switch (event.kind) {
    case 'hypercall': {
      const { args, id, results } = event;
      const [, code = 0n, ...outputs] = results;
      return [...args, code, ...(writesOutputs(event) ? outputs : [id, results[5] ?? 0n])];
    }
    case 'sbiCall':
      return [event.extension, event.functionId, ...event.args, event.error, event.value];
    case 'requestState': {
      const { id, serial, state, bindKey, operation, address, width, value, frontendCpu, register } = event;
      const [stateCode, operationCode] = [REQUEST_STATES.indexOf(state), OPERATIONS.indexOf(operation)];
      return [id, serial, stateCode, bindKey, operationCode, address, width, value, frontendCpu, register].map(BigInt);
    }
    case 'vcpuResumed':
      return [BigInt(event.requestId), event.requestSerial, BigInt(event.register), event.value];
    case 'interruptInjected':
      return [event.interrupt, INTERRUPT_SOURCES.indexOf(event.source)].map(BigInt);
    case 'interruptTaken':
      return [event.interrupt, event.context].map(BigInt);
  }
}

/** A successful ASK alone writes its outputs. */
function writesOutputs({ id, args, results }: Extract<RecordableEvent, { kind: 'hypercall' }>): boolean {
  return id === REMIO_HYPERCALL && args[2] === ASK && results[1] === 0n;
}

function numberAt(words: Uint32Array, word: number): number {
  return words[word]! + words[word + 1]! * TWO_TO_32;
}

function storeAt(words: Uint32Array, word: number, value: bigint): void {
  words[word] = Number(BigInt.asUintN(32, value));
  words[word + 1] = Number(BigInt.asUintN(32, value >> 32n));
}
