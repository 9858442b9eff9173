// SPDX-License-Identifier: Apache-2.0
import type { SourceFrame } from '../code';

/** One step in the life of a request. */
export interface Stage {
  readonly id:
    | 'trapped'
    | 'queued'
    | 'injected'
    | 'taken'
    | 'asked'
    | 'dispatched'
    | 'attached'
    | 'completed'
    | 'resumed'
    | 'stuck';
  readonly title: string;
  /** Instructions of all harts, and virtual time in timebase ticks, when it happened. */
  readonly instructions: bigint;
  readonly time: bigint;
  /** Undefined for the hypervisor. */
  readonly vm: number | undefined;
  readonly hart: number | undefined;
  readonly pc: bigint | undefined;
  /** Innermost first. */
  readonly frames: readonly SourceFrame[];
  /** What is worth knowing, as label and text. */
  readonly facts: readonly (readonly [string, string])[];
}
