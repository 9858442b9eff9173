// SPDX-License-Identifier: Apache-2.0
/** The door of the symbol reader: ELF and DWARF of linked RISC-V programs. */

export { type ByteSource, bytesSource } from './byte-source';
export type { EncodedExpression } from './encoded-expression';
export { evaluateExpression } from './expression';
export { type FileSource, fileSource } from './file-source';
export { openSymbols } from './open-symbols';
export { SymbolFileError } from './symbol-error';
export type { ElfSymbol, SymbolAtAddress, SymbolBinding, SymbolKind } from './symbol-table';
export type {
  CodeFrame,
  CodeLocation,
  CodeRange,
  Enumerator,
  Segment,
  SourceAddress,
  SourcePlace,
  SymbolFunction,
  Symbols,
} from './symbols';
export { typeName } from './type-names';
export { sizeOf, stripTypedefs, unqualified } from './type-sizes';
export type * from './types';
export type * from './unwinding';
export type * from './variables';
