// SPDX-License-Identifier: Apache-2.0

export type Radix = 'decimal' | 'hex' | 'octal' | 'binary';

/** How people want numbers to be shown. Pointers are hexadecimal always. */
export interface ValueFormat {
  readonly radix?: Radix | undefined;
  /** Integers as characters. */
  readonly characters?: boolean | undefined;
  /** Arrays of bytes and pointers to bytes as texts. */
  readonly text?: boolean | undefined;
}
