// SPDX-License-Identifier: Apache-2.0
/** What both debuggers say at a stop, in one shape; dump.py writes the same. */

export interface Members {
  readonly [name: string]: Tree;
}

/** Numbers in decimal, enumerators by name, pointers in hexadecimal; `!` and a reason for what there is no value of. */
export type Tree = string | readonly Tree[] | Members;

export interface SeenVariable {
  readonly name: string;
  readonly type: string;
  readonly value: Tree;
  /** Only of ours: it was found out from what the caller passed. */
  readonly fromCaller?: boolean;
  /** Only of ours: it depends on a register that calls may overwrite and that nobody saved. */
  readonly lost?: boolean;
}

export interface SeenFrame {
  readonly function: string | null;
  readonly file: string | null;
  readonly line: number;
  readonly inlined: boolean;
  /** Only of gdb's: a signal or trap handler, to which the frame further out made no call. */
  readonly signal?: boolean;
  /** Of a program whose symbols gdb was not given, such as the process below a system call. */
  readonly foreign?: boolean;
  readonly pc: string;
  /** Those that a call preserves, by the names that gdb gives them. */
  readonly registers: Readonly<Record<string, string>>;
  readonly parameters: readonly SeenVariable[];
  /** Innermost first. */
  readonly blocks: readonly (readonly SeenVariable[])[];
}

export interface SeenStop {
  readonly frames: readonly SeenFrame[];
  /** Why there are no more frames. */
  readonly end: string;
}

/** The limits of dump.py. */
export const FRAMES = 24;
export const ELEMENTS = 8;
export const FOLLOWED_FRAMES = 2;
export const LEAVES = 400;
