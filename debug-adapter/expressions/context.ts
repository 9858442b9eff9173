// SPDX-License-Identifier: Apache-2.0
/** What an expression may refer to: the names, memory and registers of the place where it is evaluated. */

import type { Location, Type } from '../symbols';

/** A typed place or value that a name stands for. */
export interface Named {
  readonly type: Type;
  readonly location: Location;
}

export interface EvaluationContext {
  /** Bytes of a pointer on this architecture. */
  readonly pointerSize: number;
  /** A variable, enumerator or function visible here, innermost scope first; undefined when there is none. */
  name(name: string): Promise<Named | undefined>;
  /** A type: `struct virtqueue`, `u32`, `enum state`, `unsigned long`. The keyword is part of the name. */
  type(name: string): Type | undefined;
  /** A register without its `$`: `pc`, `a0`, `satp`. */
  register(name: string): Promise<Named | undefined>;
  /** Value of a register by DWARF number in this frame; undefined when it is lost. */
  readRegister(number: number): Promise<bigint | undefined>;
  writeRegister(number: number, value: bigint): Promise<void>;
  /** Guest-virtual memory; fewer bytes than asked when what follows is not mapped. */
  read(address: bigint, length: number): Promise<Uint8Array>;
  /** @returns bytes written */
  write(address: bigint, bytes: Uint8Array): Promise<number>;
  /** `bao_dispatch_io+0x12`, for showing pointers to code and data; undefined when no symbol is near. */
  symbolAt(address: bigint): string | undefined;
}
