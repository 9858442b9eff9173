// SPDX-License-Identifier: Apache-2.0
/** One level of a back trace, inlined calls included. */

import type { SourcePlace, Symbols } from '../symbols';
import type { VirtualSpace } from '../target';
import type { CallFrame } from './call-frame';
import type { ThreadKey } from './thread';

export interface Frame {
  readonly thread: ThreadKey;
  readonly space: VirtualSpace;
  /** The program that runs here; undefined when none of those known is at this address. */
  readonly symbols: Symbols | undefined;
  /** The current instruction in the innermost frame of a vCPU; where the call returns to in the others. */
  readonly pc: bigint;
  /** `pc` in the innermost frame of a vCPU and below a trap; the byte before it, which is in the call, in the others. */
  readonly codeAddress: bigint;
  /** Undefined when nothing is known of the address. */
  readonly function: string | undefined;
  readonly place: SourcePlace | undefined;
  readonly inlined: boolean;
  /** Index into `symbols.lookup(codeAddress).frames` and `symbols.variablesAt(codeAddress)`. */
  readonly level: number;
  /** Registers, canonical frame address and memory of this frame. All inlined levels of one call share one. */
  readonly context: CallFrame;
}
