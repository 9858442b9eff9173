// SPDX-License-Identifier: Apache-2.0
/** Instructions as people read them, whatever the architecture. */

/** What the disassembler knows. */
export type Architecture = 'riscv64';

export type InstructionKind =
  /** Goes elsewhere and leaves a return address. */
  | 'call'
  /** Goes back to a caller, or out of a trap handler. */
  | 'return'
  /** Goes elsewhere, always. */
  | 'jump'
  /** Goes elsewhere, or on. */
  | 'branch'
  /** Meant to trap: a call of the system below, a breakpoint. */
  | 'trap'
  | 'other';

export interface Instruction {
  /** In whatever address space the bytes come from. */
  readonly address: bigint;
  /** Bytes. */
  readonly size: number;
  /** As they stand in memory. */
  readonly bytes: Uint8Array;
  /** Mnemonic and operands, `beqz a0,0x80200010 <main+0x10>`; `.half 0x0` or `.word 0x0` for what is no instruction. */
  readonly text: string;
  readonly kind: InstructionKind;
  /** Where a call, jump or branch leads, when the code alone tells. */
  readonly target?: bigint;
  /** The address that this instruction forms or uses together with one before it (`auipc`, `lui`) or the global pointer. */
  readonly reference?: bigint;
}

export interface DisassemblyOptions {
  /** `symbol+0x12` for an address; undefined when none is near. Its answers stand in angle brackets behind addresses. */
  readonly resolve?: (address: bigint) => string | undefined;
  /** Value of the register that the program addresses its small data by (RISC-V: of `__global_pointer$`). */
  readonly globalPointer?: bigint;
}
