// SPDX-License-Identifier: Apache-2.0

import type { Program } from '../programs';
import type { SourcePlace } from '../symbols';
import type { CodeBreakpoint } from '../target';

/** An address at which a breakpoint stops. */
export interface CodePoint extends CodeBreakpoint {
  /** The program whose code it is; elsewhere at this address the breakpoint does not stop. Undefined: whatever it is. */
  readonly program: Program | undefined;
  /** Inlined calls that begin at the address and that the breakpoint is before: they are not shown when it is hit. */
  readonly hidden: number;
}

/** Where a breakpoint stops, or why nowhere. */
export interface Resolution {
  readonly points: readonly CodePoint[];
  readonly reason: string | undefined;
  readonly place: SourcePlace | undefined;
}
