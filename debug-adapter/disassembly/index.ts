// SPDX-License-Identifier: Apache-2.0
/** The door of the disassembler. */
export { disassemble, instructionAlignment } from './disassemble';
export type { Architecture, DisassemblyOptions, Instruction, InstructionKind } from './instruction';
