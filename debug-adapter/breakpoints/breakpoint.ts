// SPDX-License-Identifier: Apache-2.0
/** What a person asks of a breakpoint, and what became of it. */

import type { SourcePlace } from '../symbols';
import type { Address, DataAccess } from '../target';

export interface BreakpointOptions {
  /** Stops only where this expression is not zero. */
  readonly condition?: string | undefined;
  /** Stops only at certain hits, see hit-condition.ts. Hits where the condition is false do not count. */
  readonly hitCondition?: string | undefined;
  /** Says this instead of stopping; expressions stand in {braces}. */
  readonly logMessage?: string | undefined;
}

export interface LineBreakpoint extends BreakpointOptions {
  readonly line: number;
  readonly column?: number | undefined;
}

export interface FunctionBreakpoint extends BreakpointOptions {
  /** `name`, or `partition!name` for the functions of one partition. */
  readonly name: string;
}

export interface InstructionBreakpoint extends BreakpointOptions {
  readonly address: Address;
}

export interface DataBreakpointRequest extends BreakpointOptions {
  readonly address: Address;
  /** Bytes. */
  readonly size: number;
  readonly access: DataAccess;
  /** Only accesses of this virtual machine; undefined: whoever makes them. */
  readonly vm?: number | undefined;
  /** What people call it, such as the variable's name. */
  readonly description?: string | undefined;
}

export type BreakpointKind = 'line' | 'function' | 'instruction' | 'data';

export interface BreakpointState {
  /** Unique over all kinds; the same as long as the same thing stays set. */
  readonly id: number;
  readonly verified: boolean;
  /** Why it cannot stop anything, or what a person should know of it. */
  readonly reason: string | undefined;
  /** Where it stops, the file as the debug information has it; of several places the first. */
  readonly place: SourcePlace | undefined;
  readonly address: Address | undefined;
}

export interface BreakpointListener {
  /** Something about a breakpoint is not as it was when it was set. */
  changed(state: BreakpointState): void;
  /** The text of a log message, without a line end. */
  log(text: string, place: SourcePlace | undefined, hart: number): void;
}

/** What a breakpoint makes of a hit: it stops the run. */
export interface Hit {
  readonly ids: readonly number[];
  readonly kind: BreakpointKind;
  /** More for people: what a data breakpoint saw, or why a condition could not be tested. */
  readonly text: string | undefined;
}
