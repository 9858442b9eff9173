// SPDX-License-Identifier: Apache-2.0
/** What an expression may refer to: the names, memory and registers of the place where it is evaluated. */

import type { Location, Type } from '../symbols';
import type { ValueAccess } from '../values';

/** A typed place or value that a name stands for. */
export interface Named {
  readonly type: Type;
  readonly location: Location;
}

export interface EvaluationContext extends ValueAccess {
  /** A variable, enumerator or function visible here, innermost scope first; undefined when there is none. */
  name(name: string): Promise<Named | undefined>;
  /** A type: `struct virtqueue`, `u32`, `enum state`, `unsigned long`. The keyword is part of the name. */
  type(name: string): Type | undefined;
  /** A register without its `$`: `pc`, `a0`, `satp`. */
  register(name: string): Promise<Named | undefined>;
  /** Names that `name` knows and that begin so, nearest scopes first; for completion and for hints at misspelt ones. */
  names?(prefix: string): Promise<readonly string[]>;
}
