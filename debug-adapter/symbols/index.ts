// SPDX-License-Identifier: Apache-2.0
/** The door of the symbol reader: ELF and DWARF of linked RISC-V programs. */

export { type ByteSource, bytesSource } from './byte-source';
export { type FileSource, fileSource } from './file-source';
export { openSymbols } from './open-symbols';
export { SymbolFileError } from './symbol-error';
export type { ElfSymbol, SymbolAtAddress, SymbolBinding, SymbolKind } from './symbol-table';
export type {
  CodeFrame,
  CodeLocation,
  CodeRange,
  Segment,
  SourceAddress,
  SourcePlace,
  SymbolFunction,
  Symbols,
} from './symbols';
export type * from './types';
export type * from './unwinding';
export type * from './variables';
