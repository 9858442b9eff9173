// SPDX-License-Identifier: Apache-2.0
/** Variables of a program and where they live (DWARF 5, sections 2.5, 2.6 and 4.1). */

import type { SourcePlace } from './symbols';
import type { Type } from './types';

/** What a location depends on at a stop: the registers and memory of one frame. */
export interface LocationContext {
  /** Guest-virtual address in the frame: pc of the innermost, return address - 1 of the others. */
  readonly pc: bigint;
  /** Register by DWARF number as it was in this frame; undefined when it is lost. */
  register(number: number): Promise<bigint | undefined>;
  /** Canonical frame address of the function that is executed; undefined when unwinding fails. */
  cfa(): Promise<bigint | undefined>;
  /** Guest-virtual memory; undefined when any of it is not mapped. */
  read(address: bigint, length: number): Promise<Uint8Array | undefined>;
  /** The caller's frame, for values at the entry of a function (DW_OP_entry_value); undefined when unknown. */
  caller(): Promise<LocationContext | undefined>;
}

/** Where a value is. */
export type Location =
  /** Guest-virtual address of the first byte. */
  | { readonly kind: 'memory'; readonly address: bigint }
  /** In a register, from its least significant byte on. */
  | { readonly kind: 'register'; readonly number: number }
  /** Known without a place that could be written to. Little-endian. */
  | { readonly kind: 'value'; readonly bytes: Uint8Array }
  /** In parts, first byte first; sizes are bits. */
  | { readonly kind: 'pieces'; readonly pieces: readonly { readonly bits: number; readonly location: Location }[] }
  /** The compiler kept no value here, or it is lost; `reason` is for people: `optimized out`. */
  | { readonly kind: 'unavailable'; readonly reason: string };

export interface Variable {
  readonly name: string;
  readonly kind: 'parameter' | 'local' | 'static' | 'global';
  readonly type: Type;
  readonly place: SourcePlace | undefined;
  /** Where it is now. Never throws: what is damaged is unavailable. */
  locate(context: LocationContext): Promise<Location>;
}

/** The variables of one level of `CodeLocation.frames`. */
export interface FrameVariables {
  readonly parameters: readonly Variable[];
  /** Lexical blocks that hold the address, innermost first; a variable of an inner block hides one of the same name. */
  readonly blocks: readonly (readonly Variable[])[];
}
