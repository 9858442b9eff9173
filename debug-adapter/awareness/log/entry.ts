// SPDX-License-Identifier: Apache-2.0
/** An entry of the log, as people and programs read it. */

import type { SourcePlace } from '../../symbols';
import type { CallValue } from '../bao';

export const ENTRY_KINDS = ['hypercall', 'sbi', 'request', 'ioctl'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** A task of a Linux guest, as it was when it was seen. */
export interface LogTask {
  /** Guest-virtual address of its task_struct. */
  readonly address: bigint;
  /** Undefined where the kernel's types are not known. */
  readonly name: string | undefined;
  readonly pid: number | undefined;
}

export interface LogEntry {
  /** Over the whole session; the next entry has the next. */
  readonly number: number;
  readonly kind: EntryKind;
  /** Instructions retired by all harts, and virtual time in ticks, when it happened. */
  readonly instructions: number;
  readonly time: number;
  readonly vm: number;
  readonly hart: number;
  /** Guest-virtual address of the instruction that made it. */
  readonly pc: bigint;
  /** The function there and its line, where symbols tell. */
  readonly function: string | undefined;
  readonly place: SourcePlace | undefined;
  /** Virtual time until its effect, in ticks: the frontend goes on, the interrupt is taken, the call returns. Undefined
   *  when it has none, or not yet. */
  readonly duration: number | undefined;
  /** Number of the request it is about. */
  readonly request: number | undefined;
  /** Who made an ioctl. */
  readonly task: LogTask | undefined;
  readonly name: string;
  readonly arguments: readonly CallValue[];
  /** Empty while it is under way. */
  readonly results: readonly CallValue[];
  /** It ended with an error. */
  readonly failed: boolean;
  /** Name, arguments and results in one line. */
  readonly text: string;
}

/** What only its kind says of an entry. */
export type Described = Pick<LogEntry, 'name' | 'arguments' | 'results' | 'text'>;

/** Values in one line: results by what they are, others by name. */
export function listed(values: readonly CallValue[]): string {
  return values.map(({ name, text }) => (name === 'result' || name === 'error' ? text : `${name} ${text}`)).join(', ');
}
