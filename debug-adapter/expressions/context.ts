// SPDX-License-Identifier: Apache-2.0
/** What an expression may refer to: the names, memory and registers of the place where it is evaluated. */

import type { Location, Type } from '../symbols';
import type { ValueAccess } from '../values';
import type { Convenience, ConvenienceName } from './convenience';

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
  /** What else a name with a `$` stands for, given without it: facts about the system. Registers come before them. */
  convenience?(name: string): Promise<Convenience | undefined>;
  /** Every name that may stand behind a `$`, registers included; for completion and for hints at misspelt ones. */
  conveniences?(): readonly ConvenienceName[];
  /** Names that `name` knows and that begin so, nearest scopes first; for completion and for hints at misspelt ones. */
  names?(prefix: string): Promise<readonly string[]>;
}

/** The same context but for some of its answers. */
export function derivedContext(context: EvaluationContext, changes: Partial<EvaluationContext>): EvaluationContext {
  return {
    pointerSize: context.pointerSize,
    name: (name) => context.name(name),
    type: (name) => context.type(name),
    register: (name) => context.register(name),
    convenience: async (name) => context.convenience?.(name),
    conveniences: () => context.conveniences?.() ?? [],
    names: async (prefix) => (await context.names?.(prefix)) ?? [],
    readRegister: (number) => context.readRegister(number),
    writeRegister: (number, value) => context.writeRegister(number, value),
    read: (address, length) => context.read(address, length),
    write: (address, bytes) => context.write(address, bytes),
    symbolAt: (address) => context.symbolAt(address),
    ...changes,
  };
}

/** The same context with one more name behind a `$`. */
export function withConvenience(
  context: EvaluationContext,
  description: ConvenienceName,
  value: () => Convenience | Promise<Convenience>,
): EvaluationContext {
  return derivedContext(context, {
    convenience: async (asked) => (asked === description.name ? value() : context.convenience?.(asked)),
    conveniences: () => [description, ...(context.conveniences?.() ?? [])],
  });
}
