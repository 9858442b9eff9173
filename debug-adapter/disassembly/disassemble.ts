// SPDX-License-Identifier: Apache-2.0

import type { Architecture, DisassemblyOptions, Instruction } from './instruction';
import { disassembleRiscv } from './riscv';

/**
 * Takes code apart, from the first byte to the last. What is no instruction becomes a line of data; nothing is skipped.
 * @param address of the first byte; it must be the address of an instruction for the result to be right
 */
export function disassemble(
  architecture: Architecture,
  bytes: Uint8Array,
  address: bigint,
  options: DisassemblyOptions = {},
): Instruction[] {
  switch (architecture) {
    case 'riscv64':
      return disassembleRiscv(bytes, address, options);
  }
}

/** Bytes to which every instruction of an architecture is aligned, which is also the size of the smallest. */
export function instructionAlignment(architecture: Architecture): number {
  switch (architecture) {
    case 'riscv64':
      return 2;
  }
}
