// SPDX-License-Identifier: Apache-2.0
/** What is known of a collection of bindings without loading them: enough to tell which ones a node needs. */

import type { Schema } from '../schema';
import type { TypeTables } from '../types';
import type { BindingProblem } from './read-yaml';

/** One usable binding. */
export interface BindingEntry {
  /** Without fragment. */
  readonly id: string;
  readonly file: string;
}

export interface LibraryTables {
  readonly bindings: readonly BindingEntry[];
  readonly types: TypeTables;
  /** The binding (its index) that a compatible string selects. */
  readonly compatibles: Readonly<Record<string, number>>;
  /**
   * By compatible string, the types that the binding itself gives to its properties. They hold for its own nodes where
   * the types of all have none: a binding of ours must not change what other nodes' properties are.
   */
  readonly local: Readonly<Record<string, TypeTables>>;
  /** Bindings that are tried on every node, each with the condition under which it applies. */
  readonly selects: readonly (readonly [binding: number, condition: Schema])[];
  /** Files that cannot be used. */
  readonly problems: readonly BindingProblem[];
}
