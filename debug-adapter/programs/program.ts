// SPDX-License-Identifier: Apache-2.0

import type { Symbols } from '../symbols';

/** An ELF file whose code runs in a virtual machine. Two virtual machines that run one file have a program each. */
export interface Program {
  /** Its place in the list of all programs; constant over a session. */
  readonly id: number;
  readonly vm: number;
  /** Name of the virtual machine's image. */
  readonly vmName: string;
  /** Absolute path. */
  readonly file: string;
  /** The image itself, not a program inside it. */
  readonly isImage: boolean;
  readonly symbols: Symbols;
}
