// SPDX-License-Identifier: Apache-2.0

import type { DebugSections } from './debug-sections';

/** What the meaning of a value depends on. */
export interface UnitContext {
  readonly sections: DebugSections;
  /** Offset of the unit in .debug_info. */
  readonly offset: number;
  readonly version: number;
  /** 4 or 8 bytes. */
  readonly addressSize: number;
  /** 4 or 8 bytes. */
  readonly offsetSize: number;
  indexedAddress(index: number): number;
  indexedText(index: number): string;
  /** Offset in .debug_info of the type with a signature (DWARF 5, section 7.32); undefined when no unit has it. */
  entryOfSignature(signature: bigint): number | undefined;
}
