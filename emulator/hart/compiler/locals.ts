// SPDX-License-Identifier: Apache-2.0
/** The locals of a region's function: its parameters, what an access needs, guest registers, windows. */

import { WINDOW_COUNT } from '../private-layout';
import { I32, I64 } from './wasm-writer';

export const Local = {
  remaining: 0,
  next: 1,
  entry: 2,
  interpret: 3,
  place: 4,
  windows: 5,
  address: 6,
  generation: 7,
  page: 8,
  pc: 9,
} as const;
/** Guest register r is FIRST_REGISTER + r. */
export const FIRST_REGISTER = 10;
/** Of window w: its base, its bytes in units of 1, 2, 4 and 8; WINDOW_LOCALS each. */
export const FIRST_WINDOW = FIRST_REGISTER + 32;
export const WINDOW_LOCALS = 5;
/** Of window w: host address minus virtual address. */
export const FIRST_WINDOW_HOST = FIRST_WINDOW + WINDOW_LOCALS * WINDOW_COUNT;

/** Types of the locals behind the parameters. */
export const LOCALS = [
  [4, I32],
  [4 + 32 + WINDOW_LOCALS * WINDOW_COUNT, I64],
  [WINDOW_COUNT, I32],
] as const;
