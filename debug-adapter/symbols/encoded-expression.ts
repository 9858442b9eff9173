// SPDX-License-Identifier: Apache-2.0
/** Location expressions as they stand in the file (DWARF 5, section 2.5). */

import type { Type } from './types';

/** What an expression may refer to in its unit. */
export interface ExpressionUnit {
  readonly version: number;
  /** 4 or 8: the size of a reference to another entry. */
  readonly offsetSize: number;
  /** An address or constant of .debug_addr, unsigned. @throws {SymbolFileError} when there is none */
  indexedAddress(index: number): bigint;
  /** The type whose entry is at an offset from the start of the unit. */
  typeAt(offset: number): Type;
  /** The location of another entry (DW_OP_call2, call4, call_ref); the offset is in .debug_info. */
  expressionAt(offset: number): EncodedExpression | undefined;
  /** Offset of the unit in .debug_info. */
  readonly offset: number;
}

/** A location expression, still encoded, with what is needed to run it. */
export interface EncodedExpression {
  readonly bytes: Uint8Array;
  /** 4 or 8. */
  readonly addressSize: number;
  /** Absent in the call frame tables, where expressions refer to nothing. */
  readonly unit?: ExpressionUnit | undefined;
}
