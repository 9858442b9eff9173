// SPDX-License-Identifier: Apache-2.0
/** Something that has happened and that an event breakpoint is on. */

import type { EventBreakpointKind } from '../protocol';

/** One of several names. */
export interface OneOf {
  readonly name: string;
  readonly names: readonly string[];
}

/** A bigint is for people to read as hexadecimal, a number as decimal. Undefined: not known, or there is none. */
export type FieldValue = number | bigint | boolean | string | OneOf | undefined;

/** What expressions call `$event.name`. */
export type EventFields = Readonly<Record<string, FieldValue>>;

export interface Occurrence {
  readonly kind: EventBreakpointKind;
  /** The vCPU that it happened on; undefined when it happened on none. */
  readonly hart: number | undefined;
  readonly vm: number | undefined;
  /** Instructions retired by all harts when it happened; undefined on a target that does not count them. */
  readonly instructions: bigint | undefined;
  /** Virtual time in timebase ticks. */
  readonly time: bigint | undefined;
  /** Guest-virtual address of the instruction behind it. */
  readonly pc: bigint | undefined;
  readonly fields: EventFields;
  /** In words, for people. */
  readonly description: string;
  /** How the place that is shown relates to it, for people. */
  readonly stands: string;
  /** The vCPU has carried out the instruction, so that it stands before the next one. */
  readonly isBehind: boolean;
  /** To be called when it has stopped the run. */
  readonly shown?: () => void;
}
