// SPDX-License-Identifier: Apache-2.0
/** How to find a caller's frame (DWARF 5, section 6.4): one row of the call frame table. */

import type { EncodedExpression } from './encoded-expression';

export type CfaRule =
  | { readonly kind: 'register'; readonly register: number; readonly offset: bigint }
  | { readonly kind: 'expression'; readonly expression: EncodedExpression };

export type RegisterRule =
  /** The value is lost. */
  | { readonly kind: 'undefined' }
  | { readonly kind: 'same' }
  /** Saved at CFA + offset. */
  | { readonly kind: 'offset'; readonly offset: bigint }
  /** Is CFA + offset. */
  | { readonly kind: 'value-offset'; readonly offset: bigint }
  | { readonly kind: 'register'; readonly register: number }
  | { readonly kind: 'expression'; readonly expression: EncodedExpression }
  | { readonly kind: 'value-expression'; readonly expression: EncodedExpression };

export interface UnwindRow {
  readonly cfa: CfaRule;
  /** By DWARF register number. What is absent is as the ABI has it: callee-saved ones the same, others lost. */
  readonly registers: ReadonlyMap<number, RegisterRule>;
  /** DWARF number of the register that holds the return address. */
  readonly returnRegister: number;
  /** The frame is that of a trap or signal handler: the return address is an interrupted instruction, not a call's. */
  readonly isSignalFrame: boolean;
}
